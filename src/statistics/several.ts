// More than one comparison at once: with ten variants one looks better by luck alone. Holm for p, Bonferroni for intervals.
import { usualLevel } from './estimate.js'

/** The level for each of `comparisons` intervals, so that all of them together hold at `level` (Bonferroni). */
export const levelForEach = (comparisons: number, level = usualLevel): number =>
  1 - (1 - level) / Math.max(1, comparisons)

/** Each p as it counts beside the others, in their order (Holm 1979): below 0.05, the chance of any false alarm is. */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((_, index) => index).sort((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1))
  const adjusted = [...ps]
  let soFar = 0
  for (const [rank, index] of order.entries()) {
    soFar = Math.max(soFar, Math.min(1, (ps.length - rank) * (ps[index] ?? 1)))
    adjusted[index] = soFar
  }
  return adjusted
}
