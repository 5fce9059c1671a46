// Frequency caps as one pure function.
import { describe, expect, it } from 'vitest'
import {
  type CapQuestion,
  type CountedMessage,
  capHorizon,
  cappedBy,
} from '../../../../src/journeys/engine/index.js'
import type { JsonObject } from '../../../../src/model/json.js'
import { aJourney, at, settings } from '../../../support/builders.js'

const perDay = (max: number): JsonObject => ({ max, per: '1d' })
const plain = aJourney().journey
const capped = aJourney({ caps: { journey: perDay(1) } }).journey
const past = (offset: string, given: Partial<CountedMessage> = {}): CountedMessage => ({
  journeyId: 'cart-recovery',
  stepId: 'remind',
  channel: 'email',
  category: 'marketing',
  at: at(offset),
  ...given,
})

function question(caps: JsonObject, offset: string, given: Partial<CapQuestion> = {}): CapQuestion {
  return {
    settings: settings({ caps }),
    journey: plain,
    step: { id: 'remind', send: 'email' },
    zone: 'UTC',
    now: at(offset),
    ...given,
  }
}

describe('cappedBy', () => {
  it('has room up to max, and says when there is room again', () => {
    const two = question({ global: perDay(2) }, '2h')
    expect(cappedBy(two, [past('1h')])).toBe(null)
    expect(cappedBy(two, [past('1h'), past('90m')])).toEqual({
      cap: 'global',
      max: 2,
      per: '1d',
      count: 2,
      kept: 0,
      until: at('1d1h'),
    })
  })
  it('counts the window without its start', () => {
    const one = question({ global: perDay(1) }, '1d')
    expect(cappedBy(one, [past('1ms')])).not.toBe(null)
    expect(cappedBy(one, [past('0m')])).toBe(null)
  })
  it('counts per message, journey, channel and all, and names the first without room', () => {
    const all = question({ global: perDay(1), email: perDay(1) }, '1h', { journey: capped })
    const sms = past('0m', { channel: 'sms', journeyId: 'other' })
    expect(cappedBy(all, [sms])?.cap).toBe('global')
    expect(cappedBy(all, [past('0m', { journeyId: 'other' })])?.cap).toBe('email')
    expect(cappedBy(all, [past('0m', { stepId: 'other' })])?.cap).toBe('journey')
    const once = { ...all, step: { ...all.step, cap: { max: 1, per: '1d' } } }
    expect(cappedBy(once, [past('0m', { stepId: 'other' })])?.cap).toBe('journey')
    expect(cappedBy(once, [past('0m')])?.cap).toBe('message')
    const text = question({ email: perDay(1) }, '1h', { step: { id: 'text', send: 'sms' } })
    expect(cappedBy(text, [past('0m')])).toBe(null)
  })
  it('has always room where there is no cap', () => {
    expect(cappedBy(question({}, '0m'), [past('0m'), past('0m')])).toBe(null)
  })
  it('keeps transactional and marketing messages apart', () => {
    const caps = { global: perDay(1), email: perDay(1), transactional: perDay(1) }
    const receipt = { id: 'receipt', send: 'email', category: 'transactional' } as const
    const bought = past('0m', { category: 'transactional' })
    expect(cappedBy(question(caps, '1h'), [bought])).toBe(null)
    expect(cappedBy(question(caps, '1h', { step: receipt }), [past('0m'), past('0m')])).toBe(null)
    expect(cappedBy(question(caps, '1h', { step: receipt }), [bought])?.cap).toBe('transactional')
  })
  it('counts calendar periods where the customer is', () => {
    const now = new Date('2026-11-20T00:30:00Z')
    const at2330 = past('0m', { at: new Date('2026-11-19T23:30:00Z') })
    const daily = (zone: string) => question({ global: { max: 1, per: 'day' } }, '0m', { now, zone })
    expect(cappedBy(daily('UTC'), [at2330])).toBe(null)
    expect(cappedBy(daily('Europe/Berlin'), [at2330])?.until).toEqual(new Date('2026-11-20T23:00:00Z'))
    const midnight = past('0m', { at: new Date('2026-11-20T00:00:00Z') })
    expect(cappedBy(daily('UTC'), [midnight])?.count).toBe(1)
  })
  it('keeps places free in shared caps only, and asks again later', () => {
    const one = question({ global: perDay(2) }, '2h', { journey: capped })
    const kept = (places: number) => cappedBy(one, [past('1h', { journeyId: 'other' })], () => places)
    expect(kept(0)).toBe(null)
    expect(kept(1)).toMatchObject({ cap: 'global', count: 1, kept: 1, until: at('3h') })
    expect(cappedBy(question({}, '1h', { journey: capped }), [], () => 5)).toBe(null)
    const empty = question({ global: perDay(1) }, '2h')
    expect(cappedBy(empty, [], () => 1)).toMatchObject({ kept: 1, until: at('3h') })
  })
})

describe('capHorizon', () => {
  it('looks as far back as the longest cap that applies', () => {
    const caps = { email: { max: 1, per: '1w' }, sms: { max: 1, per: '1h' } }
    expect(capHorizon(question(caps, '0m', { journey: capped }))).toEqual(at('-7d'))
    const text = question(caps, '0m', { journey: capped, step: { id: 'text', send: 'sms' } })
    expect(capHorizon(text)).toEqual(at('-1d'))
    expect(capHorizon(question({}, '0m'))).toBe(null)
  })
})
