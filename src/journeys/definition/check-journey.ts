// Everything that is checked about the sense of one journey, in the order findings of one line are shown.
import { checkCaps, checkRoom } from './check-caps.js'
import { checkConsent } from './check-consent.js'
import { checkEntry } from './check-entry.js'
import { checkEmitted, checkEventTypes } from './check-events.js'
import { checkExits } from './check-exits.js'
import { checkFields, type Outputs, type Readable } from './check-fields.js'
import { checkFlow } from './check-flow.js'
import { checkGoal } from './check-goal.js'
import { checkGoalValue } from './check-goal-value.js'
import { checkLoops } from './check-loops.js'
import { missingSegments, missingTemplates } from './check-references.js'
import { checkNames } from './check-settings.js'
import { checkSplits } from './check-splits.js'
import { checkWaits } from './check-waits.js'
import { checkWatched } from './check-watched.js'
import type { Condition } from './condition-schema.js'
import type { EventBook } from './event-properties.js'
import { type Fault, formatPath } from './finding.js'
import { type Flow, reachable } from './flow.js'
import { goalsOf } from './goals.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Library } from './library.js'
import type { Settings } from './settings-schema.js'
import { outputsOf } from './step-outputs.js'
import { allSteps, dataTypes } from './walk.js'
import { allReads } from './walk-fields.js'
import { allEventTypes, allSegments } from './walk-names.js'

/** What a journey is checked against. */
export interface Surroundings {
  readonly library: Library
  readonly segments: Readonly<Record<string, Condition>>
  readonly book: EventBook
  /** null where they cannot be read: what depends on them is not judged. */
  readonly settings: Settings | null
  /** How many steps of all journeys send a content. */
  readonly contents: ReadonlyMap<string, number>
}

export function checkJourney(journey: JourneyDefinition, flow: Flow, around: Surroundings): Fault[] {
  const { library, segments, book, settings, contents } = around
  return [
    ...missingTemplates(journey, library),
    ...missingSegments(allSegments(journey), library),
    ...(settings ? checkNames(journey, settings) : []),
    ...checkEntry(journey),
    ...checkWatched(journey, segments),
    ...checkFlow(journey, flow),
    ...checkLoops(journey, flow),
    ...checkWaits(journey, flow),
    ...checkSplits(journey),
    ...checkExits(journey, flow),
    ...checkGoal(journey),
    ...goalsOf(journey).flatMap(({ goal, path }) => checkGoalValue(goal, path, book)),
    ...checkConsent(journey, flow, segments),
    ...checkCaps(journey, flow),
    ...(settings ? checkRoom(journey, flow, settings, contents) : []),
    ...checkEmitted(journey),
    ...checkEventTypes(allEventTypes(journey), book),
    ...checkFields(allReads(journey), readableIn(journey, flow, book)),
  ]
}

/** What a journey can read: outputs in steps, of those steps one can have passed; in exits and goals, of any. */
export function readableIn(journey: JourneyDefinition, flow: Flow, book: EventBook): Readable {
  const steps = allSteps(journey.steps)
  const after = new Map(steps.map(({ path }) => [formatPath(path), reachable(flow, formatPath(path))]))
  const outputsAt = (place: string | null): Outputs =>
    new Map(
      steps
        .filter(({ path }) => place === null || after.get(formatPath(path))!.has(place))
        .map(({ value }) => [value.id, outputsOf(value, book)]),
    )
  const places = steps.map(({ path }) => path).toSorted((a, b) => b.length - a.length)
  return {
    book,
    data: dataTypes(journey),
    outputsAt: ({ path }) => {
      if (path[0] === 'exit' || path[0] === 'goal' || path[0] === 'goals') return outputsAt(null)
      const step = places.find(place => place.every((part, i) => path[i] === part))
      return step ? outputsAt(formatPath(step)) : new Map()
    },
  }
}
