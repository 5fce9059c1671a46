// The times of a case: from offsets to instants, and from instants to what its lines say.
import type { Customer } from '../model/customer.js'
import { type LocalParts, localParts } from '../model/local-time.js'
import { placeOf, zoneOf } from '../model/time-zones.js'
import type { Life } from './life-schema.js'
import { formatOffset, offsetMs } from './offset.js'

/** When cases begin that do not say: a Saturday noon in winter. */
export const usualStart = '2026-11-21T12:00:00Z'

/** As much of a customer as tells where they are. */
export type Somewhere = Pick<Customer, 'attributes' | 'phone'>

export interface CaseClock {
  at(offset: string): Date
  /** "1h30m", or "Sun 2026-03-29 09:00" on the clocks where the customer is. */
  show(time: Date, customer: Somewhere): string
}

/** `shopZone`: for customers of whom nobody knows where they are. */
export function caseClock({ start = usualStart, times = 'offsets' }: Life, shopZone: string): CaseClock {
  const startMs = Date.parse(start)
  return {
    at: offset => new Date(startMs + offsetMs(offset)),
    show: (time, { attributes, phone }) =>
      times === 'offsets'
        ? formatOffset(time.getTime() - startMs)
        : showLocal(time, zoneOf(placeOf(attributes, phone), shopZone)),
  }
}

const two = (number: number): string => String(number).padStart(2, '0')

/** Seconds only where there are some, and the distance from UTC only where clocks show the same twice. */
function showLocal(time: Date, zone: string): string {
  const shown = localParts(time, zone)
  const { year, month, day, hour, minute, second, millisecond, weekday } = shown
  const ms = millisecond === 0 ? '' : `.${String(millisecond).padStart(3, '0')}`
  const seconds = second === 0 && ms === '' ? '' : `:${two(second)}${ms}`
  const name = `${weekday[0]!.toUpperCase()}${weekday.slice(1)}`
  const date = `${year}-${two(month)}-${two(day)}`
  return `${name} ${date} ${two(hour)}:${two(minute)}${seconds}${isTwice(time, zone) ? distance(time, shown) : ''}`
}

/** Clocks are moved by two hours at most. */
const nearMs = [0.5, 1, 2].flatMap(hours => [-hours * 3_600_000, hours * 3_600_000])

const utcOf = ({ year, month, day, hour, minute, second }: LocalParts): number =>
  Date.UTC(year, month - 1, day, hour, minute, second)

const isTwice = (time: Date, zone: string): boolean =>
  nearMs.some(ms => utcOf(localParts(new Date(time.getTime() + ms), zone)) === utcOf(localParts(time, zone)))

function distance(time: Date, shown: LocalParts): string {
  const minutes = Math.round((utcOf(shown) - time.getTime()) / 60_000)
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
