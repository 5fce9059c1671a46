// Which buckets a message takes a token of, and how large they are.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limitsFor, paceOf } from '../../../../src/dispatch/pacing/limits.js'

const marketing = { category: 'marketing', to: 'ann@Gmail.com' } as const
const receipt = { category: 'transactional', to: 'ann@gmail.com' } as const
const perSecond = { max: 10, per: '1s' }
const namesOf = (pace: Parameters<typeof limitsFor>[0], to: string): string[] =>
  limitsFor(pace, { ...marketing, to }).map(({ limit }) => limit.name)

describe('which limits', () => {
  it('a sender without a pace has none', () => {
    expect(limitsFor({}, marketing)).toEqual([])
  })

  it('the rate, the domain and the plan of a sender all count', () => {
    const all = limitsFor(
      { rate: perSecond, domains: { 'gmail.com': perSecond }, warmUp: { from: '1970-01-03', perDay: [50] } },
      receipt,
    )
    expect(all.map(({ reason }) => reason)).toEqual(['rate_limited', 'domain_rate_limited', 'warm_up'])
    expect(all[2]!.limit).toMatchObject({ firstDay: 2, perDay: [50] })
  })

  it('a domain is the same in any spelling, and never stands in Redis by its name', () => {
    const pace = { domains: { '*': perSecond } }
    const [name] = namesOf(pace, 'ann@Gmail.com')
    expect(name).not.toMatch(/gmail/i)
    expect(namesOf(pace, 'bob@gmail.com')).toEqual([name])
    expect(namesOf(pace, 'ann@gmail.com.evil.example')).not.toEqual([name])
  })

  it('a domain that is named has its own rate, each other one that of the star', () => {
    const pace = { domains: { 'gmail.com': { max: 100, per: '1s' }, '*': perSecond } }
    const everyMs = (to: string) =>
      limitsFor(pace, { ...marketing, to }).map(({ limit }) => 'everyMs' in limit && limit.everyMs)
    expect(everyMs('ann@gmail.com')[0]).toBeCloseTo(11.1, 1)
    expect(everyMs('ann@shop.example')[0]).toBeCloseTo(111.1, 1)
    expect(namesOf({ domains: { 'gmail.com': perSecond } }, 'ann@shop.example')).toEqual([])
  })

  it.each(['constructor', '__proto__', 'toString'])('a domain called %s is only a domain', host => {
    expect(namesOf({ domains: { 'gmail.com': perSecond } }, `ann@${host}`)).toEqual([])
  })

  it('a phone number has no domain', () => {
    expect(namesOf({ rate: perSecond, domains: { '*': perSecond } }, '+4915112345678')).toEqual(['rate'])
  })
})

describe('how large', () => {
  it('what belongs to an order may use up more of a bucket and of a day than marketing', () => {
    const [ofOrder, ofMarketing] = [receipt, marketing].map(message => paceOf('rate', perSecond, message))
    expect(ofMarketing!.slackMs).toBeLessThan(ofOrder!.slackMs)
    expect(ofOrder).toMatchObject({ everyMs: ofMarketing!.everyMs, roomMs: ofMarketing!.roomMs })
    const warmUp = { from: '2026-11-01', perDay: [1, 2, 10, 500] }
    const days = (message: typeof receipt | typeof marketing) =>
      limitsFor({ warmUp }, message).map(({ limit }) => 'perDay' in limit && limit.perDay)
    expect(days(receipt)).toEqual([[1, 2, 10, 500]])
    expect(days(marketing)).toEqual([[1, 1, 9, 450]])
  })

  it('no rate gives more than its maximum in any stretch of its length, whenever and however often one asks', () => {
    const asks = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { minLength: 50, maxLength: 300 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), asks, fc.boolean(), (max, gaps, ofOrder) => {
        const pace = paceOf('rate', { max, per: '1s' }, ofOrder ? receipt : marketing)
        const granted: number[] = []
        let full = 0
        let now = 0
        for (const gap of gaps) {
          now += gap / max
          if (Math.max(full, now) - now > pace.slackMs) continue
          full = Math.max(full, now) + pace.everyMs
          granted.push(now)
        }
        for (const [index, at] of granted.entries())
          if (granted[index + max] !== undefined) expect(granted[index + max]! - at).toBeGreaterThan(999.999)
      }),
    )
  })
})
