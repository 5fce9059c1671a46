// Everything that is checked about the sense of one segment. What its bare paths read depends on the journeys that use
// it.
import { checkEventTypes } from './check-events.js'
import { checkFields } from './check-fields.js'
import type { Surroundings } from './check-journey.js'
import { circle, missingSegments } from './check-references.js'
import { checkTopics } from './check-settings.js'
import type { Condition } from './condition-schema.js'
import type { Fault } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { allConditions, nested, type Placed } from './walk.js'
import { readsOf } from './walk-fields.js'
import { eventTypesOf, segmentNames, watchedSegments, withInnerSegments } from './walk-names.js'

export function checkSegment(
  name: string,
  condition: Condition,
  journeys: readonly JourneyDefinition[],
  { library, segments, book, settings }: Surroundings,
): Fault[] {
  const events = eventsReaching(name, journeys, segments)
  const conditions = nested(condition, ['if']).map(at => ({ ...at, events }))
  return [
    ...missingSegments(segmentNames(conditions), library),
    ...circle(name, segments),
    ...(settings ? checkTopics(conditions, settings) : []),
    ...checkEventTypes(conditions.flatMap(eventTypesOf), book),
    ...checkFields(readsOf(conditions), { book, data: null, outputsAt: () => null }),
  ]
}

/** The events it is judged on, by all who use it; null where nobody does, or where it is watched and there are none. */
function eventsReaching(
  name: string,
  journeys: readonly JourneyDefinition[],
  segments: Surroundings['segments'],
): Placed<Condition>['events'] {
  const reaches = (used: string): boolean => withInnerSegments([used], segments).has(name)
  if (journeys.flatMap(watchedSegments).some(({ value }) => reaches(value))) return null
  const uses = journeys
    .flatMap(allConditions)
    .filter(({ value }) => 'segment' in value && reaches(value.segment as string))
  return uses.length === 0 || uses.some(({ events }) => events === null)
    ? null
    : [...new Set(uses.flatMap(one => one.events!))]
}
