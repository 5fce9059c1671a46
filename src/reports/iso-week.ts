// Weeks as ISO 8601 numbers them: they begin on Monday, and the first one of a year has its first Thursday. Pure.
import { addDays } from './calendar-day.js'

const dayMs = 86_400_000
const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** 1 is Monday. */
export const weekdayNumberOf = (day: string): number => dateOf(day).getUTCDay() || 7

export const mondayOf = (day: string): string => addDays(day, 1 - weekdayNumberOf(day))

/** `"2026-11-21"` → `"2026-W47"`. */
export function weekOf(day: string): string {
  const thursday = addDays(mondayOf(day), 3)
  const year = thursday.slice(0, 4)
  const number = Math.floor((dateOf(thursday).getTime() - Date.UTC(Number(year), 0, 1)) / (7 * dayMs)) + 1
  return `${year}-W${String(number).padStart(2, '0')}`
}

/** The Monday of `"2026-W47"`; null: there is no such week. */
export function mondayOfWeek(week: string): string | null {
  const found = /^(\d{4})-W(\d{2})$/.exec(week)
  if (!found) return null
  const first = mondayOf(`${found[1]}-01-04`)
  const monday = addDays(first, (Number(found[2]) - 1) * 7)
  return weekOf(monday) === week ? monday : null
}
