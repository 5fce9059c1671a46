// Do the arms have the sizes they were drawn for? If not, something takes customers out of one of them, and their rates
// must not be compared (Fabijan et al. 2019).
import { chiSquareAbove } from './distributions.js'

export interface SampleRatio {
  readonly chiSquare: number
  readonly degreesOfFreedom: number
  readonly p: number
  /** p < 0.001, and enough were drawn to tell. */
  readonly mismatch: boolean
}

/** One false alarm in a thousand: stricter than usual, because what it hides is the whole comparison. */
const suspicious = 0.001
/** Below that the distribution is no chi-square (Cochran 1954). */
const leastExpected = 5

/** `expectedShares` in the order of the arms, in any unit: weights will do. */
export function sampleRatioMismatch(
  observed: readonly number[],
  expectedShares: readonly number[],
): SampleRatio {
  const total = sumOf(observed)
  const shares = sumOf(expectedShares)
  const expected = observed.map((_, arm) => (total * (expectedShares[arm] ?? 0)) / shares)
  if (observed.some((count, arm) => count > 0 && expected[arm] === 0))
    return drawnIntoNothing(observed.length)
  const drawn = expected.flatMap((count, arm) => (count > 0 ? [{ count, seen: observed[arm] ?? 0 }] : []))
  const chiSquare = sumOf(drawn.map(({ count, seen }) => (seen - count) ** 2 / count))
  const degreesOfFreedom = Math.max(1, drawn.length - 1)
  const p = chiSquareAbove(chiSquare, degreesOfFreedom)
  const canTell = drawn.every(({ count }) => count >= leastExpected)
  return { chiSquare, degreesOfFreedom, p, mismatch: canTell && p < suspicious }
}

/** Somebody is in an arm of the weight 0. */
const drawnIntoNothing = (arms: number): SampleRatio => ({
  chiSquare: Number.POSITIVE_INFINITY,
  degreesOfFreedom: Math.max(1, arms - 1),
  p: 0,
  mismatch: true,
})

const sumOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
