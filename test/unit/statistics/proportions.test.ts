// Rates and their differences against published examples, recomputed here where a paper is not at hand for everybody.
import { describe, expect, test } from 'vitest'
import {
  differenceOfProportions,
  type Proportion,
  relativeLift,
  wilsonInterval,
} from '../../../src/statistics/index.js'

const of = (successes: number, trials: number): Proportion => ({ successes, trials })

describe("Wilson's interval", () => {
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])(
    '%d of %d: %d to %d (Newcombe 1998, Statistics in Medicine 17:857, table I, method 3)',
    (a, n, low, high) => {
      const interval = wilsonInterval(of(a, n))
      expect(interval.low).toBeCloseTo(low, 4)
      expect(interval.high).toBeCloseTo(high, 4)
    },
  )

  test('its ends are the rates from which what was seen is 1.96 standard errors away (Wilson 1927)', () => {
    const { low, high } = wilsonInterval(of(12, 80))
    for (const rate of [low, high]) {
      expect(Math.abs(12 / 80 - rate) / Math.sqrt((rate * (1 - rate)) / 80)).toBeCloseTo(1.959964, 6)
    }
  })

  test('of nobody nothing is known', () => {
    expect(wilsonInterval(of(0, 0))).toEqual({ low: 0, high: 1 })
  })

  test('never leads out of 0 to 1', () => {
    expect(wilsonInterval(of(0, 3)).low).toBe(0)
    expect(wilsonInterval(of(3, 3)).high).toBe(1)
  })
})

describe("Newcombe's interval of a difference", () => {
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])(
    '%d/%d against %d/%d: %d to %d (Newcombe 1998, Statistics in Medicine 17:873, table II, method 10)',
    (a, m, b, n, low, high) => {
      const interval = differenceOfProportions(of(a, m), of(b, n))
      expect(interval.estimate).toBeCloseTo(a / m - b / n, 12)
      expect(interval.low).toBeCloseTo(low, 4)
      expect(interval.high).toBeCloseTo(high, 4)
    },
  )

  test('a higher level is wider', () => {
    const usual = differenceOfProportions(of(56, 70), of(48, 80))
    const strict = differenceOfProportions(of(56, 70), of(48, 80), 0.99)
    expect(strict.low).toBeLessThan(usual.low)
    expect(strict.high).toBeGreaterThan(usual.high)
    expect(strict.level).toBe(0.99)
  })

  test('p is where the interval touches zero', () => {
    const { p = 1 } = differenceOfProportions(of(56, 70), of(48, 80))
    expect(differenceOfProportions(of(56, 70), of(48, 80), 1 - p).low).toBeCloseTo(0, 9)
    // Near that of the usual test of two rates, whose z is 2.65.
    expect(p).toBeCloseTo(0.008, 3)
  })

  test('no difference has the p of 1, an empty arm says nothing', () => {
    expect(differenceOfProportions(of(5, 50), of(10, 100)).p).toBe(1)
    expect(differenceOfProportions(of(5, 50), of(0, 0))).toEqual({
      estimate: 0,
      low: -1,
      high: 1,
      p: 1,
      level: 0.95,
    })
  })
})

describe('the relative lift', () => {
  test('189 of 11,034 heart attacks with placebo, 104 of 11,037 with aspirin (Physicians’ Health Study 1989): 1.82 times, 1.43 to 2.31', () => {
    const found = relativeLift(of(189, 11034), of(104, 11037))
    expect(1 + (found?.estimate ?? 0)).toBeCloseTo(1.818, 3)
    expect(1 + (found?.low ?? 0)).toBeCloseTo(1.433, 3)
    expect(1 + (found?.high ?? 0)).toBeCloseTo(2.306, 3)
  })

  test('is that of the logarithm of the ratio, step by step (Katz et al. 1978)', () => {
    const error = Math.sqrt(1 / 60 - 1 / 1000 + 1 / 40 - 1 / 900)
    const ratio = 60 / 1000 / (40 / 900)
    const found = relativeLift(of(60, 1000), of(40, 900))
    expect(found?.low).toBeCloseTo(ratio * Math.exp(-1.959964 * error) - 1, 6)
    expect(found?.high).toBeCloseTo(ratio * Math.exp(1.959964 * error) - 1, 6)
  })

  test('is undefined where there is nothing to divide by', () => {
    expect(relativeLift(of(5, 100), of(0, 100))).toBeNull()
    expect(relativeLift(of(0, 100), of(5, 100))).toBeNull()
    expect(relativeLift(of(9, 9), of(7, 7))).toBeNull()
  })
})
