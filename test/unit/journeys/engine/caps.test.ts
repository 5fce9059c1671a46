// Frequency caps as one pure function.
import { describe, expect, it } from 'vitest'
import { type CountedMessage, capHorizonMs, cappedBy } from '../../../../src/journeys/engine/index.js'
import type { JsonObject } from '../../../../src/model/json.js'
import { aJourney, at, settings } from '../../../support/builders.js'

const perDay = (max: number): JsonObject => ({ max, per: '1d' })
const plain = aJourney().journey
const capped = aJourney({ caps: { journey: perDay(1) } }).journey
const past = (offset: string, given: Partial<CountedMessage> = {}): CountedMessage => ({
  journeyId: 'cart-recovery',
  channel: 'email',
  at: at(offset),
  ...given,
})

describe('cappedBy', () => {
  it('has room up to max', () => {
    const two = settings({ caps: { global: perDay(2) } })
    expect(cappedBy(two, plain, 'email', [past('1h')], at('2h'))).toBe(null)
    expect(cappedBy(two, plain, 'email', [past('1h'), past('1h')], at('2h'))).toEqual({
      cap: 'global',
      max: 2,
      per: '1d',
      count: 2,
    })
  })
  it('counts the window without its start', () => {
    const one = settings({ caps: { global: perDay(1) } })
    expect(cappedBy(one, plain, 'email', [past('1ms')], at('1d'))).not.toBe(null)
    expect(cappedBy(one, plain, 'email', [past('0m')], at('1d'))).toBe(null)
  })
  it('counts per journey, channel and all, and names the first without room', () => {
    const all = settings({ caps: { global: perDay(1), email: perDay(1) } })
    const sms = past('0m', { channel: 'sms', journeyId: 'other' })
    expect(cappedBy(all, capped, 'email', [sms], at('1h'))?.cap).toBe('global')
    expect(cappedBy(all, capped, 'email', [past('0m', { journeyId: 'other' })], at('1h'))?.cap).toBe('email')
    expect(cappedBy(all, capped, 'email', [past('0m')], at('1h'))?.cap).toBe('journey')
    expect(cappedBy(settings({ caps: { email: perDay(1) } }), plain, 'sms', [past('0m')], at('1h'))).toBe(
      null,
    )
  })
  it('has always room where there is no cap', () => {
    expect(cappedBy(settings(), plain, 'email', [past('0m'), past('0m')], at('0m'))).toBe(null)
  })
})

describe('capHorizonMs', () => {
  it('looks as far back as the longest cap that applies', () => {
    const caps = settings({ caps: { email: { max: 1, per: '1w' }, sms: { max: 1, per: '1h' } } })
    expect(capHorizonMs(caps, capped, 'email')).toBe(7 * 86_400_000)
    expect(capHorizonMs(caps, capped, 'sms')).toBe(86_400_000)
    expect(capHorizonMs(settings(), plain, 'sms')).toBe(0)
  })
})
