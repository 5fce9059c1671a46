// Intervals for looking as often as one likes: that they are the theorem's, and where they are narrowest.
import { describe, expect, test } from 'vitest'
import { anytimeReach } from '../../../src/statistics/anytime.js'
import {
  anytimeDifferenceOfMeans,
  anytimeDifferenceOfProportions,
  differenceOfMeans,
  differenceOfProportions,
  type Proportion,
} from '../../../src/statistics/index.js'

const of = (successes: number, trials: number): Proportion => ({ successes, trials })

/** As printed: Waudby-Smith et al. 2024, theorem 2.2, of a mean whose standard deviation is 1. */
const asPrinted = (t: number, rho: number, alpha: number): number =>
  Math.sqrt(((2 * (t * rho ** 2 + 1)) / (t ** 2 * rho ** 2)) * Math.log(Math.sqrt(t * rho ** 2 + 1) / alpha))

/** The ρ with which the interval is narrowest at `t`, by trying. */
function bestRho(t: number, alpha: number): number {
  let best = { rho: 0, width: Number.POSITIVE_INFINITY }
  for (let i = 1; i < 6000; i++) {
    const rho = i * 1e-5 + 0.01
    const width = asPrinted(t, rho, alpha)
    if (width < best.width) best = { rho, width }
  }
  return best.rho
}

describe('how far the interval reaches', () => {
  test.each([0.95, 0.99])(
    'as printed, with the ρ that is best at 10,000 entrants, at the level %d',
    level => {
      const rho = bestRho(10_000, 1 - level)
      for (const entrants of [200, 10_000, 3_000_000]) {
        // Ours is in standard errors: those of a mean are 1/√t.
        const printed = asPrinted(entrants, rho, 1 - level) * Math.sqrt(entrants)
        expect(anytimeReach(entrants, level) / printed).toBeCloseTo(1, 3)
      }
    },
  )

  test('tuned for more entrants it is narrower there and wider at first', () => {
    const large = { tunedFor: 1_000_000 }
    expect(anytimeReach(1_000_000, 0.95, large)).toBeLessThan(anytimeReach(1_000_000))
    expect(anytimeReach(5_000, 0.95, large)).toBeGreaterThan(anytimeReach(5_000))
  })

  test('is always further than that of one look, by half where it is tuned for', () => {
    for (const entrants of [100, 1000, 10_000, 1e6, 1e9]) expect(anytimeReach(entrants)).toBeGreaterThan(2.9)
    expect(anytimeReach(10_000) / 1.96).toBeCloseTo(1.55, 2)
  })
})

describe('a difference of rates', () => {
  const [treated, control] = [of(620, 9000), of(45, 1000)]

  test('lies where the usual one lies, and reaches further', () => {
    const [any, once] = [
      anytimeDifferenceOfProportions(treated, control),
      differenceOfProportions(treated, control),
    ]
    expect(any?.estimate).toBe(once.estimate)
    expect(any?.low).toBeLessThan(once.low)
    expect(any?.high).toBeGreaterThan(once.high)
    // Both arms are at 10,000 entrants: 3.04 standard errors, of rates with one success and failure more.
    const error = Math.sqrt(((621 / 9002) * (8381 / 9002)) / 9002 + ((46 / 1002) * (956 / 1002)) / 1002)
    expect(any?.high).toBeCloseTo(once.estimate + anytimeReach(10_000) * error, 12)
  })

  test('p is below 0.05 exactly when the interval leaves out zero', () => {
    for (let successes = 10; successes < 120; successes++) {
      const found = anytimeDifferenceOfProportions(treated, of(successes, 1000))
      const leavesOutZero = found !== null && (found.low > 0 || found.high < 0)
      expect((found?.p ?? 1) < 0.05).toBe(leavesOutZero)
    }
  })

  test('is not given before there is enough data, so that chance at the beginning counts for nothing', () => {
    expect(anytimeDifferenceOfProportions(of(30, 300), of(0, 30))).toBeNull()
    expect(anytimeDifferenceOfProportions(of(400, 9000), of(0, 1000))).not.toBeNull()
  })

  test('an arm in which nobody converted is not without error', () => {
    const found = anytimeDifferenceOfProportions(of(0, 1000), of(400, 9000))
    expect(found?.low).toBeLessThan(found?.estimate ?? 0)
  })

  test('never leads out of −1 to 1', () => {
    const found = anytimeDifferenceOfProportions(of(110, 112), of(2, 112))
    expect(found?.high).toBe(1)
  })
})

describe('a difference of means', () => {
  const treated = { n: 9000, sum: 54_000, squares: 9_000_000, buyers: 900 }
  const control = { n: 3000, sum: 12_000, squares: 2_000_000, buyers: 300 }

  test('has the standard error of Welch', () => {
    const any = anytimeDifferenceOfMeans(treated, control)
    const once = differenceOfMeans(treated, control)
    expect(any?.estimate).toBe(once?.estimate)
    const widths = ((any?.high ?? 0) - (any?.low ?? 0)) / ((once?.high ?? 0) - (once?.low ?? 0))
    expect(widths).toBeCloseTo(anytimeReach(12_000) / 1.96, 2)
  })

  test('is not given for few buyers, or for values that are all the same', () => {
    expect(anytimeDifferenceOfMeans(treated, { ...control, buyers: 20 })).toBeNull()
    const flat = { n: 1000, sum: 1000, squares: 1000, buyers: 500 }
    expect(anytimeDifferenceOfMeans(flat, flat)).toBeNull()
  })
})
