// Rates of what arrived, and which of them are too high.
import { describe, expect, it } from 'vitest'
import { judgeRates } from '../../../../src/reports/health/judge-rates.js'
import { ratesOf, reportsDeliveries, type SenderArrivals } from '../../../../src/reports/health/rates.js'

const arrivals = (one: Partial<SenderArrivals>): SenderArrivals => ({
  sender: 'main',
  handedOver: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  bounced: 0,
  complained: 0,
  unsubscribed: 0,
  failed: 0,
  unknown: 0,
  ...one,
})
const main = new Set(['main'])
const judged = (one: Partial<SenderArrivals>) =>
  judgeRates(ratesOf([arrivals({ handedOver: 10_000, delivered: 10_000, ...one })], main))

describe('complaints', () => {
  it('are bad where they are surely over 0.3 %', () => {
    expect(judged({ complained: 50 })).toEqual({
      verdict: 'bad',
      why: 'complaints 0.5 % (0.38 % to 0.66 %), over 0.3 %',
    })
  })

  it('are a warning where they are surely over 0.1 %', () => {
    expect(judged({ complained: 25 })).toMatchObject({ verdict: 'warn' })
  })

  it('are to be watched where they may be over it by chance', () => {
    expect(judged({ complained: 12 })).toEqual({
      verdict: 'watch',
      why: 'complaints 0.12 % (0.07 % to 0.21 %): 12 of 10,000 is too little to tell',
    })
  })

  it('of one in three raise no alarm', () => {
    expect(judged({ handedOver: 3, delivered: 3, complained: 1 }).verdict).toBe('watch')
  })

  it('are good below the mark', () => {
    expect(judged({ complained: 9 })).toEqual({ verdict: 'good', why: null })
  })
})

describe('bounces', () => {
  it('are bad where they are surely over 5 %, and outweigh what is only a warning', () => {
    expect(judged({ delivered: 9000, bounced: 700, complained: 25 })).toMatchObject({
      verdict: 'bad',
      why: expect.stringMatching(/^bounces 7 %/),
    })
  })

  it('are told even by a sender that reports nothing else', () => {
    const rates = ratesOf([arrivals({ sender: 'smtp', handedOver: 1000, bounced: 100 })], main)
    expect(rates.complaint).toBeNull()
    expect(judgeRates(rates).verdict).toBe('bad')
  })
})

describe('what a sender reports', () => {
  it('is nothing where only those count as delivered who opened or clicked', () => {
    expect(reportsDeliveries(arrivals({ handedOver: 100, delivered: 20, opened: 20, clicked: 5 }))).toBe(
      false,
    )
    expect(reportsDeliveries(arrivals({ handedOver: 100, delivered: 95, opened: 20 }))).toBe(true)
  })

  it('is counted only where it reports', () => {
    const rates = ratesOf(
      [
        arrivals({ handedOver: 1000, delivered: 900, complained: 1, clicked: 90 }),
        arrivals({ sender: 'smtp', handedOver: 1000, bounced: 60, failed: 40, clicked: 90 }),
      ],
      main,
    )
    expect(rates).toEqual({
      delivery: { count: 900, of: 1000 },
      bounce: { count: 60, of: 2000 },
      complaint: { count: 1, of: 900 },
      unsubscribe: { count: 0, of: 1840 },
      click: { count: 180, of: 1840 },
      refusal: { count: 40, of: 2040 },
    })
  })

  it('is said to be nothing, instead of good, where nobody reports', () => {
    expect(judgeRates(ratesOf([arrivals({ sender: 'smtp', handedOver: 1000 })], main))).toEqual({
      verdict: 'not reported',
      why: 'nobody reports complaints',
    })
  })

  it('is nothing where nothing was sent', () => {
    expect(judgeRates(ratesOf([], main)).verdict).toBe('nothing sent')
  })
})
