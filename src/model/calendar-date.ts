// Days of the calendar, which know no zone and no clock, and the dates that customers' data hold.

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** A day; `month` is 1 to 12. */
export interface CalendarDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

const dayMs = 86_400_000
const utcOf = ({ year, month, day }: CalendarDate): number => Date.UTC(year, month - 1, day)

export function addDays(date: CalendarDate, days: number): CalendarDate {
  const moved = new Date(utcOf(date) + days * dayMs)
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() }
}

export const weekdayOf = (date: CalendarDate): Weekday => weekdays[weekdayNumber(utcOf(date) / dayMs)]!

/** 0 is Monday, for a day counted from 1 January 1970, which was a Thursday. */
export const weekdayNumber = (dayNumber: number): number => (((dayNumber + 3) % 7) + 7) % 7

export const daysInMonth = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate()

export type ParsedDate =
  | ({ readonly kind: 'day' } & CalendarDate)
  | { readonly kind: 'instant'; readonly at: Date }

const datePattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d)))?$/

/**
 * A date in the data: `"2026-12-24"` is a local day, `"2026-12-24T10:00:00Z"` (or `+02:00`) an instant, to the
 * millisecond. Null for all else: days that do not exist, numbers, a time without zone, and years before 1000, since
 * some shops write `"0001-01-01"` where they know none.
 */
export function parseDate(value: unknown): ParsedDate | null {
  const match = typeof value === 'string' ? datePattern.exec(value) : null
  if (!match) return null
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
  if (date.year < 1_000 || date.month < 1 || date.month > 12) return null
  if (date.day < 1 || date.day > daysInMonth(date.year, date.month)) return null
  return match[4] === undefined ? { kind: 'day', ...date } : { kind: 'instant', at: instantIn(match, date) }
}

function instantIn(match: RegExpExecArray, date: CalendarDate): Date {
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)]
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const offset = (match[8] === '-' ? -1 : 1) * (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * 60_000
  return new Date(utcOf(date) + ((hour * 60 + minute) * 60 + second) * 1_000 + ms - offset)
}
