// Means of values against a textbook's data, and how large values are cut.
import { describe, expect, test } from 'vitest'
import {
  capOf,
  differenceOfMeans,
  type Sample,
  type Weighted,
  winsorize,
} from '../../../src/statistics/index.js'

const sampleOf = (values: readonly number[]): Sample => ({
  n: values.length,
  sum: values.reduce((total, value) => total + value, 0),
  squares: values.reduce((total, value) => total + value * value, 0),
})

const each = (...values: readonly number[]): readonly Weighted[] => values.map(value => ({ value, count: 1 }))

describe("Welch's difference of means", () => {
  // Cushny and Peebles 1905, which Student used in 1908 and R has as `sleep`.
  const first = sampleOf([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2])
  const second = sampleOf([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

  test("Student's sleep data: −3.3655 to 0.2055, 17.776 degrees of freedom, p 0.07939 (R's t.test)", () => {
    const found = differenceOfMeans(first, second)
    expect(found?.estimate).toBeCloseTo(-1.58, 10)
    expect(found?.degreesOfFreedom).toBeCloseTo(17.776, 3)
    expect(found?.low).toBeCloseTo(-3.3654832, 6)
    expect(found?.high).toBeCloseTo(0.2054832, 6)
    expect(found?.p).toBeCloseTo(0.07939, 5)
  })

  test('arms changed over, the sign changes and nothing else', () => {
    const [one, two] = [differenceOfMeans(first, second), differenceOfMeans(second, first)]
    expect(two?.low).toBeCloseTo(-(one?.high ?? 0), 12)
    expect(two?.p).toBeCloseTo(one?.p ?? 0, 12)
  })

  test('of one entrant, or of values that are all the same, nothing is said', () => {
    expect(differenceOfMeans(sampleOf([5]), second)).toBeNull()
    expect(differenceOfMeans(sampleOf([5, 5]), sampleOf([7, 7, 7]))).toBeNull()
    expect(differenceOfMeans(sampleOf([5, 5]), second)).not.toBeNull()
  })

  test('large sums that rounding makes odd are no negative variance', () => {
    const same = { n: 3, sum: 0.1 + 0.1 + 0.1, squares: 0.1 * 0.1 * 3 - 1e-18 }
    expect(differenceOfMeans(same, same)?.estimate ?? 0).toBe(0)
  })
})

describe('cutting large values', () => {
  test('the cap is the value that 99 of 100 buyers do not exceed', () => {
    const values = each(...Array.from({ length: 1000 }, (_, i) => 1000 - i))
    expect(capOf(values)).toBe(990)
    expect(capOf(values, 0.5)).toBe(500)
    expect(
      capOf([
        { value: 20, count: 990 },
        { value: 3000, count: 10 },
      ]),
    ).toBe(20)
  })

  test('what lies above counts as the cap, who is not named as zero', () => {
    expect(
      winsorize(
        [
          { value: 10, count: 2 },
          { value: 500, count: 1 },
        ],
        100,
        50,
      ),
    ).toEqual({
      n: 100,
      sum: 70,
      squares: 2700,
    })
  })

  test('nobody bought: there is nothing to cut', () => {
    expect(capOf([])).toBe(Number.POSITIVE_INFINITY)
    expect(winsorize([], 40, capOf([]))).toEqual({ n: 40, sum: 0, squares: 0 })
  })

  test('the order of the values does not matter, and they are left as they were', () => {
    const values = each(7, 1, 900, 3)
    expect(capOf(values, 0.75)).toBe(7)
    expect(values.map(({ value }) => value)).toEqual([7, 1, 900, 3])
  })
})
