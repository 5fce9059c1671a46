// An event and when it arrives, which may be long after it happened. Pure.
import type { Random } from '../../../src/demo/random.js'
import type { Identifiers } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import type { JsonObject } from '../../../src/model/json.js'

export interface Planned {
  readonly arrives: Date
  readonly event: Event
}

export interface Told {
  readonly source: string
  readonly id: string
  readonly type: string
  readonly at: Date
  readonly customer: Identifiers
  readonly properties: JsonObject
}

export const minutes = (count: number): number => count * 60_000
export const hours = (count: number): number => count * 3_600_000
export const days = (count: number): number => count * 86_400_000
export const after = (time: Date, ms: number): Date => new Date(Math.round(time.getTime() + ms))

/** Most events arrive at once, some hours late, a few days; and some twice, under the same id. */
export function plan(random: Random, { at, ...told }: Told): Planned[] {
  const lateMs = random.weighted([
    [0, 90],
    [hours(1 + 20 * random.next()), 7],
    [days(1 + 5 * random.next()), 3],
  ])
  const arrives = after(at, lateMs)
  const event = { ...told, occurredAt: at.toISOString(), receivedAt: arrives.toISOString() }
  const again = random.chance(0.02) ? [{ arrives: after(arrives, hours(30 * random.next())), event }] : []
  return [{ arrives, event }, ...again]
}
