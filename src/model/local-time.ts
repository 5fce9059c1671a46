// Local time as journeys speak it: schemas for zones and times of day, the next such time, days, weeks, months and
// anniversaries. No clock: every function is given its instant.
import { z } from 'zod'
import {
  addDays,
  type CalendarDate,
  daysInMonth,
  type Weekday,
  weekdayOf,
  weekdays,
} from './calendar-date.js'
import { instantOf, instantsOf, type LocalParts, localParts } from './local-clock.js'
import { minutesOf } from './local-window.js'

export {
  addDays,
  type CalendarDate,
  type ParsedDate,
  parseDate,
  type Weekday,
  weekdays,
} from './calendar-date.js'
export { instantOf, type LocalParts, localParts } from './local-clock.js'
export { endOfInside, insideWindow, type LocalWindow, nextInside } from './local-window.js'

export const weekdaySchema = z
  .enum(weekdays)
  .meta({ description: 'A day of the week: mon, tue, wed, thu, fri, sat or sun.' })

export const localTimeSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day such as "09:00" or "21:30"' })
  .meta({ description: 'A time of day, from "00:00" to "23:59".' })

export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, { error: 'must be an IANA time zone such as "Europe/Berlin"' })

/** Bounded: customers may send any text as their zone. */
const judged = new Map<string, boolean>()
const maxJudged = 2_000

/** Whether a text is an IANA zone, as it is spelled there, old names included, or "UTC". */
export function isTimeZone(name: string): boolean {
  const known = judged.get(name)
  if (known !== undefined) return known
  if (judged.size >= maxJudged) judged.clear()
  const is = name === 'UTC' || (/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)+$/.test(name) && intlKnows(name))
  judged.set(name, is)
  return is
}

/** Asked so because Intl.supportedValuesOf leaves out "Asia/Kolkata" and every other name ICU thinks second. */
function intlKnows(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions()
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase()
  } catch {
    return false
  }
}

/** When clocks of the zone show `time` (`"HH:MM"`) on that day, by the rules of `instantOf`. */
export const onLocalDate = (date: CalendarDate, time: string, zone: string): Date =>
  instantOf(minuteOn(date, time), zone)

function minuteOn({ year, month, day }: CalendarDate, time: string) {
  const minutes = minutesOf(time)
  return { year, month, day, hour: Math.floor(minutes / 60), minute: minutes % 60 }
}

/**
 * The first instant, `from` included, at which clocks show `time`, on one of those weekdays. Where they never show it
 * that day: the first instant after the gap. A time that comes twice counts twice; what must happen once a day goes by
 * dates (`onLocalDate`, `addDays`). Throws a RangeError on an empty `on`.
 */
export function nextLocalTime(from: Date, zone: string, time: string, on?: readonly Weekday[]): Date {
  const today = localParts(from, zone)
  for (let days = 0; days <= 7; days++) {
    const date = addDays(today, days)
    if (on && !on.includes(weekdayOf(date))) continue
    const at = instantsOf(minuteOn(date, time), zone).find(ms => ms >= from.getTime())
    if (at !== undefined) return new Date(at)
  }
  throw new RangeError('a local time on no weekday')
}

/** Weeks begin on Monday. */
export type Period = 'day' | 'week' | 'month'

/** The first instant of the local day, week or month that `at` is in. */
export const startOfPeriod = (at: Date, zone: string, period: Period): Date =>
  onLocalDate(firstDay(localParts(at, zone), period), '00:00', zone)

/** The first instant of the next one; always after `at`. */
export function startOfNextPeriod(at: Date, zone: string, period: Period): Date {
  let date = followingFirst(firstDay(localParts(at, zone), period), period)
  let start = onLocalDate(date, '00:00', zone)
  // Clocks once went back over midnight (St John's, until 2011): the next day had begun, and the old one came again.
  while (start <= at) {
    date = followingFirst(date, period)
    start = onLocalDate(date, '00:00', zone)
  }
  return start
}

function firstDay(parts: LocalParts, period: Period): CalendarDate {
  if (period === 'month') return { year: parts.year, month: parts.month, day: 1 }
  return addDays(parts, period === 'week' ? -weekdays.indexOf(parts.weekday) : 0)
}

function followingFirst(first: CalendarDate, period: Period): CalendarDate {
  if (period !== 'month') return addDays(first, period === 'week' ? 7 : 1)
  return { ...addDays(first, daysInMonth(first.year, first.month)), day: 1 }
}

/** The next such day of a year at `time`, `from` included; 29 February falls on the 28th in common years. */
export function nextAnniversary(month: number, day: number, from: Date, zone: string, time: string): Date {
  const { year } = localParts(from, zone)
  const inYear = (one: number): Date =>
    onLocalDate({ year: one, month, day: Math.min(day, daysInMonth(one, month)) }, time, zone)
  const thisYear = inYear(year)
  return thisYear >= from ? thisYear : inYear(year + 1)
}
