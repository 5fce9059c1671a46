// The interval of a difference of means without assuming a shape of the values: drawn anew from themselves, again and again
// (Efron 1987). What is drawn are numbers of buyers per value, so that a million entrants cost as much as a thousand.
import { bins } from './bins.js'
import { normalBelow, normalQuantile } from './distributions.js'
import { type Estimate, usualLevel, type Weighted } from './estimate.js'
import { generator } from './generator.js'
import { poisson } from './poisson.js'

export interface Resampling {
  readonly level?: number
  readonly resamples?: number
  /** The same seed, the same interval: name it after what is compared. */
  readonly seed: string
}

/**
 * The mean of the treated minus that of the control, with a bias-corrected and accelerated interval: values of orders have long
 * tails to one side, which the plain percentiles know nothing of.
 *
 * Zeros are among the values. null: one of the arms has no two values that differ, or nobody in it.
 */
export function bootstrapDifference(
  treated: readonly Weighted[],
  control: readonly Weighted[],
  { level = usualLevel, resamples = 2000, seed }: Resampling,
): Estimate | null {
  const arms = [bins(treated), bins(control)] as const
  if (arms.some(arm => arm.length < 2)) return null
  const estimate = mean(arms[0]) - mean(arms[1])
  const random = generator(seed)
  const differences = Array.from({ length: resamples }, () => drawn(arms[0], random) - drawn(arms[1], random))
  differences.sort((a, b) => a - b)
  return { estimate, ...accelerated(differences, estimate, acceleration(...arms), level), level }
}

function mean(values: readonly Weighted[]): number {
  let [n, sum] = [0, 0]
  for (const { value, count } of values) {
    n += count
    sum += value * count
  }
  return sum / n
}

/** The mean when each entrant is there as often as chance has it, once on average (Hanley and MacGibbon 2006). */
function drawn(values: readonly Weighted[], random: () => number): number {
  let [n, sum] = [0, 0]
  for (const { value, count } of values) {
    const times = poisson(count, random)
    n += times
    sum += value * times
  }
  return n === 0 ? 0 : sum / n
}

/** How fast the error changes with the difference, by what each entrant adds to it (Efron 1987, 7.3). */
function acceleration(treated: readonly Weighted[], control: readonly Weighted[]): number {
  const [one, two] = [influence(treated), influence(control)]
  return (one.cubes - two.cubes) / (6 * (one.squares + two.squares) ** 1.5)
}

function influence(values: readonly Weighted[]): { readonly squares: number; readonly cubes: number } {
  const centre = mean(values)
  const n = values.reduce((total, { count }) => total + count, 0)
  let [squares, cubes] = [0, 0]
  for (const { value, count } of values) {
    const share = (value - centre) / n
    squares += count * share ** 2
    cubes += count * share ** 3
  }
  return { squares, cubes }
}

function accelerated(sorted: readonly number[], estimate: number, a: number, level: number) {
  const below = sorted.filter(value => value < estimate).length
  // Never quite 0 or 1, whose quantiles are infinite.
  const bias = normalQuantile((below + 0.5) / (sorted.length + 1))
  const at = (tail: number): number => {
    const shifted = bias + normalQuantile(tail)
    const share = normalBelow(bias + shifted / (1 - a * shifted))
    const index = Math.floor(share * (sorted.length + 1)) - 1
    return sorted[Math.min(sorted.length - 1, Math.max(0, index))] ?? estimate
  }
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) }
}
