// Attributes follow the time they were told, not the time they arrived: the same events in any order give the same ones.
// Pure.
import type { Customer } from '../model/customer.js'
import { type Event, ownSource } from '../model/event.js'
import type { JsonObject, JsonValue } from '../model/json.js'
import { saidAt } from './said-at.js'

interface Attributes {
  readonly values: JsonObject
  readonly times: Record<string, number>
}

/** The same customer where the event tells nothing newer. An attribute that is told to be null is taken away. */
export function withAttributes(customer: Customer, event: Event): Customer {
  if (event.type !== 'customer_updated') return customer
  const at = saidAt(event)
  // What a step sets was decided last, though a shop's word bears the same time.
  const isOwn = event.source === ownSource
  let changed: Attributes | null = null
  for (const name of Object.keys(event.properties)) {
    const value = event.properties[name]!
    const known = changed ?? { values: customer.attributes, times: customer.attributesAt }
    if (name === '__proto__' || !isNews(known, name, value, at, isOwn)) continue
    changed ??= { values: { ...customer.attributes }, times: { ...customer.attributesAt } }
    changed.times[name] = at
    if (value === null) delete changed.values[name]
    else changed.values[name] = value
  }
  return changed ? { ...customer, attributes: changed.values, attributesAt: changed.times } : customer
}

function isNews(
  { values, times }: Attributes,
  name: string,
  value: JsonValue,
  at: number,
  isOwn: boolean,
): boolean {
  const knownAt = Object.hasOwn(times, name) ? times[name]! : Number.NEGATIVE_INFINITY
  if (at !== knownAt) return at > knownAt
  return isOwn || goesFirst(value, Object.hasOwn(values, name) ? values[name]! : null)
}

/** Of two values told for the same moment one wins, whichever came first: none at all, or the one further on in order. */
export function goesFirst(value: JsonValue, other: JsonValue): boolean {
  if (value === null || other === null) return value === null && other !== null
  return orderOf(value) > orderOf(other)
}

/** PostgreSQL gives the names of an object back in another order. */
const orderOf = (value: JsonValue): string =>
  JSON.stringify(value, (_, inner: JsonValue) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
