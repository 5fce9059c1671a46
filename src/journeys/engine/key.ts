// The key of a journey: the cart, order, … an enrollment is about.
import type { Event } from '../../model/event.js'
import { readPath } from '../../model/json.js'
import type { CompiledJourney } from './compile.js'

/** The key an event gives: empty for a journey without key, null when the event lacks it. */
export function keyOf(journey: CompiledJourney, event: Event): string | null {
  if (!journey.keyPath) return ''
  const value = readPath(event.properties, journey.keyPath)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** Whether an event concerns what an enrollment is about. One that names no key concerns all. */
export function sameKey(journey: CompiledJourney, key: string, event: Event): boolean {
  const value = keyOf(journey, event)
  return value === null || value === key
}
