import { describe, expect, it } from 'vitest'
import { maxCallAttempts, retryAfterMs, settleCall } from '../../../../src/dispatch/calls/call-schedule.js'

const later = { kind: 'retry', status: 503, reason: 'http_503' } as const
const minute = 60_000
const hour = 60 * minute

describe('what the end of a call makes of it', () => {
  it('pauses longer from attempt to attempt, and gives up after the tenth', () => {
    const pauses = Array.from({ length: 10 }, (_, attempts) => settleCall(later, attempts))
    expect(pauses.slice(0, -1).map(one => one?.delayMs)).toEqual([
      5_000,
      5 * minute,
      30 * minute,
      2 * hour,
      5 * hour,
      10 * hour,
      14 * hour,
      20 * hour,
      24 * hour,
    ])
    expect(pauses.at(-1)).toEqual({
      status: 'failed',
      reason: 'gave_up: http_503',
      responseStatus: 503,
      delayMs: 0,
    })
    expect(maxCallAttempts).toBe(10)
  })

  it('waits as long as the receiver wants, but never shorter than its own pause or longer than a day', () => {
    expect(settleCall({ ...later, afterMs: hour }, 0)?.delayMs).toBe(hour)
    expect(settleCall({ ...later, afterMs: 1 }, 0)?.delayMs).toBe(5_000)
    expect(settleCall({ ...later, afterMs: 99 * hour }, 0)?.delayMs).toBe(24 * hour)
  })

  it('is over where there is nothing to repeat', () => {
    expect(settleCall({ kind: 'done', status: 204, reason: null }, 3)).toEqual({
      status: 'done',
      reason: null,
      responseStatus: 204,
      delayMs: 0,
    })
    expect(settleCall({ kind: 'failed', status: 410, reason: 'http_410' }, 0)).toMatchObject({
      status: 'failed',
      reason: 'http_410',
    })
    expect(settleCall({ kind: 'lost' }, 0)).toBeNull()
  })
})

describe('Retry-After', () => {
  const now = new Date('2026-11-20T10:00:00Z')
  it.each([
    ['120', 120_000],
    ['Fri, 20 Nov 2026 10:01:00 GMT', 60_000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['0', undefined],
    [undefined, undefined],
  ])('%s', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms)
  })
})
