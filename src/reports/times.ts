// Days, weeks and months as rows of reports: "2026-11-20", "2026-W47" and "2026-11", as PostgreSQL writes them, too. Pure.
import { addDays } from './calendar-day.js'
import { mondayOfWeek, weekOf } from './iso-week.js'
import type { ReportPeriod } from './report-kind.js'

export type Time = 'day' | 'week' | 'month'

const named: Readonly<Record<Time, (day: string) => string>> = {
  day: day => day,
  week: weekOf,
  month: day => day.slice(0, 7),
}

/** Whether rows of a report that are called so are times. */
export const isTime = <By extends string>(by: By): by is By & Time => Object.hasOwn(named, by)

/** All that have a day in the period, in order. */
export function timesIn({ from, to }: ReportPeriod, by: Time): string[] {
  const times = new Set<string>()
  for (let day = from; day < to; day = addDays(day, 1)) times.add(named[by](day))
  return [...times]
}

/** The days of one of them, as far as the period has them. */
export function daysOf(by: Time, id: string, { from, to }: ReportPeriod): ReportPeriod {
  const first = firstDay(by, id)
  const next = {
    day: addDays(first, 1),
    week: addDays(first, 7),
    month: `${addDays(first, 31).slice(0, 7)}-01`,
  }[by]
  return { from: first > from ? first : from, to: next < to ? next : to }
}

function firstDay(by: Time, id: string): string {
  if (by === 'day') return id
  return by === 'week' ? mondayOfWeek(id)! : `${id}-01`
}
