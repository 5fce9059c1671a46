// When a price counts as fallen. Pure.
import { unitsOf } from '../model/decimal-amount.js'

/** Whether `now` is at least `percent` below `before`; a price of nothing has no way down. */
export function hasFallen(before: string, now: string, percent: number): boolean {
  const [from, to] = [unitsOf(before), unitsOf(now)]
  if (from === null || to === null) return false
  // Hundredths of a percent, so that 2.5 is one too.
  return to < from && (from - to) * 10_000n >= from * BigInt(Math.round(percent * 100))
}
