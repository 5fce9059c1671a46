import { describe, expect, it } from 'vitest'
import { backoffMs, maxAttempts, settle } from '../../../src/dispatch/settlement.js'

const retry = { kind: 'retry', reason: 'smtp rcpt 451' } as const

describe('backoff', () => {
  it('doubles from half a minute and stops at an hour', () => {
    expect([0, 1, 2, 3, 6, 7, 20].map(backoffMs)).toEqual([
      30_000, 60_000, 120_000, 240_000, 1_920_000, 3_600_000, 3_600_000,
    ])
  })
})

describe('what a result makes of a message', () => {
  it('sent keeps the id the provider gave', () => {
    expect(settle({ kind: 'sent', providerId: 'SM1' }, 0)).toMatchObject({
      status: 'sent',
      providerId: 'SM1',
    })
  })

  // PostgreSQL takes no NUL, and messages are recorded in batches.
  it.each(['SM\x001', 'SM 1', 'SM\n1', '', 'Ä', 'x'.repeat(301)])(
    'sent keeps no id such as %j',
    providerId => {
      expect(settle({ kind: 'sent', providerId }, 0)).toMatchObject({ status: 'sent', providerId: null })
    },
  )

  it('retry goes back to the queue, later each time', () => {
    expect(settle(retry, 0)).toMatchObject({ status: 'queued', delayMs: 30_000, reason: 'smtp rcpt 451' })
    expect(settle(retry, 2)).toMatchObject({ status: 'queued', delayMs: 120_000 })
  })

  it('the delay a provider asks for wins', () => {
    expect(settle({ ...retry, afterMs: 7_000 }, 3)).toMatchObject({ status: 'queued', delayMs: 7_000 })
  })

  it('what was put off together comes back apart, and never sooner than it was asked to', () => {
    const delays = [0, 0.5, 1].map(chance => settle({ ...retry, afterMs: 8_000 }, 0, chance)?.delayMs)
    expect(delays).toEqual([8_000, 9_000, 10_000])
    expect(settle(retry, 0, 1)?.delayMs).toBe(37_500)
  })

  it('what was not tried goes back at its time, and was no attempt', () => {
    const defer = { kind: 'defer', reason: 'rate_limited', afterMs: 90_000 } as const
    expect(settle(defer, maxAttempts + 1, 1)).toMatchObject({
      status: 'queued',
      reason: 'rate_limited',
      delayMs: 90_000,
      attempted: false,
    })
  })

  it('the last attempt gives up and says why', () => {
    expect(settle(retry, maxAttempts - 2)).toMatchObject({ status: 'queued' })
    expect(settle(retry, maxAttempts - 1)).toMatchObject({
      status: 'failed',
      reason: 'gave_up: smtp rcpt 451',
    })
  })

  it('giving up may close the address for good', () => {
    const result = { kind: 'give_up', reason: 'smtp rcpt 550', suppress: 'hard_bounce' } as const
    expect(settle(result, 0)).toMatchObject({ status: 'failed', suppress: 'hard_bounce' })
  })

  it('unknown is never queued again', () => {
    expect(settle({ kind: 'unknown', reason: 'smtp etimedout' }, 0)).toMatchObject({ status: 'unknown' })
  })

  it('one that was refused its mark goes back, untried, for the next claim to say why', () => {
    expect(settle({ kind: 'not_sent' }, 7)).toMatchObject({
      status: 'queued',
      reason: null,
      attempted: false,
    })
  })
})
