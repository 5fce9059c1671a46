// The rule by which a split is decided: when it acts, when it refuses, and what it says.
import { describe, expect, it } from 'vitest'
import type { Figures, VariantFigures } from '../../../src/experiments/figures.js'
import { judge } from '../../../src/experiments/judge.js'
import { decideSchema } from '../../../src/journeys/definition/decide-schema.js'
import { at, start } from '../../support/builders.js'

const variant = (name: string, converted: number, given: Partial<VariantFigures> = {}): VariantFigures => ({
  variant: name,
  weight: 1,
  entrants: 2_000,
  mature: 2_000,
  converted,
  revenue: 0,
  squares: 0,
  ...given,
})
const figures = (...variants: VariantFigures[]): Figures => ({ beganBefore: start, variants })
const judged = (given: Figures, rule: object = {}, now = at('20d')) => {
  const { winner, reason } = judge(given, decideSchema.parse(rule), now)
  return [reason, winner]
}

describe('a split is decided', () => {
  it('for the variant that is surely better than the control, which is the first', () => {
    expect(judged(figures(variant('a', 100), variant('b', 200)))).toEqual(['better_than_control', 'b'])
  })
  it('for the control, where it is surely better than all', () => {
    const all = figures(variant('a', 300), variant('b', 150), variant('c', 140))
    expect(judged(all)).toEqual(['control_is_best', 'a'])
    expect(judged(figures(variant('b', 100), variant('a', 200)), { control: 'a' })).toEqual([
      'control_is_best',
      'a',
    ])
  })
  it('against the variant called "control", where nobody said which', () => {
    const all = figures(variant('a', 100), variant('control', 200))
    expect(judged(all)).toEqual(['control_is_best', 'control'])
    expect(judged(all, { control: 'a' })).toEqual(['better_than_control', 'control'])
  })
  it('of several that are better, for the one that is furthest ahead', () => {
    const all = figures(variant('a', 100), variant('b', 220), variant('c', 260))
    expect(judged(all)).toEqual(['better_than_control', 'c'])
  })
  it('by revenue, also where conversions say otherwise', () => {
    const spent = (name: string, buyers: number, each: number) =>
      variant(name, buyers, { revenue: buyers * each, squares: buyers * each * each })
    const all = figures(spent('a', 320, 20), spent('b', 310, 60))
    expect(judged(all, { by: 'revenue' })).toEqual(['better_than_control', 'b'])
    expect(judged(all, { by: 'conversions' })).toEqual(['no_difference', null])
  })
})

describe('it is not', () => {
  const clear = [variant('a', 100), variant('b', 200)] as const
  it('where nothing is sure', () => {
    expect(judged(figures(variant('a', 100), variant('b', 110)))).toEqual(['no_difference', null])
  })
  it('where the control is better than only some of the others', () => {
    const all = figures(variant('a', 300), variant('b', 150), variant('c', 295))
    expect(judged(all)).toEqual(['no_difference', null])
  })
  it('before every variant has had its customers, of whom only those count whose time is over', () => {
    const waiting = variant('b', 200, { mature: 999 })
    expect(judged(figures(clear[0], waiting))).toEqual(['too_few', null])
    expect(judged(figures(clear[0], waiting), { entrants: 999 })[0]).toBe('better_than_control')
  })
  it('before its time', () => {
    expect(judged(figures(...clear), {}, at('13d'))).toEqual(['too_early', null])
    expect(judged(figures(...clear), { after: '10d' }, at('13d'))[0]).toBe('better_than_control')
  })
  it('where customers do not fit the weights, whatever else is true', () => {
    const missing = variant('b', 200, { entrants: 1_700, mature: 1_700 })
    expect(judged(figures(clear[0], missing))).toEqual(['mismatch', null])
    expect(judged(figures(clear[0], { ...missing, entrants: 2_000 }))[0]).toBe('better_than_control')
  })
  it('where there are customers and hardly a conversion', () => {
    expect(judged(figures(variant('a', 1), variant('b', 2)))).toEqual(['not_enough_data', null])
  })
  it('where nobody has come yet', () => {
    const nobody = { entrants: 0, mature: 0 }
    const none = { beganBefore: null, variants: [variant('a', 0, nobody), variant('b', 0, nobody)] }
    expect(judged(none)).toEqual(['too_few', null])
  })
  it('as easily where more variants are compared, or more confidence is wanted', () => {
    const two = figures(variant('a', 100), variant('b', 150))
    const many = figures(
      variant('a', 100),
      variant('b', 150),
      ...['c', 'd', 'e', 'f', 'g'].map(name => variant(name, 100)),
    )
    expect(judged(two)[0]).toBe('better_than_control')
    expect(judged(many)[0]).toBe('no_difference')
    expect(judged(two, { confidence: 0.999 })[0]).toBe('no_difference')
  })
})

it('the control is told, and every comparison with it', () => {
  const { control, comparisons } = judge(
    figures(variant('a', 100), variant('b', 200), variant('c', 100)),
    decideSchema.parse({ control: 'b' }),
    at('20d'),
  )
  expect(control).toBe('b')
  expect(comparisons.map(({ variant }) => variant)).toEqual(['a', 'c'])
  expect(comparisons[0]?.difference?.estimate).toBeCloseTo(-0.05)
  expect(comparisons[0]?.difference?.level).toBeCloseTo(0.975)
})
