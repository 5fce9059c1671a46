// Whether segments that are watched can be: when somebody comes into one, there is no event at hand and no enrollment.
import type { Condition } from './condition-schema.js'
import { error, type Fault } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { nested } from './walk.js'
import { readsOf } from './walk-fields.js'
import { watchedSegments, withInnerSegments } from './walk-names.js'

type Segments = Readonly<Record<string, Condition>>

export const checkWatched = (journey: JourneyDefinition, segments: Segments): Fault[] =>
  watchedSegments(journey).flatMap(({ value, path }) => {
    for (const name of withInnerSegments([value], segments)) {
      const why = segments[name] && whyUnwatchable(segments[name])
      if (why === undefined) continue
      const message = `cannot be watched: segments/${name}.json ${why}; use what is known of the customer (customer.…) or has happened (did, didNot)`
      return [error('segment_unwatchable', path, message)]
    }
    return []
  })

function whyUnwatchable(condition: Condition): string | undefined {
  const conditions = nested(condition, []).map(at => ({ ...at, events: [] }))
  // A test on the past or on the catalog reads the past or the catalog; only `events: []` reads what is at hand.
  const read = readsOf(conditions).find(({ value, events }) => {
    const root = value.split('.')[0]!
    return root === 'data' || root === 'steps' || (root !== 'customer' && events?.length === 0)
  })
  if (read) return `reads "${read.value}", and there is no event at hand then`
  return conditions.some(({ value }) => 'since' in value)
    ? 'counts since the entry, and nobody has come in then'
    : undefined
}
