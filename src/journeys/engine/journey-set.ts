// All journeys as the engine reads them, indexed so that an event costs what the journeys that name its type cost, not
// what all cost.
import type { Event } from '../../model/event.js'
import { durationMs } from '../../model/time.js'
import type { Settings } from '../definition/settings-schema.js'
import { allSteps } from '../definition/walk.js'
import { type CompiledJourney, compileJourney, type JourneyVersion } from './compile.js'
import type { Test } from './condition.js'
import type { Segments } from './condition-kinds.js'
import { compileGlobalGoal, type Goals, surveyGoals } from './goal.js'
import { compileReported, type ReportedSegment } from './reported-segments.js'
import { addressOfEvent } from './triggers.js'
import type { DecidedSplit, Watch } from './types.js'
import { compileWatching, outside, type Watching } from './watching.js'

/** A journey an event may bring the customer into, and the tests of its triggers, one of which has to pass. */
export interface Triggered {
  readonly journey: CompiledJourney
  readonly tests: readonly (Test | null)[]
}

export interface JourneySet {
  readonly settings: Settings
  /** An event later than this brings nobody in. */
  readonly lateEventsMs: number
  /** Versions this program cannot compile, such as those a newer one has published: whoever is inside is set aside. */
  readonly broken: readonly string[]
  /** Judged for everybody who comes into a journey. */
  readonly reported: readonly ReportedSegment[]
  /** What somebody must look after although no event says so; null: nothing. */
  readonly watching: Watching | null
  /** Journeys whose triggers are for events like this. */
  triggeredBy(event: Pick<Event, 'type' | 'properties'>): readonly Triggered[]
  /** Ids of the journeys that events of these types, or what follows from them, may bring a customer into. */
  entered(types: readonly string[]): readonly string[]
  version(journeyId: string, version: number): CompiledJourney | undefined
  /** The version that new customers enter. */
  active(journeyId: string): CompiledJourney | undefined
  /** Whether an event of this type can do anything to anybody: bring in, take out, wake, or be watched for. */
  concerns(type: string): boolean
  /** Whether the watch looks at a customer when an event of this type came. */
  watches(type: string): boolean
  /** What the watch knows of a customer who has just come into being; null: nothing is watched. */
  newWatch(now: Date): Watch | null
  /** Of all versions. What becomes of them is counted after the deciding, and over and over again. */
  readonly goals: Goals
}

/** What is published besides journeys and settings. */
export interface PublishedBesides {
  /** Those that `settings.reports` names, and what they need. */
  readonly segments?: Segments
  readonly decided?: readonly DecidedSplit[]
}

/** `active` names the version of each journey that new customers enter; other versions only serve those inside. */
export function compileJourneys(
  settings: Settings,
  versions: readonly JourneyVersion[],
  active: ReadonlyMap<string, number>,
  { segments = {}, decided = [] }: PublishedBesides = {},
): JourneySet {
  const { compiled, broken } = compileAll(versions, decided)
  const { reported, broken: unreported } = compileReported(settings.reports?.segments ?? [], segments)
  const byVersion = new Map(compiled.map(journey => [`${journey.id}@${journey.version}`, journey]))
  const entered = compiled.filter(journey => active.get(journey.id) === journey.version)
  const activeById = new Map(entered.map(journey => [journey.id, journey]))
  const byAddress = triggersByAddress(entered)
  const watching = compileWatching(settings, versions, compiled, active)
  const triggerTypes = entered.flatMap(({ triggers }) => triggers.map(({ type }) => type))
  const concerned = new Set([...triggerTypes, ...compiled.flatMap(listensTo), ...(watching?.types ?? [])])
  return {
    settings,
    lateEventsMs: durationMs(settings.lateEvents),
    broken: [...broken, ...unreported],
    reported,
    watching,
    triggeredBy: ({ type, properties }) => byAddress.get(addressOfEvent(type, properties)) ?? noneTriggered,
    entered: enteredIds(entered, settings),
    version: (journeyId, version) => byVersion.get(`${journeyId}@${version}`),
    active: journeyId => activeById.get(journeyId),
    concerns: type => concerned.has(type),
    watches: type => watching?.types.has(type) ?? false,
    newWatch: now => watching && outside(watching, now),
    goals: surveyGoals(compiled, compileGlobalGoal(settings)),
  }
}

const noneTriggered: readonly Triggered[] = []

/** The one of higher priority comes in first, so that the others know whom to leave room for. */
function triggersByAddress(journeys: readonly CompiledJourney[]): Map<string, Triggered[]> {
  const byAddress = new Map<string, Triggered[]>()
  for (const journey of [...journeys].sort((a, b) => b.priority - a.priority)) {
    for (const address of new Set(journey.triggers.map(trigger => trigger.address))) {
      const tests = journey.triggers.filter(one => one.address === address).map(({ test }) => test)
      byAddress.set(address, [...(byAddress.get(address) ?? []), { journey, tests }])
    }
  }
  return byAddress
}

/** Types of events that only follow from others; whatever comes in may lead to them. */
const followingTypes = ['segment_entered', 'segment_left', 'date_reached']

function enteredIds(
  journeys: readonly CompiledJourney[],
  { consent }: Settings,
): (types: readonly string[]) => string[] {
  const emitted = journeys.flatMap(({ definition }) =>
    allSteps(definition.steps).flatMap(({ value }) => {
      if ('emit' in value) return [value.emit]
      return 'set' in value ? ['customer_updated'] : []
    }),
  )
  // A yes that has to be confirmed is followed by the question.
  const asked = consent?.doubleOptIn === undefined ? [] : ['consent_requested']
  const always = new Set([...followingTypes, ...asked, ...emitted])
  const idsFor = (isType: (type: string) => boolean): string[] =>
    journeys.filter(({ triggers }) => triggers.some(({ type }) => isType(type))).map(({ id }) => id)
  const following = idsFor(type => always.has(type))
  const byType = new Map<string, readonly string[]>()
  for (const type of new Set(journeys.flatMap(({ triggers }) => triggers.map(one => one.type))))
    byType.set(
      type,
      idsFor(one => one === type),
    )
  return types => [...new Set([...types.flatMap(type => byType.get(type) ?? []), ...following])]
}

/** One journey that does not compile must not stop the others. */
function compileAll(
  versions: readonly JourneyVersion[],
  decided: readonly DecidedSplit[],
): { compiled: CompiledJourney[]; broken: string[] } {
  const compiled: CompiledJourney[] = []
  const broken: string[] = []
  for (const version of versions) {
    try {
      compiled.push(compileJourney(version, decided))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      broken.push(`${version.journeyId} version ${version.version}: ${why}`)
    }
  }
  return { compiled, broken }
}

const listensTo = (journey: CompiledJourney): string[] => [
  ...journey.exits.map(exit => exit.on!),
  ...journey.exitTypes,
  ...[...journey.nodes.values()].flatMap(node => node.hears ?? []),
]
