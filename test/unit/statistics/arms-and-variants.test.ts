// Whether arms fit what they were drawn for, what counts of several p, and when nothing is said at all.
import { describe, expect, test } from 'vitest'
import {
  enoughData,
  enoughForMeans,
  holm,
  levelForEach,
  sampleRatioMismatch,
} from '../../../src/statistics/index.js'

describe('sizes of arms', () => {
  test('Mendel’s peas, 315 : 108 : 101 : 32 for 9 : 3 : 3 : 1: chi-square 0.470, p 0.925', () => {
    const found = sampleRatioMismatch([315, 108, 101, 32], [9, 3, 3, 1])
    expect(found.chiSquare).toBeCloseTo(0.47, 3)
    expect(found.degreesOfFreedom).toBe(3)
    expect(found.p).toBeCloseTo(0.925, 3)
    expect(found.mismatch).toBe(false)
  })

  test('8,900 and 1,100 where a tenth is held out: p 0.0009, they do not fit', () => {
    const found = sampleRatioMismatch([8900, 1100], [0.9, 0.1])
    expect(found.chiSquare).toBeCloseTo(100 ** 2 / 9000 + 100 ** 2 / 1000, 10)
    expect(found.p).toBeCloseTo(0.00086, 5)
    expect(found.mismatch).toBe(true)
  })

  test('8,905 and 1,095 is p 0.0015: they may', () => {
    expect(sampleRatioMismatch([8905, 1095], [0.9, 0.1]).mismatch).toBe(false)
  })

  test('of few one cannot tell', () => {
    const found = sampleRatioMismatch([2, 8], [0.9, 0.1])
    expect(found.p).toBeLessThan(0.001)
    expect(found.mismatch).toBe(false)
  })

  test('somebody in an arm that nobody should be in does not fit; an arm of weight 0 that is empty does', () => {
    expect(sampleRatioMismatch([90, 10, 1], [0.9, 0.1, 0]).mismatch).toBe(true)
    expect(sampleRatioMismatch([90, 10, 0], [0.9, 0.1, 0])).toMatchObject({
      degreesOfFreedom: 1,
      mismatch: false,
    })
  })

  test('nobody at all fits', () => {
    expect(sampleRatioMismatch([0, 0], [1, 1])).toMatchObject({ chiSquare: 0, p: 1, mismatch: false })
  })
})

describe('several comparisons', () => {
  test('0.01, 0.04, 0.03 count as 0.03, 0.06, 0.06 (Holm 1979, as R’s p.adjust)', () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
  })

  test('one of them is left as it is, none is above 1', () => {
    expect(holm([0.04])).toEqual([0.04])
    expect(holm([0.9, 0.7])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })

  test('never less strict than Bonferroni is strict', () => {
    const ps = [0.001, 0.2, 0.013, 0.04]
    for (const [i, adjusted] of holm(ps).entries()) {
      expect(adjusted).toBeGreaterThanOrEqual(ps[i] ?? 1)
      expect(adjusted).toBeLessThanOrEqual(Math.min(1, 4 * (ps[i] ?? 1)))
    }
  })

  test('five intervals of 95 % together are five of 99 %', () => {
    expect(levelForEach(5)).toBeCloseTo(0.99, 12)
    expect(levelForEach(1)).toBe(0.95)
    expect(levelForEach(0)).toBe(0.95)
  })
})

describe('not enough data', () => {
  const of = (successes: number, trials: number) => ({ successes, trials })

  test('fewer than 100 entrants in an arm', () => {
    expect(enoughData(of(500, 1000), of(40, 99))).toEqual({
      enough: false,
      why: '99 entrants in the smaller arm, at least 100 are needed',
    })
    expect(enoughData(of(500, 1000), of(40, 100)).enough).toBe(true)
  })

  test('fewer than 15 conversions to be expected in the smaller arm, whatever it has', () => {
    expect(enoughData(of(95, 900), of(20, 100)).why).toBe(
      '11.5 conversions to be expected in the smaller arm, at least 15 are needed',
    )
    expect(enoughData(of(150, 900), of(0, 100)).enough).toBe(true)
  })

  test('nearly everybody converts: those who do not are counted', () => {
    expect(enoughData(of(895, 900), of(99, 100)).why).toBe(
      '0.6 entrants without conversion to be expected in the smaller arm, at least 15 are needed',
    )
  })

  test('values want 300 buyers in each arm', () => {
    expect(enoughForMeans(of(3000, 60_000), of(299, 4000)).why).toBe(
      '299 buyers in the arm with fewer, at least 300 are needed',
    )
    expect(enoughForMeans(of(3000, 60_000), of(300, 4000)).enough).toBe(true)
    expect(enoughForMeans(of(3000, 60_000), of(20, 40)).why).toMatch(/^40 entrants/)
  })

  test('empty arms are not enough', () => {
    expect(enoughData(of(0, 0), of(0, 0)).enough).toBe(false)
  })
})
