// What holds of every pair of arms, whatever their numbers.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anytimeDifferenceOfProportions,
  differenceOfMeans,
  differenceOfProportions,
  type Estimate,
  holm,
  type Proportion,
  relativeLift,
} from '../../../src/statistics/index.js'

const between = (min: number, max: number): fc.Arbitrary<Proportion> =>
  fc
    .tuple(fc.integer({ min: 1, max: 100_000 }), fc.double({ min, max, noNaN: true }))
    .map(([trials, share]) => ({ successes: Math.round(trials * share), trials }))
const aProportion = between(0, 1)

const leavesOutZero = ({ low, high }: Estimate): boolean => low > 0 || high < 0

describe('of any two rates', () => {
  test('the interval holds the difference and stays between −1 and 1', () => {
    fc.assert(
      fc.property(aProportion, aProportion, (treated, control) => {
        const { estimate, low, high } = differenceOfProportions(treated, control)
        expect(low).toBeGreaterThanOrEqual(-1 - 1e-12)
        expect(low).toBeLessThanOrEqual(estimate)
        expect(high).toBeGreaterThanOrEqual(estimate)
        expect(high).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
  })

  test('arms changed over, only the sign changes', () => {
    fc.assert(
      fc.property(aProportion, aProportion, (treated, control) => {
        const [one, two] = [
          differenceOfProportions(treated, control),
          differenceOfProportions(control, treated),
        ]
        expect(two.low).toBeCloseTo(-one.high, 12)
        expect(two.high).toBeCloseTo(-one.low, 12)
        expect(two.p).toBeCloseTo(one.p ?? 0, 9)
      }),
    )
  })

  test('p and the interval never contradict each other, at any level', () => {
    const aLevel = fc.constantFrom(0.8, 0.95, 0.99)
    fc.assert(
      fc.property(aProportion, aProportion, aLevel, (treated, control, level) => {
        const found = [
          differenceOfProportions(treated, control, level),
          anytimeDifferenceOfProportions(treated, control, level),
          relativeLift(treated, control, level),
        ]
        for (const estimate of found) {
          if (estimate === null || Math.abs((estimate.p ?? 1) - (1 - level)) < 1e-9) continue
          expect((estimate.p ?? 1) < 1 - level).toBe(leavesOutZero(estimate))
        }
      }),
    )
  })

  test('the one for looking every day is the wider one', () => {
    // Where nobody or everybody converts, the two know the error in different ways.
    const usual = between(0.01, 0.99)
    fc.assert(
      fc.property(usual, usual, (treated, control) => {
        const any = anytimeDifferenceOfProportions(treated, control)
        const once = differenceOfProportions(treated, control)
        if (any !== null) expect(any.high - any.low).toBeGreaterThan(once.high - once.low)
      }),
    )
  })
})

describe('of any two samples', () => {
  const aSample = fc
    .array(fc.integer({ min: 0, max: 100_000 }), { minLength: 2, maxLength: 50 })
    .map(values => ({
      n: values.length,
      sum: values.reduce((total, value) => total + value, 0),
      squares: values.reduce((total, value) => total + value * value, 0),
    }))

  test('degrees of freedom lie between those of the smaller arm and those of both', () => {
    fc.assert(
      fc.property(aSample, aSample, (treated, control) => {
        const found = differenceOfMeans(treated, control)
        if (found === null) return
        expect(found.degreesOfFreedom).toBeGreaterThanOrEqual(Math.min(treated.n, control.n) - 1 - 1e-6)
        expect(found.degreesOfFreedom).toBeLessThanOrEqual(treated.n + control.n - 2 + 1e-6)
        expect((found.p ?? 1) < 0.05).toBe(leavesOutZero(found))
      }),
    )
  })

  test('cents or euros, the same is said', () => {
    fc.assert(
      fc.property(aSample, aSample, (treated, control) => {
        const inEuros = ({ n, sum, squares }: typeof treated) => ({
          n,
          sum: sum / 100,
          squares: squares / 10_000,
        })
        const [cents, euros] = [
          differenceOfMeans(treated, control),
          differenceOfMeans(inEuros(treated), inEuros(control)),
        ]
        if (cents === null || euros === null) return
        expect(euros.low * 100).toBeCloseTo(cents.low, 3)
        expect(euros.p).toBeCloseTo(cents.p ?? 0, 6)
      }),
    )
  })
})

test('Holm keeps the order of p and makes none smaller', () => {
  const someP = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })
  fc.assert(
    fc.property(someP, ps => {
      const adjusted = holm(ps)
      for (const [i, p] of ps.entries()) {
        expect(adjusted[i]).toBeGreaterThanOrEqual(p)
        for (const [j, other] of ps.entries()) {
          if (p < other) expect(adjusted[i] ?? 0).toBeLessThanOrEqual(adjusted[j] ?? 0)
        }
      }
    }),
  )
})
