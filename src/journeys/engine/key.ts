// The key of a journey: the cart, order, … an enrollment is about.
import { type JsonObject, type Path, readPath } from '../../model/json.js'

/** A journey, as far as its key goes. */
export interface Keyed {
  readonly keyPath: Path | null
}

/** Characters. Ids of carts and orders are far shorter, and PostgreSQL's index takes no value of 2.7 kB and more. */
const longestKey = 200

/** The key an event's properties give: empty for a journey without key, null when they lack it. */
export function keyOf(journey: Keyed, properties: JsonObject): string | null {
  if (!journey.keyPath) return ''
  const value = readPath(properties, journey.keyPath)
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.length <= longestKey ? value : null
}

/** Whether an event concerns what an enrollment is about. One that names no key concerns all. */
export function sameKey(journey: Keyed, key: string, properties: JsonObject): boolean {
  if (!journey.keyPath) return true
  const value = readPath(properties, journey.keyPath)
  // Not by keyOf: a key too long to be entered with is not the same as none.
  return typeof value === 'string' || typeof value === 'number' ? String(value) === key : true
}
