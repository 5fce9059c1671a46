// Whether the steps of a journey make sense one after the other: ids, steps nobody gets to, nothing to do.
import { error, type Fault, formatPath, type JsonPath, warning } from './finding.js'
import { type Flow, reachable } from './flow.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Step } from './step-schema.js'
import { type At, allSteps, waysOf } from './walk.js'

export const checkFlow = (journey: JourneyDefinition, flow: Flow): Fault[] => [
  ...repeatedIds(journey),
  ...unreachable(journey, flow),
  ...doesNothing(journey),
]

function repeatedIds(journey: JourneyDefinition): Fault[] {
  const seen = new Set<string>()
  return allSteps(journey.steps).flatMap(({ value: { id }, path }) => {
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    const message = `another step above is called "${id}" too; every step needs an id of its own`
    return [error('duplicate_step_id', [...path, 'id'], message)]
  })
}

/** The first step of a list that nobody gets to although somebody gets to the one above it. */
function unreachable(journey: JourneyDefinition, flow: Flow): Fault[] {
  const reached = new Set([flow.first, ...reachable(flow, flow.first)])
  const gets = (path: JsonPath): boolean => reached.has(formatPath(path))
  return allLists(journey).flatMap(({ value: steps, path }) => {
    const i = steps.findIndex((_, n) => n > 0 && gets([...path, n - 1]) && !gets([...path, n]))
    if (i < 0) return []
    const message = `nobody gets to "${steps[i]!.id}": every way through "${steps[i - 1]!.id}" above it ends with an exit`
    return [error('unreachable_step', [...path, i], message)]
  })
}

const allLists = (journey: JourneyDefinition): At<readonly Step[]>[] => [
  { value: journey.steps, path: ['steps'] },
  ...allSteps(journey.steps).flatMap(({ value, path }) => waysOf(value, path)),
]

const effects = ['send', 'webhook', 'task', 'set', 'audience', 'emit', 'coupon'] as const

function doesNothing(journey: JourneyDefinition): Fault[] {
  if (allSteps(journey.steps).some(({ value }) => effects.some(word => word in value))) return []
  const message = 'no step sends a message; add one such as { "send": "email", … }'
  return [warning('sends_nothing', ['steps'], message)]
}
