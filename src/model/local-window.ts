// Windows of local time, such as "Monday to Friday, 09:00 to 19:00": whether an instant is inside, when it opens, when
// it closes. Decided by what the clocks show, so that an hour that comes twice is inside twice, or outside twice.
import { addDays, type Weekday, weekdays } from './calendar-date.js'
import { instantsOf, type LocalParts, localParts } from './local-clock.js'
import { nextChange } from './zone-offset.js'

/**
 * Half-open: `["09:00", "19:00"]` ends before 19:00. `["21:00", "08:00"]` crosses midnight and belongs to the day it
 * starts on; two equal times are 24 hours. Without `between` it is the whole of each day, without `on` every day.
 */
export interface LocalWindow {
  readonly between?: readonly [string, string]
  readonly on?: readonly Weekday[]
}

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

export const insideWindow = (at: Date, zone: string, window: LocalWindow): boolean =>
  shownInside(localParts(at, zone), window)

function shownInside({ hour, minute, weekday }: LocalParts, { between, on }: LocalWindow): boolean {
  const today = on?.includes(weekday) ?? true
  if (!between) return today
  const shown = hour * 60 + minute
  const [opens, closes] = [minutesOf(between[0]), minutesOf(between[1])]
  if (opens < closes) return today && shown >= opens && shown < closes
  const yesterday = on?.includes(weekdays[(weekdays.indexOf(weekday) + 6) % 7]!) ?? true
  return (today && shown >= opens) || (yesterday && shown < closes)
}

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
  const today = localParts(from, zone)
  const times = [...new Set([0, ...(window.between ?? []).map(minutesOf)])]
  for (let days = 0; days <= maxDays; days++) {
    const date = addDays(today, days)
    for (const ms of bordersOn(date, times, zone)) {
      const at = new Date(ms)
      if (ms > from.getTime() && insideWindow(at, zone, window) === inside) return at
    }
  }
  return null
}

/** All instants of a day at which the answer may change: the times themselves, and where the clocks are moved. */
function bordersOn(
  date: Pick<LocalParts, 'year' | 'month' | 'day'>,
  times: readonly number[],
  zone: string,
): number[] {
  const borders = times.flatMap(time =>
    instantsOf({ ...date, hour: Math.floor(time / 60), minute: time % 60 }, zone),
  )
  const [start] = instantsOf({ ...date, hour: 0, minute: 0 }, zone)
  const moved = nextChange(start, start + 86_400_000, zone)
  return (moved === null ? borders : [...borders, moved]).sort((a, b) => a - b)
}
