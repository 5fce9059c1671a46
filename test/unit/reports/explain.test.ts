import { describe, expect, it } from 'vitest'
import { parseCustomerKey } from '../../../src/reports/explain.js'
import { sayMessage } from '../../../src/reports/explain-sends.js'
import { sayDecision, sayRefusal } from '../../../src/reports/explain-words.js'

describe('a customer key', () => {
  it.each([
    ['email:Ann@Example.com ', { kind: 'email', value: 'ann@example.com' }],
    ['phone:+49 151 12345678', { kind: 'phone', value: '+4915112345678' }],
    ['id:shop:42', { kind: 'id', value: 'shop:42' }],
    ['anonymousId:a-1', { kind: 'anonymousId', value: 'a-1' }],
  ])('%s names somebody', (text, key) => {
    expect(parseCustomerKey(text)).toEqual(key)
  })

  it.each(['', 'ann@example.com', 'name:Ann', 'id:', 'id: ', 'constructor:x'])('%j names nobody', text => {
    expect(parseCustomerKey(text)).toBeNull()
  })
})

describe('reasons in words', () => {
  const refusal = (reason: string, detail: unknown) =>
    sayRefusal({ journeyId: 'j', version: 1, reason, detail: detail as never })

  it('says which part of a condition was not met, and what was there instead', () => {
    expect(refusal('trigger_where', [{ path: 'cart.value', gte: 20, got: '12.50' }])).toBe(
      'the event does not match the trigger: cart.value (12.50) is below 20',
    )
    expect(refusal('entry_condition', [{ consent: 'email', got: 'unknown' }])).toBe(
      'the entry condition is not met: email consent is unknown',
    )
    expect(refusal('entry_condition', [{ path: 'cart.id', eq: 'x', unknown: 'missing' }])).toContain(
      'cart.id is missing',
    )
    expect(refusal('trigger_where', [{ path: 'a', exists: true, got: null }])).toContain('a is missing')
  })

  it('says until when', () => {
    expect(refusal('reentry_too_soon', { until: '2026-11-20T10:00:00.000Z' })).toBe(
      'may not come in again before 2026-11-20 10:00:00Z',
    )
  })

  it('shows a reason it has no words for as it is', () => {
    expect(refusal('phase_of_the_moon', null)).toBe('phase_of_the_moon')
    expect(sayDecision({ kind: 'teleported', reason: 'why', detail: null })).toBe('teleported: why')
  })

  it('tells decisions', () => {
    const detail = { channel: 'sms', because: { cap: 'global', max: 3, per: '7d', count: 3 } }
    expect(sayDecision({ kind: 'skipped', reason: 'capped', detail })).toBe(
      'left out the SMS: the cap "global" is reached: 3 messages, at most 3 in 7d',
    )
    expect(sayDecision({ kind: 'exited', reason: 'order_completed', detail: null })).toBe(
      'left: order_completed',
    )
    expect(sayDecision({ kind: 'exited', reason: 'completed', detail: null })).toBe('went through to the end')
  })

  it('tells what became of a message', () => {
    expect(sayMessage({ channel: 'email', status: 'skipped', reason: 'no_consent' })).toBe(
      'email was left out at the last check (the customer does not want it any more, or never did: no_consent)',
    )
    expect(sayMessage({ channel: 'email', status: 'queued', reason: 'smtp rcpt 450 4.2.1' })).toBe(
      'email waits to be handed over (smtp rcpt 450 4.2.1)',
    )
    expect(sayMessage({ channel: 'email', status: 'skipped', reason: 'missing_value: cart.id' })).toBe(
      'email was left out at the last check (the template requires what is missing: missing_value: cart.id)',
    )
    expect(sayMessage({ channel: 'email', status: 'sent', reason: null })).toBe('email was handed over')
    expect(sayMessage({ channel: 'email', status: 'sent', reason: null, sender: 'backup' })).toBe(
      'email was handed over by "backup"',
    )
    expect(
      sayMessage({ channel: 'email', status: 'unknown', reason: 'smtp econnection', sender: 'main' }),
    ).toBe(
      'email may have been handed over by "main"; the answer was lost, so it is not sent again (smtp econnection)',
    )
    const sms = { channel: 'sms', status: 'sent', reason: null }
    expect(sayMessage({ ...sms, segments: 2, price: '0.0775' })).toBe(
      'SMS was handed over, 2 segments for 0.155',
    )
    expect(sayMessage({ ...sms, segments: 1, price: null })).toBe('SMS was handed over, 1 segment')
    const clicked = { delivery: 'clicked', deliveryAt: new Date('2026-11-21T12:05:00Z') }
    expect(sayMessage({ channel: 'email', status: 'sent', reason: null, ...clicked })).toBe(
      'email was handed over, clicked 2026-11-21 12:05:00Z',
    )
  })

  it('says of nobody that they refused what never came to them', () => {
    const failed = (reason: string) => sayMessage({ channel: 'email', status: 'failed', reason })
    expect(failed('smtp rcpt 550 5.1.1')).toBe('email was refused by the provider (smtp rcpt 550 5.1.1)')
    expect(failed('render_failed: html: too long')).toBe(
      'email could not be sent (the template could not be filled in: render_failed: html: too long)',
    )
  })
})
