// Values put together into few, so that drawing them thousands of times stays quick. Few values are left as they are.
import type { Weighted } from './estimate.js'

const mostBins = 200

/**
 * Neighbours become one value, their mean, so that each takes up about the same share of the sum of squares: the few
 * large ones, which decide about the width of an interval, stay alone. At most half a per cent of the width is lost by that.
 */
export function bins(values: readonly Weighted[], most = mostBins): readonly Weighted[] {
  const sorted = distinct(values)
  if (sorted.length <= most) return sorted
  const room = squaresOf(sorted) / (most / 2)
  const found: Weighted[] = []
  let [count, sum, squares] = [0, 0, 0]
  for (const { value, count: times } of sorted) {
    const added = value * value * times
    // Zeros are most of the values and stay alone: they have no share in the squares.
    if (count > 0 && (squares + added > room || squares === 0)) {
      found.push({ value: sum / count, count })
      ;[count, sum, squares] = [0, 0, 0]
    }
    count += times
    sum += value * times
    squares += added
  }
  found.push({ value: sum / count, count })
  return found
}

/** Each value once, smallest first. */
export function distinct(values: readonly Weighted[]): readonly Weighted[] {
  const counts = new Map<number, number>()
  for (const { value, count } of values) {
    if (count > 0) counts.set(value, (counts.get(value) ?? 0) + count)
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value)
}

const squaresOf = (values: readonly Weighted[]): number =>
  values.reduce((total, { value, count }) => total + value * value * count, 0)
