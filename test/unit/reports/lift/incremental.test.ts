// The extra conversions, several of them together, and what last touch claims too many.
import { describe, expect, it } from 'vitest'
import { type Incremental, shownIncremental, together } from '../../../../src/reports/lift/incremental.js'
import { besideTogether, overClaim, sayOverClaim } from '../../../../src/reports/lift/over-claim.js'

const extra = (estimate: number, low: number, high: number): Incremental => ({
  conversions: { estimate, low, high, anytime: { low: low - 10, high: high + 10 } },
  revenue: null,
})

describe('incremental conversions', () => {
  it('of several journeys are added, and their errors as errors are', () => {
    const all = together([extra(100, 70, 130), extra(50, 10, 90)])!
    expect(all.conversions).toEqual({
      estimate: 150,
      low: 100,
      high: 200,
      anytime: { low: 150 - Math.hypot(40, 50), high: 150 + Math.hypot(40, 50) },
    })
  })

  it('of none are none', () => {
    expect(together([])).toBeNull()
  })

  it('are shown in tenths, and never as −0', () => {
    expect(shownIncremental(extra(-0.01, -5.55, 5.44))).toMatchObject({
      conversions: 0,
      low: -5.5,
      high: 5.4,
    })
  })
})

describe('what last touch claims too many', () => {
  it('is told in a sentence', () => {
    const claimed = { conversions: 412, revenue: 20_600 }
    expect(sayOverClaim(claimed, extra(130, 90, 170))).toBe(
      'last touch claims 412, the holdout says 130 (90 to 170): 68 % too many',
    )
    expect(overClaim(claimed, extra(130, 90, 170))).toEqual({
      conversions: 282,
      share: 282 / 412,
      revenue: null,
      revenueShare: null,
    })
  })

  it('may be too few, where people buy without a touch', () => {
    expect(sayOverClaim({ conversions: 80, revenue: 0 }, extra(120, 90, 150))).toMatch(/: 50 % too few$/)
  })

  it('is not claimed where the claim lies in the interval', () => {
    const claimed = { conversions: 60, revenue: 0 }
    expect(overClaim(claimed, extra(12, -40, 65))).toMatchObject({ conversions: 48, share: null })
    expect(sayOverClaim(claimed, extra(12, -40, 65))).toMatch(/\(-40 to 65\), which it does not contradict$/)
  })

  it('of several is too much only of those whose revenue the holdout tells', () => {
    const worth = { estimate: 300, low: 200, high: 400, anytime: null }
    const parts = [
      { claimed: { conversions: 40, revenue: 1000 }, incremental: { ...extra(20, 10, 30), revenue: worth } },
      { claimed: { conversions: 10, revenue: 5000 }, incremental: extra(5, -1, 11) },
    ]
    expect(besideTogether(parts, together(parts.map(({ incremental }) => incremental))!)).toMatchObject({
      lastTouch: { conversions: 50, revenue: '6000.00' },
      overClaim: { conversions: 25, share: 0.5, revenue: '700.00', revenueShare: 0.7 },
    })
  })

  it('is no share of nothing', () => {
    expect(overClaim({ conversions: 0, revenue: 0 }, extra(130, 90, 170)).share).toBeNull()
    expect(sayOverClaim({ conversions: 0, revenue: 0 }, extra(130, 90, 170))).not.toContain('%')
  })
})
