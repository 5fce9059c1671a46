// From instants to what the clocks of a zone show, and back. Exact where clocks are moved: a time may be missing that
// day, or come twice. Knows nothing of windows or schedules.
import { type CalendarDate, type Weekday, weekdayOf } from './calendar-date.js'
import { nextChange, offsetAt } from './zone-offset.js'

/** What a calendar and a clock on the wall show; `month` is 1 to 12. */
export interface LocalParts extends CalendarDate {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  readonly weekday: Weekday
}

/** A minute on the clocks of some zone. */
export interface LocalMinute extends CalendarDate {
  readonly hour: number
  readonly minute: number
}

const dayMs = 86_400_000

/** Throws a RangeError on an unknown zone, as every function here. */
export function localParts(at: Date, zone: string): LocalParts {
  const ms = at.getTime()
  // The UTC fields of an instant moved by the offset are the local ones.
  const shown = new Date(ms + offsetAt(ms, zone))
  const year = shown.getUTCFullYear()
  const month = shown.getUTCMonth() + 1
  const day = shown.getUTCDate()
  // Written out: spreading one object into another here costs microseconds.
  return {
    year,
    month,
    day,
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    millisecond: shown.getUTCMilliseconds(),
    weekday: weekdayOf({ year, month, day }),
  }
}

/** When clocks show this minute. If they never do (spring forward): the first instant after the gap; if twice: the earlier. */
export const instantOf = (local: LocalMinute, zone: string): Date => new Date(instantsOf(local, zone)[0])

/**
 * Every instant, in ms and in order, at which clocks show this minute: one or two. If they never do: the one instant
 * at which they are put forward past it.
 */
export function instantsOf(local: LocalMinute, zone: string): readonly [number, ...number[]] {
  const shown = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute)
  const before = offsetAt(shown - dayMs, zone)
  const after = offsetAt(shown + dayMs, zone)
  if (before === after) return [shown - before]
  const first = shown - Math.max(before, after)
  const last = shown - Math.min(before, after)
  const hasFirst = first + offsetAt(first, zone) === shown
  const hasLast = last + offsetAt(last, zone) === shown
  if (hasFirst) return hasLast ? [first, last] : [first]
  return [hasLast ? last : (nextChange(first, last, zone) ?? last)]
}
