// Triggers, compiled: each is a type of event and a test. What a segment, a date, a schedule or a call brings in comes
// as an event of our own, and so needs no rule of its own.
import type { JsonObject } from '../../model/json.js'
import type { Condition } from '../definition/condition-schema.js'
import type { Fields } from '../definition/fields-schema.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import { type Trigger, triggersOf } from '../definition/trigger-schema.js'
import type { Test } from './condition.js'

export interface CompiledTrigger {
  /** What events are found by: the type, and for our own ones whom they are for. */
  readonly address: string
  readonly type: string
  readonly test: Test | null
}

/** The addresses an event has; see `CompiledTrigger.address`. */
export function addressOfEvent(type: string, properties: JsonObject): string {
  const field = addressedBy.get(type)
  return field === undefined ? type : `${type}:${String(properties[field])}`
}

const addressedBy: ReadonlyMap<string, string> = new Map([
  ['segment_entered', 'segment'],
  ['segment_left', 'segment'],
  ['date_reached', 'journey'],
  ['journey_called', 'journey'],
])

export const compileTriggers = (
  journey: JourneyDefinition,
  condition: (inner: Condition | Fields) => Test,
): CompiledTrigger[] =>
  triggersOf(journey).map((trigger, index) => {
    const { type, properties, where } = meaningOf(trigger, journey.id, index)
    return { address: addressOfEvent(type, properties), type, test: where ? condition(where) : null }
  })

interface Meaning {
  readonly type: string
  readonly properties: JsonObject
  readonly where?: Fields | undefined
}

function meaningOf(trigger: Trigger, journey: string, index: number): Meaning {
  if ('event' in trigger) return { type: trigger.event, properties: {}, where: trigger.where }
  if ('enters' in trigger) return { type: 'segment_entered', properties: { segment: trigger.enters } }
  if ('leaves' in trigger) return { type: 'segment_left', properties: { segment: trigger.leaves } }
  if ('api' in trigger) return { type: 'journey_called', properties: { journey }, where: trigger.where }
  return { type: 'date_reached', properties: { journey }, where: { trigger: index } }
}
