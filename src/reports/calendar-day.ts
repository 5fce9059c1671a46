// Days as texts such as "2026-11-20": what reports are asked for, and what rollups are counted by. Knows no time zone.

const dayMs = 86_400_000

/** `("2026-11-30", 1)` → `"2026-12-01"`. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** From the first day to the second one, which is not counted. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)
