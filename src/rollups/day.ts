// Days as texts ("2026-11-21"), which compare as they follow. No zone and no clock here.

const dayMs = 86_400_000

export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

export const dayBefore = (day: string, days: number): string => dayAfter(day, -days)

/** From the first to just before the next one. */
export function daysFrom(first: string, next: string): string[] {
  const days: string[] = []
  for (let day = first; day < next; day = dayAfter(day, 1)) days.push(day)
  return days
}
