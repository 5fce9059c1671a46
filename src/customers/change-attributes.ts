// Attributes follow the time they were told, not the time they arrived. Of two words of the same moment the one that arrives
// later counts: clocks of shops have seconds, and events of one customer arrive in their order. Pure.
import type { Customer } from '../model/customer.js'
import type { Event } from '../model/event.js'
import type { JsonObject } from '../model/json.js'
import { saidAt } from './said-at.js'

interface Attributes {
  readonly values: JsonObject
  readonly times: Record<string, number>
}

/** The same customer where the event tells nothing newer. An attribute that is told to be null is taken away. */
export function withAttributes(customer: Customer, event: Event): Customer {
  if (event.type !== 'customer_updated') return customer
  const at = saidAt(event)
  let changed: Attributes | null = null
  for (const name of Object.keys(event.properties)) {
    const value = event.properties[name]!
    if (name === '__proto__' || !isNews(customer.attributesAt, name, at)) continue
    changed ??= { values: { ...customer.attributes }, times: { ...customer.attributesAt } }
    changed.times[name] = at
    if (value === null) delete changed.values[name]
    else changed.values[name] = value
  }
  return changed ? { ...customer, attributes: changed.values, attributesAt: changed.times } : customer
}

const isNews = (times: Readonly<Record<string, number>>, name: string, at: number): boolean =>
  !Object.hasOwn(times, name) || at >= times[name]!
