import { describe, expect, it } from 'vitest'
import { classifyHttp } from '../../../../src/dispatch/senders/http-classify.js'

const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: JSON.stringify(body),
})

describe('an HTTP answer', () => {
  it.each([
    [200, 'sent'],
    [202, 'sent'],
    [301, 'retry'],
    [400, 'give_up'],
    [401, 'retry'],
    [403, 'retry'],
    [404, 'retry'],
    [408, 'unknown'],
    [409, 'unknown'],
    [413, 'give_up'],
    [422, 'give_up'],
    [429, 'retry'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
  ])('%i means %s, unless the file says otherwise', (status, kind) => {
    expect(classifyHttp(answer(status), {})).toMatchObject({ kind })
  })

  it('what the file says of a status counts', () => {
    const answers = { sent: [202], retry: [503], giveUp: [404, '4xx' as const] }
    const kinds = [200, 202, 503, 404, 418, 429].map(status => classifyHttp(answer(status), answers).kind)
    expect(kinds).toEqual(['unknown', 'sent', 'retry', 'give_up', 'give_up', 'retry'])
  })

  it('the id is found in the body or in a header', () => {
    expect(classifyHttp(answer(200, { messages: [{ id: 7 }] }), { id: 'messages.0.id' })).toEqual({
      kind: 'sent',
      providerId: '7',
    })
    const inHeader = classifyHttp(answer(202, '', { 'x-message-id': 'sg-1' }), { idHeader: 'X-Message-Id' })
    expect(inHeader).toEqual({ kind: 'sent', providerId: 'sg-1' })
    expect(classifyHttp(answer(200, 'ok'), { id: 'id' })).toEqual({ kind: 'sent', providerId: null })
  })

  describe('with a code in the body', () => {
    const codes = { path: 'ErrorCode', sent: [0], retry: [100], hardBounce: [406], optOut: ['stopped'] }
    it.each([
      [200, 0, { kind: 'sent' }],
      [422, 406, { kind: 'give_up', reason: 'http 422 code 406', suppress: 'hard_bounce' }],
      [400, 'stopped', { kind: 'give_up', suppress: 'opt_out' }],
      [503, 100, { kind: 'retry', about: 'message' }],
      [200, 17, { kind: 'give_up', reason: 'http 200 code 17' }],
      [500, 17, { kind: 'unknown' }],
      [200, null, { kind: 'sent' }],
    ])('%i and %j', (status, code, result) => {
      expect(classifyHttp(answer(status, { ErrorCode: code }), { codes })).toMatchObject(result)
    })

    it('a sentence in place of a code is not stored: it may name the address', () => {
      const result = classifyHttp(answer(200, { ErrorCode: 'no such ann@example.com' }), { codes })
      expect(result).toEqual({ kind: 'give_up', reason: 'http 200 code of its own' })
    })
  })

  it.each([
    ['3', '', 3_000],
    ['99999999', '', 86_400_000],
    ['soon', '', undefined],
    ['-1', '', undefined],
    ['Sat, 21 Nov 2026 10:00:00 GMT', 'Sat, 21 Nov 2026 10:00:30 GMT', undefined],
    ['Sat, 21 Nov 2026 10:00:30 GMT', 'Sat, 21 Nov 2026 10:00:00 GMT', 30_000],
    ['Sat, 21 Nov 2026 10:00:30 GMT', '', undefined],
  ])('Retry-After: %s', (retryAfter, date, afterMs) => {
    const result = classifyHttp(answer(429, {}, { 'retry-after': retryAfter, date }), {})
    expect(result).toEqual({
      kind: 'retry',
      reason: 'http 429',
      about: 'sender',
      ...(afterMs !== undefined && { afterMs }),
    })
  })

  it('no connection, nothing sent; no answer, nobody knows', () => {
    expect(classifyHttp({ failure: 'econnrefused', neverSent: true }, {})).toMatchObject({ kind: 'retry' })
    expect(classifyHttp({ failure: 'timeout' }, {})).toMatchObject({ kind: 'unknown' })
  })
})
