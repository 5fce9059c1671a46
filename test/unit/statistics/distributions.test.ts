// Shares and quantiles, against tables in every textbook and against integration by brute force.
import { describe, expect, test } from 'vitest'
import {
  chiSquareAbove,
  normalBelow,
  normalQuantile,
  normalTails,
  studentTails,
  twoSided,
  twoSidedStudent,
} from '../../../src/statistics/distributions.js'
import { logGamma, lowerBeta, upperGamma } from '../../../src/statistics/special-functions.js'

/** Simpson's rule. */
function integral(of: (x: number) => number, from: number, to: number, parts = 20_000): number {
  const width = (to - from) / parts
  let sum = of(from) + of(to)
  for (let i = 1; i < parts; i++) sum += of(from + i * width) * (i % 2 === 0 ? 2 : 4)
  return (sum * width) / 3
}

const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

const studentDensity =
  (v: number) =>
  (t: number): number =>
    (Math.exp(logGamma((v + 1) / 2) - logGamma(v / 2)) / Math.sqrt(v * Math.PI)) *
    (1 + (t * t) / v) ** (-(v + 1) / 2)

const chiSquareDensity =
  (k: number) =>
  (x: number): number =>
    Math.exp((k / 2 - 1) * Math.log(x) - x / 2 - (k / 2) * Math.log(2) - logGamma(k / 2))

describe('the gamma function', () => {
  test('is the factorial at whole numbers and √π at a half', () => {
    let factorial = 1
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 10)
      factorial *= n
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
  })

  test('what lies below and above is everything, on both sides of the hump', () => {
    for (const [a, b] of [
      [0.5, 0.5],
      [2, 7],
      [40, 3],
      [5000, 0.5],
    ] as const) {
      for (const x of [0.01, 0.3, 0.5, 0.77, 0.999]) {
        expect(lowerBeta(x, a, b) + lowerBeta(1 - x, b, a)).toBeCloseTo(1, 9)
      }
    }
    expect([lowerBeta(0, 2, 3), lowerBeta(1, 2, 3), upperGamma(3, 0)]).toEqual([0, 1, 1])
  })
})

describe('the normal distribution', () => {
  test.each([
    [0.8, 1.2816],
    [0.9, 1.6449],
    [0.95, 1.96],
    [0.99, 2.5758],
    [0.999, 3.2905],
  ])('%d of it lie within ±%d, as in every table', (level, z) => {
    expect(twoSided(level)).toBeCloseTo(z, 4)
  })

  test('its shares are those of integration by brute force', () => {
    for (const z of [0, 0.3, 1, 1.96, 3, 5]) {
      expect(normalBelow(z)).toBeCloseTo(0.5 + integral(normalDensity, 0, z), 12)
      expect(normalBelow(-z)).toBeCloseTo(0.5 - integral(normalDensity, 0, z), 12)
    }
  })

  test('tails keep their digits where they are tiny', () => {
    // 1 − (a share near 1) would be 0 here.
    expect(normalTails(10) / (2 * integral(normalDensity, 10, 14))).toBeCloseTo(1, 9)
  })

  test('quantiles lead back to their share', () => {
    for (const p of [1e-10, 0.001, 0.025, 0.3, 0.5, 0.6, 0.975, 0.999999]) {
      expect(normalBelow(normalQuantile(p)) / p).toBeCloseTo(1, 10)
    }
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe("Student's distribution", () => {
  test.each([
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 10, 2.228],
    [0.95, 30, 2.042],
    [0.99, 10, 3.169],
    [0.99, 100, 2.626],
    [0.9, 5, 2.015],
  ])('%d of it lie, with %d degrees of freedom, within ±%d, as in every table', (level, df, t) => {
    expect(twoSidedStudent(level, df)).toBeCloseTo(t, 3)
  })

  test('its tails are those of integration by brute force, also with degrees of freedom that are not whole', () => {
    for (const df of [1, 3.7, 17.776, 200]) {
      for (const t of [0.5, 1.8608, 4]) {
        expect(studentTails(t, df)).toBeCloseTo(1 - 2 * integral(studentDensity(df), 0, t), 9)
      }
    }
  })

  test('with many degrees of freedom it is the normal distribution', () => {
    expect(twoSidedStudent(0.95, 1e8)).toBeCloseTo(twoSided(0.95), 7)
  })
})

describe('the chi-square distribution', () => {
  test.each([
    [3.841, 1, 0.05],
    [10.828, 1, 0.001],
    [13.816, 2, 0.001],
    [18.307, 10, 0.05],
    [16.919, 9, 0.05],
  ])('above %d lie, with %d degrees of freedom, %d of it, as in every table', (x, df, share) => {
    expect(chiSquareAbove(x, df) / share).toBeCloseTo(1, 2)
  })

  test('its shares are those of integration by brute force', () => {
    for (const df of [2, 3, 7, 40]) {
      for (const x of [1, 8, 30]) {
        expect(1 - chiSquareAbove(x, df)).toBeCloseTo(integral(chiSquareDensity(df), 1e-9, x), 5)
      }
    }
  })
})
