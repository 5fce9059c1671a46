// Dates in the data, with a lead or a lag: what waits and date triggers go by.
import type { JsonValue } from '../../model/json.js'
import {
  addDays,
  type CalendarDate,
  localParts,
  nextAnniversary,
  onLocalDate,
  parseDate,
} from '../../model/local-time.js'
import { durationMs } from '../../model/time.js'

export interface Offset {
  readonly before?: string | undefined
  readonly after?: string | undefined
  /** Local time of day; without it, that of the date itself. */
  readonly at?: string | undefined
}

const dayMs = 86_400_000

/** Signed milliseconds from the date to the moment that is meant. */
const offsetMs = ({ before, after }: Offset): number =>
  (after === undefined ? 0 : durationMs(after)) - (before === undefined ? 0 : durationMs(before))

/**
 * The instant a date and an offset mean where the customer is; null where the value is no date. Whole days are calendar
 * days, so that "3d before, at 09:00" is at 09:00 also when the clocks change in between.
 */
export function momentOf(
  value: JsonValue | undefined,
  offset: Offset,
  zone: string,
  timeOfDay: string,
): Date | null {
  const date = parseDate(value)
  if (!date) return null
  if (date.kind === 'day') return shifted(date, offset, zone, offset.at ?? timeOfDay)
  if (offset.at === undefined) return new Date(date.at.getTime() + offsetMs(offset))
  return shifted(localParts(date.at, zone), offset, zone, offset.at)
}

function shifted(day: CalendarDate, offset: Offset, zone: string, time: string): Date {
  const ms = offsetMs(offset)
  const days = Math.trunc(ms / dayMs)
  return new Date(onLocalDate(addDays(day, days), time, zone).getTime() + (ms - days * dayMs))
}

/** The first such moment after an instant, year by year on the day of the date; null where the value is no date. */
export function nextYearlyMoment(
  value: JsonValue | undefined,
  offset: Offset,
  zone: string,
  timeOfDay: string,
  after: Date,
): Date | null {
  const date = parseDate(value)
  if (!date) return null
  const { month, day } = date.kind === 'day' ? date : localParts(date.at, zone)
  const time = offset.at ?? timeOfDay
  // A day more on both sides, for what calendar days and hours may differ by.
  let from = new Date(after.getTime() - offsetMs(offset) - 2 * dayMs)
  for (;;) {
    const anniversary = nextAnniversary(month, day, from, zone, time)
    const moment = shifted(localParts(anniversary, zone), offset, zone, time)
    if (moment > after) return moment
    from = new Date(anniversary.getTime() + dayMs)
  }
}
