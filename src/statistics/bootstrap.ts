// The interval of a difference of means without assuming a shape of the values: drawn anew from themselves, again and again.
// What is drawn are numbers of buyers per value, so that a million entrants cost as much as a thousand.
import { bins, distinct } from './bins.js'
import { type Estimate, usualLevel, type Weighted } from './estimate.js'
import { generator } from './generator.js'
import { draw, type Poisson, poissonOf } from './poisson.js'

export interface Resampling {
  readonly level?: number
  readonly resamples?: number
  /** The same seed, the same interval: name it after what is compared. */
  readonly seed: string
}

/** One less than a multiple of 40, so that the ends of 95 % fall on draws. */
const usualResamples = 1_999

/**
 * The mean of the treated minus that of the control, with a studentized interval ("bootstrap-t"): of each draw is taken by how many of
 * its own standard errors it is off, as a few large orders move the difference and its error together. Amounts have long tails
 * to one side, with which the ends of the draws themselves, also bias-corrected and accelerated, hold the truth too rarely.
 *
 * Zeros are among the values. null: one of the arms has no two values that differ, or nobody in it.
 */
export function bootstrapDifference(
  treated: readonly Weighted[],
  control: readonly Weighted[],
  { level = usualLevel, resamples = usualResamples, seed }: Resampling,
): Estimate | null {
  const arms = [distinct(treated), distinct(control)] as const
  if (arms.some(arm => arm.length < 2)) return null
  // Of the values as they are: to put some together takes a little off the error, of what is drawn and of what it is divided by.
  const seen = apart(asTheyAre(arms[0]), asTheyAre(arms[1]))
  const [one, two] = [drawable(bins(arms[0])), drawable(bins(arms[1]))]
  const random = generator(seed)
  const off = new Float64Array(resamples)
  for (let i = 0; i < resamples; i++) {
    const drawn = apart(drawAnew(one, random), drawAnew(two, random))
    off[i] = (drawn.estimate - seen.estimate) / drawn.error
  }
  return { estimate: seen.estimate, ...ends(off.filter(Number.isFinite), seen, level), level }
}

interface Sums {
  readonly n: number
  readonly sum: number
  readonly squares: number
}

interface Apart {
  readonly estimate: number
  readonly error: number
}

function apart(treated: Sums, control: Sums): Apart {
  const estimate = treated.sum / treated.n - control.sum / control.n
  return { estimate, error: Math.sqrt(errorSquared(treated) + errorSquared(control)) }
}

const errorSquared = ({ n, sum, squares }: Sums): number =>
  Math.max(0, squares - (sum * sum) / n) / (n * (n - 1))

function asTheyAre(values: readonly Weighted[]): Sums {
  let [n, sum, squares] = [0, 0, 0]
  for (const { value, count } of values) {
    n += count
    sum += value * count
    squares += value * value * count
  }
  return { n, sum, squares }
}

interface Drawable {
  readonly values: Float64Array
  readonly times: readonly Poisson[]
}

/** Most of the large values are there once, and share what is drawn from. */
function drawable(values: readonly Weighted[]): Drawable {
  const made = new Map<number, Poisson>()
  for (const { count } of values) if (!made.has(count)) made.set(count, poissonOf(count))
  return {
    values: Float64Array.from(values, ({ value }) => value),
    times: values.map(({ count }) => made.get(count)!),
  }
}

/** When each entrant is there as often as chance has it, once on average (Hanley and MacGibbon 2006). */
function drawAnew({ values, times }: Drawable, random: () => number): Sums {
  let [n, sum, squares] = [0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    const count = draw(times[i]!, random)
    const value = values[i]!
    n += count
    sum += value * count
    squares += value * value * count
  }
  return { n, sum, squares }
}

/**
 * What the draws are off by, in both directions alike (Hall 1988), moved by half of what they are off more to one side: what is off
 * far above is far below the truth. Moved by all of it, the interval would follow how lopsided the tails seem to be, which
 * some hundreds of buyers tell badly; by none, nothing of it would be known. docs/reference/statistics.md has the figures.
 */
function ends(off: Float64Array, { estimate, error }: Apart, level: number) {
  const sorted = off.toSorted()
  const tail = Math.max(1, Math.floor(((1 - level) / 2) * (off.length + 1) + 1e-9))
  const lopsided = (sorted[tail - 1]! + sorted[off.length - tail]!) / 2
  const reach = off.map(Math.abs).sort()[Math.max(0, off.length - 2 * tail)]!
  return {
    low: estimate - (reach + lopsided / 2) * error,
    high: estimate + (reach - lopsided / 2) * error,
  }
}
