// Drawing anew: the same seed the same answer, near Welch where that is right, and quick whatever the size.
import { describe, expect, test } from 'vitest'
import { bins } from '../../../src/statistics/bins.js'
import { generator } from '../../../src/statistics/generator.js'
import {
  bootstrapDifference,
  differenceOfMeans,
  type Weighted,
  winsorize,
} from '../../../src/statistics/index.js'
import { draw, poissonOf } from '../../../src/statistics/poisson.js'

const each = (values: readonly number[]): readonly Weighted[] => values.map(value => ({ value, count: 1 }))
const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length

/** Orders with a long tail, the same ones every time. */
function orders(n: number, seed: string): readonly number[] {
  const random = generator(seed)
  return Array.from({ length: n }, () => 20 + 30 * -Math.log(1 - random()))
}

describe('the difference of means', () => {
  const treated = [{ value: 0, count: 9000 }, ...each(orders(1000, 'treated'))]
  const control = [{ value: 0, count: 4000 }, ...each(orders(400, 'control'))]

  test('the same seed, the same interval, in whatever order the values come', () => {
    const once = bootstrapDifference(treated, control, { seed: 'cart-recovery' })
    expect(bootstrapDifference([...treated].reverse(), control, { seed: 'cart-recovery' })).toEqual(once)
    expect(bootstrapDifference(treated, control, { seed: 'another' })).not.toEqual(once)
  })

  test('a value named twice is one with both counts', () => {
    const apart = [{ value: 0, count: 500 }, ...each([10, 10, 20, 30])]
    const together = [{ value: 0, count: 500 }, { value: 10, count: 2 }, ...each([20, 30])]
    expect(bootstrapDifference(apart, control, { seed: 'x' })).toEqual(
      bootstrapDifference(together, control, { seed: 'x' }),
    )
  })

  test('of many entrants it is nearly that of Welch', () => {
    const drawn = bootstrapDifference(treated, control, { seed: 'cart-recovery' })
    const all = Number.POSITIVE_INFINITY
    const welch = differenceOfMeans(winsorize(treated, 10_000, all), winsorize(control, 4400, all))
    expect(drawn?.estimate).toBeCloseTo(welch?.estimate ?? 0, 10)
    const width = (welch?.high ?? 0) - (welch?.low ?? 0)
    expect(Math.abs((drawn?.low ?? 0) - (welch?.low ?? 0))).toBeLessThan(0.05 * width)
    expect(Math.abs((drawn?.high ?? 0) - (welch?.high ?? 0))).toBeLessThan(0.05 * width)
  })

  test('a long tail among the treated makes it reach further up than down', () => {
    const heavy = [{ value: 0, count: 300 }, ...each([10, 12, 15, 20, 25, 30, 40, 60, 100, 900])]
    const even = [
      { value: 0, count: 30_000 },
      { value: 20, count: 3000 },
    ]
    const { estimate = 0, low = 0, high = 0 } = bootstrapDifference(heavy, even, { seed: 'x' }) ?? {}
    expect(high - estimate).toBeGreaterThan(1.2 * (estimate - low))
  })

  test('of an arm in which all values are the same nothing is said', () => {
    expect(bootstrapDifference([{ value: 0, count: 50 }], control, { seed: 'x' })).toBeNull()
    expect(bootstrapDifference(treated, [], { seed: 'x' })).toBeNull()
  })
})

describe('putting values together', () => {
  test('few are left as they are', () => {
    expect(bins(each([5, 1, 5]))).toEqual([
      { value: 1, count: 1 },
      { value: 5, count: 2 },
    ])
  })

  test('many become at most 200, with the same number and sum, and hardly less spread', () => {
    const values = [{ value: 0, count: 100_000 }, ...each(orders(20_000, 'many'))]
    const found = bins(values)
    const total = (of: readonly Weighted[], power: number): number =>
      of.reduce((sum, { value, count }) => sum + count * value ** power, 0)
    expect(found.length).toBeLessThanOrEqual(200)
    expect(total(found, 0)).toBe(120_000)
    expect(total(found, 1) / total(values, 1)).toBeCloseTo(1, 9)
    expect(total(found, 2) / total(values, 2)).toBeGreaterThan(0.995)
    expect(found[0]).toEqual({ value: 0, count: 100_000 })
  })
})

describe('draws', () => {
  test('numbers lie between 0 and 1, evenly, and no two seeds begin alike', () => {
    const random = generator('x')
    const numbers = Array.from({ length: 20_000 }, random)
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBeLessThan(1)
    expect(mean(numbers)).toBeCloseTo(0.5, 1)
    const firsts = Array.from({ length: 1000 }, (_, i) => generator(`journey-${i}`)())
    expect(new Set(firsts).size).toBe(1000)
    expect(mean(firsts)).toBeGreaterThan(0.46)
    expect(mean(firsts)).toBeLessThan(0.54)
  })

  test.each([0.3, 1, 12, 50, 1999, 2001, 40_000])(
    'of a Poisson distribution of mean %d have that mean and variance',
    of => {
      const random = generator(`poisson ${of}`)
      const counts = poissonOf(of)
      const numbers = Array.from({ length: 20_000 }, () => draw(counts, random))
      const centre = mean(numbers)
      // Four standard errors of the mean, and of the variance.
      expect(Math.abs(centre - of)).toBeLessThan(4 * Math.sqrt(of / 20_000))
      const variance = mean(numbers.map(number => (number - centre) ** 2))
      expect(Math.abs(variance / of - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / of) / 20_000))
      expect(numbers.every(Number.isInteger)).toBe(true)
    },
  )
})
