// When a comparison is shown, hidden, and called more or fewer.
import { describe, expect, it } from 'vitest'
import type { Arm } from '../../../../src/reports/lift/arm.js'
import { compareArms } from '../../../../src/reports/lift/compare-arms.js'
import { fitOf } from '../../../../src/reports/lift/fit.js'
import { hidden, judge } from '../../../../src/reports/lift/verdict.js'

const arm = (name: string, entrants: number, converted: number): Arm => ({
  name,
  entrants,
  converted,
  revenue: { n: entrants, sum: converted * 50, squares: converted * 2500 },
})
const drawn = (treated: number, held: number, share = 0.1) =>
  fitOf([{ version: 1, entrants: [treated, held], shares: [1 - share, share] }])
const verdictOf = (treated: Arm, control: Arm) =>
  judge(compareArms(treated, control, { comparisons: 1, days: 30 }))

describe('the verdict', () => {
  it('is "more" when the interval that holds at every look is above zero', () => {
    const found = verdictOf(arm('treated', 9000, 900), arm('held_out', 1000, 50))
    expect(found.verdict).toBe('more')
    expect(found.why).toMatch(/^\d\.\d\d points to \d\.\d\d points more, whenever one looks$/)
  })

  it('is "fewer" when it is below zero', () => {
    const found = verdictOf(arm('treated', 9000, 450), arm('held_out', 1000, 100))
    expect(found.verdict).toBe('fewer')
    expect(found.why).toMatch(/fewer, whenever one looks$/)
  })

  it('is no difference seen where only the interval of a single look leaves out zero', () => {
    const [treated, control] = [arm('treated', 9000, 640), arm('held_out', 1000, 50)]
    const compared = compareArms(treated, control, { comparisons: 1, days: 30 })
    expect(compared.difference.low).toBeGreaterThan(0)
    expect(compared.anytime?.low).toBeLessThan(0)
    expect(judge(compared).verdict).toBe('no difference seen')
  })

  it('says what would have shown, and when that which is seen would show', () => {
    const found = verdictOf(arm('treated', 9000, 540), arm('held_out', 1000, 55))
    expect(found.why).toMatch(
      /^what is seen \(0\.50 points\) may be chance; \d\.\d\d points or more would probably have shown; 0\.50 points would show in about [\d,]+ days$/,
    )
  })

  it('promises no day beyond ten years', () => {
    const compared = compareArms(arm('treated', 9000, 541), arm('held_out', 1000, 60), {
      comparisons: 1,
      days: 30,
    })
    expect(compared.daysMore).toBeNull()
  })

  it('takes more to be sure of when several variants are compared', () => {
    const [treated, control] = [arm('b', 5000, 600), arm('a', 5000, 500)]
    const alone = compareArms(treated, control, { comparisons: 1, days: 30 })
    const oneOfFour = compareArms(treated, control, { comparisons: 4, days: 30 })
    expect(oneOfFour.difference.level).toBeCloseTo(0.9875, 10)
    expect(oneOfFour.anytime!.high - oneOfFour.anytime!.low).toBeGreaterThan(
      alone.anytime!.high - alone.anytime!.low,
    )
  })
})

describe('a comparison is hidden', () => {
  it('when there is not enough data, with what is missing', () => {
    const found = hidden(arm('treated', 900, 30), arm('held_out', 90, 3), drawn(900, 90))
    expect(found).toEqual({
      verdict: 'not enough data',
      why: '90 entrants in the smaller arm, at least 100 are needed',
    })
  })

  it('when the arms have not the sizes they were drawn for', () => {
    const found = hidden(arm('treated', 9000, 300), arm('held_out', 700, 20), drawn(9000, 700))
    expect(found?.verdict).toBe('arms do not fit')
    expect(found?.why).toMatch(/^9,000 and 700 entered where 8,730 and 970 were drawn \(p < 0\.00001\)/)
  })

  it('when versions were drawn in different shares, though each of them fits', () => {
    const mixed = fitOf([
      { version: 1, entrants: [900, 100], shares: [0.9, 0.1] },
      { version: 2, entrants: [800, 200], shares: [0.8, 0.2] },
    ])
    expect(mixed.test.mismatch).toBe(false)
    expect(hidden(arm('treated', 1700, 90), arm('held_out', 300, 15), mixed)?.why).toMatch(
      /^versions 1, 2 were drawn in different shares/,
    )
  })

  it('not when all is well', () => {
    expect(hidden(arm('treated', 9000, 300), arm('held_out', 1020, 30), drawn(9000, 1020))).toBeNull()
  })
})
