// How many it takes, and what shows with those there are: against R's example and against itself.
import { describe, expect, test } from 'vitest'
import {
  minimumDetectableDifferenceOfMeans,
  minimumDetectableEffect,
  sampleSizeFor,
} from '../../../src/statistics/index.js'

describe('how many must enter', () => {
  test('0.5 against 0.75 with a power of 0.9: 76.7 in each arm (the example of R’s power.prop.test)', () => {
    const needed = sampleSizeFor({ controlRate: 0.5, difference: 0.25, power: 0.9 })
    expect(needed).toEqual({ nTreated: 77, nControl: 77 })
  })

  test('is the formula of equal arms, step by step (Fleiss, Levin and Paik 2003, 4.14)', () => {
    const [p1, p2] = [0.06, 0.05]
    const mean = (p1 + p2) / 2
    const [forLevel, forPower] = [1.959964, 0.841621]
    const root =
      forLevel * Math.sqrt(2 * mean * (1 - mean)) + forPower * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    const needed = sampleSizeFor({ controlRate: p2, difference: p1 - p2 })
    expect(needed?.nControl).toBe(Math.ceil((root / (p1 - p2)) ** 2))
  })

  test('a tenth held out takes more entrants than a half, but fewer held out', () => {
    const half = sampleSizeFor({ controlRate: 0.05, difference: 0.01 })
    const tenth = sampleSizeFor({ controlRate: 0.05, difference: 0.01, controlShare: 0.1 })
    expect((tenth?.nTreated ?? 0) / (tenth?.nControl ?? 1)).toBeCloseTo(9, 1)
    expect(tenth?.nTreated).toBeGreaterThan(half?.nTreated ?? 0)
    expect(tenth?.nControl).toBeLessThan(half?.nControl ?? 0)
  })

  test('for looking every day it takes about twice as many', () => {
    const once = sampleSizeFor({ controlRate: 0.05, difference: 0.01 })
    const any = sampleSizeFor({ controlRate: 0.05, difference: 0.01, looks: {} })
    const times = (any?.nTreated ?? 0) / (once?.nTreated ?? 1)
    expect(times).toBeGreaterThan(1.7)
    expect(times).toBeLessThan(2.3)
  })

  test('more power and a smaller effect take more', () => {
    const usual = sampleSizeFor({ controlRate: 0.05, difference: 0.01 })?.nTreated ?? 0
    expect(sampleSizeFor({ controlRate: 0.05, difference: 0.01, power: 0.9 })?.nTreated).toBeGreaterThan(
      usual,
    )
    expect(sampleSizeFor({ controlRate: 0.05, difference: 0.005 })?.nTreated).toBeGreaterThan(3 * usual)
  })

  test('no number shows no difference, or one that cannot be', () => {
    expect(sampleSizeFor({ controlRate: 0.05, difference: 0 })).toBeNull()
    expect(sampleSizeFor({ controlRate: 0.05, difference: -0.06 })).toBeNull()
    expect(sampleSizeFor({ controlRate: 0.95, difference: 0.06 })).toBeNull()
  })
})

describe('what shows with those there are', () => {
  test.each([undefined, {}])('with as many as are needed for an effect, that effect (looks: %j)', looks => {
    const needed = sampleSizeFor({ controlRate: 0.04, difference: 0.008, controlShare: 0.2, looks })
    const shows = minimumDetectableEffect({
      controlRate: 0.04,
      ...(needed ?? { nTreated: 1, nControl: 1 }),
      looks,
    })
    expect(shows).toBeCloseTo(0.008, 5)
  })

  test('so few that nothing would show', () => {
    expect(minimumDetectableEffect({ controlRate: 0.5, nTreated: 3, nControl: 2 })).toBeNull()
  })

  test('of means: (1.96 + 0.84) standard errors, 28 for a deviation of 100 in arms of 200', () => {
    const of = { deviation: 100, nTreated: 200, nControl: 200 }
    expect(minimumDetectableDifferenceOfMeans(of)).toBeCloseTo((1.959964 + 0.841621) * 10, 4)
    expect(minimumDetectableDifferenceOfMeans({ ...of, looks: {} })).toBeGreaterThan(40)
  })
})
