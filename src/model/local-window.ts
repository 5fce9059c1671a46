// Windows of local time, such as "Monday to Friday, 09:00 to 19:00": whether an instant is inside, when it opens, when
// it closes. Decided by what the clocks show, so that an hour that comes twice is inside twice, or outside twice.
import { addDays, type CalendarDate, type Weekday, weekdayNumber, weekdays } from './calendar-date.js'
import { instantsOf, localParts } from './local-clock.js'
import { nextChange, offsetAt } from './zone-offset.js'

/**
 * Half-open: `["09:00", "19:00"]` ends before 19:00. `["21:00", "08:00"]` crosses midnight and belongs to the day it
 * starts on; two equal times are 24 hours. Without `between` it is the whole of each day, without `on` every day.
 */
export interface LocalWindow {
  readonly between?: readonly [string, string]
  readonly on?: readonly Weekday[]
}

const dayMs = 86_400_000

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

export const insideWindow = (at: Date, zone: string, window: LocalWindow): boolean =>
  isInside(at.getTime(), zone, window)

/** The rule itself, in plain numbers: it is asked for every message, in every zone a customer may be in. */
function isInside(ms: number, zone: string, { between, on }: LocalWindow): boolean {
  const shown = ms + offsetAt(ms, zone)
  const day = Math.floor(shown / dayMs)
  const today = onWeekday(on, day)
  if (!between) return today
  const minute = Math.floor((shown - day * dayMs) / 60_000)
  const [opens, closes] = [minutesOf(between[0]), minutesOf(between[1])]
  if (opens < closes) return today && minute >= opens && minute < closes
  return minute >= opens ? today : minute < closes && onWeekday(on, day - 1)
}

const onWeekday = (on: readonly Weekday[] | undefined, day: number): boolean =>
  on === undefined || on.includes(weekdays[weekdayNumber(day)]!)

/** `from` itself when inside, else when the window opens next; throws a RangeError if it never does. */
export function nextInside(from: Date, zone: string, window: LocalWindow): Date {
  const at = insideWindow(from, zone, window) ? from : nextBorder(from, zone, window, true)
  if (!at) throw new RangeError('a window that never opens')
  return at
}

/** When the window that `from` is in closes; null when it never does, or when `from` is outside. */
export const endOfInside = (from: Date, zone: string, window: LocalWindow): Date | null =>
  insideWindow(from, zone, window) ? nextBorder(from, zone, window, false) : null

/** A window on one weekday that falls into a gap of the clocks opens a week later; nothing takes longer. */
const maxDays = 15

/** The first instant after `from` that is inside, or outside, as asked. */
function nextBorder(from: Date, zone: string, window: LocalWindow, inside: boolean): Date | null {
  const start = from.getTime()
  const today = localParts(from, zone)
  const times = [0, ...(window.between ?? []).map(minutesOf)]
  for (let days = 0; days <= maxDays; days++) {
    const at = bordersOn(addDays(today, days), times, zone).find(
      ms => ms > start && isInside(ms, zone, window) === inside,
    )
    if (at !== undefined) return new Date(at)
  }
  return null
}

/** All instants of a day at which the answer may change: the times themselves, and where the clocks are moved. */
function bordersOn({ year, month, day }: CalendarDate, times: readonly number[], zone: string): number[] {
  const borders = times.flatMap(time =>
    instantsOf({ year, month, day, hour: Math.floor(time / 60), minute: time % 60 }, zone),
  )
  const [midnight = 0] = borders
  const moved = nextChange(midnight, midnight + dayMs, zone)
  if (moved !== null) borders.push(moved)
  return borders.sort((a, b) => a - b)
}
