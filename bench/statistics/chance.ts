// Draws for simulated experiments: how many of many convert, and what they spend. Exact, and quick by doing once per
// experiment's plan what does not change.
import { normalQuantile } from '../../src/statistics/distributions.js'
import type { Weighted } from '../../src/statistics/index.js'
import { logGamma } from '../../src/statistics/special-functions.js'

export type Random = () => number

/** How many of `n` convert when each does with the chance `rate`: by a table of the shares. */
export function binomial(n: number, rate: number): (random: Random) => number {
  const { from, shares } = binomialShares(n, rate)
  const upTo: number[] = []
  let sum = 0
  for (const share of shares) {
    sum += share
    upTo.push(sum)
  }
  return random => from + firstAbove(upTo, random() * sum)
}

/** The share of each number of conversions, from `from` on, where it is not smaller than any computer would notice. */
export function binomialShares(n: number, rate: number): { from: number; shares: readonly number[] } {
  const width = 10 * Math.sqrt(n * rate * (1 - rate)) + 20
  const from = Math.max(0, Math.floor(n * rate - width))
  const to = Math.min(n, Math.ceil(n * rate + width))
  const shares = Array.from({ length: to - from + 1 }, (_, i) => binomialShare(n, rate, from + i))
  return { from, shares }
}

const binomialShare = (n: number, rate: number, k: number): number =>
  Math.exp(
    logGamma(n + 1) -
      logGamma(k + 1) -
      logGamma(n - k + 1) +
      (k === 0 ? 0 : k * Math.log(rate)) +
      (k === n ? 0 : (n - k) * Math.log1p(-rate)),
  )

function firstAbove(upTo: readonly number[], value: number): number {
  let [low, high] = [0, upTo.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((upTo[middle] ?? 1) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** The rarest is 40 times the median where the tail is heavy. */
const baskets = 5_000
const medianBasket = 60

/** What an order can be worth, each as likely as the others, smallest first: log-normal; the larger `tail`, the heavier the tail. */
export const basketValues = (tail: number): readonly number[] =>
  Array.from(
    { length: baskets },
    (_, i) => medianBasket * Math.exp(tail * normalQuantile((i + 0.5) / baskets)),
  )

/** The values of `buyers` orders, smallest first, each once with how often it is there. */
export function drawBaskets(values: readonly number[], buyers: number, random: Random): readonly Weighted[] {
  const counts = new Int32Array(values.length)
  for (let i = 0; i < buyers; i++) counts[Math.floor(random() * values.length)]! += 1
  const drawn: Weighted[] = []
  for (let i = 0; i < counts.length; i++)
    if (counts[i]! > 0) drawn.push({ value: values[i]!, count: counts[i]! })
  return drawn
}
