// Public holidays on which the law keeps a channel quiet. Data, and the date of Easter.
import { addDays, type CalendarDate } from './calendar-date.js'

interface Calendar {
  /** `[month, day]` of every year. */
  readonly fixed: readonly (readonly [number, number])[]
  /** Days after Easter Sunday. */
  readonly afterEaster: readonly number[]
}

const calendars = {
  /** Code du travail, art. L3133-1: Easter Monday, Ascension and Whit Monday move; not the further days of Alsace-Moselle. */
  france: {
    fixed: [
      [1, 1],
      [5, 1],
      [5, 8],
      [7, 14],
      [8, 15],
      [11, 1],
      [11, 11],
      [12, 25],
    ],
    afterEaster: [1, 39, 50],
  },
} as const satisfies Record<string, Calendar>

export type HolidayCalendar = keyof typeof calendars

/** The holidays of a year, in no order. */
export function holidaysOf(calendar: HolidayCalendar, year: number): readonly CalendarDate[] {
  const { fixed, afterEaster } = calendars[calendar]
  const easter = easterOf(year)
  return [
    ...fixed.map(([month, day]) => ({ year, month, day })),
    ...afterEaster.map(days => addDays(easter, days)),
  ]
}

/** Easter Sunday: the "anonymous Gregorian" computus (Nature, 20 April 1876; Meeus, Astronomical Algorithms, ch. 8). */
function easterOf(year: number): CalendarDate {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const inCentury = year % 100
  const skippedLeap = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - skippedLeap + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const days = epact + toSunday - 7 * late + 114
  return { year, month: Math.floor(days / 31), day: (days % 31) + 1 }
}
