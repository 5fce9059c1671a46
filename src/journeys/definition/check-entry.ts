// Whether customers can come in as the journey says, and stay inside when it changes: its key, its migration.
import { didYouMean } from './did-you-mean.js'
import { error, type Fault } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { allSteps, allTriggers, eventOfTrigger } from './walk.js'

export const checkEntry = (journey: JourneyDefinition): Fault[] => [
  ...keyWithoutEvent(journey),
  ...missingTargets(journey),
]

function keyWithoutEvent(journey: JourneyDefinition): Fault[] {
  const { key } = journey
  if (key === undefined) return []
  const without = allTriggers(journey).find(({ value }) => !('event' in value || 'api' in value))
  if (!without) return []
  const message = `nobody would come in by ${nameOf(eventOfTrigger(without.value))}: it has no "${key}"; take the key away, or make two journeys of it`
  return [error('key_without_event', ['key'], message)]
}

const nameOf = (type: string): string => (type === 'date_reached' ? 'a date or a schedule' : 'a segment')

function missingTargets({ inside, steps }: JourneyDefinition): Fault[] {
  if (typeof inside !== 'object') return []
  const ids = allSteps(steps).map(({ value }) => value.id)
  return Object.entries(inside.steps).flatMap(([from, to]) => {
    if (to === null || ids.includes(to)) return []
    const hint = didYouMean(to, ids) || '; name a step of this version, or null'
    return [error('inside_missing', ['inside', 'steps', from], `there is no step "${to}" here${hint}`)]
  })
}
