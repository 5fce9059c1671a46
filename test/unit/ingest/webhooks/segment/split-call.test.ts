// A call becomes its messages as they came: every digit, no key, and the same key for the same message sent again.
import fc from 'fast-check'
import { parse, stringify } from 'lossless-json'
import { describe, expect, test } from 'vitest'
import { membersOf, objectOf, partsOf } from '../../../../../src/ingest/webhooks/segment/raw-json.js'
import { webhooksOf } from '../../../../../src/ingest/webhooks/segment/split-call.js'

const receivedAt = new Date('2026-11-20T10:00:00Z')
const split = (body: unknown, call = 'batch', more = {}) =>
  webhooksOf(typeof body === 'string' ? body : JSON.stringify(body), {
    call,
    source: 'shop-de',
    receivedAt,
    ...more,
  })
const bodies = (...args: Parameters<typeof split>) => split(...args).map(({ body }) => JSON.parse(body))

describe('a single call', () => {
  test('is one webhook of its path, without the key', () => {
    expect(
      split('{"writeKey":"tf_secret", "messageId":"m-1","userId": 9007199254740993,"p":1.50}', 'track'),
    ).toEqual([
      {
        platform: 'segment',
        source: 'shop-de',
        topic: 'track',
        key: 'm-1',
        receivedAt: '2026-11-20T10:00:00.000Z',
        triggeredAt: null,
        body: '{"messageId":"m-1","userId":9007199254740993,"p":1.50}',
      },
    ])
  })

  test.each([
    '{"a":1,"writeKey":"tf_s"}',
    '{"write\\u004bey":"tf_s"}',
    '{"writeKey":"tf_s","writeKey":"tf_s"}',
  ])('has no key left in it: %s', body => {
    expect(split(body, 'track')[0]?.body).not.toContain('tf_s')
  })

  test('carries the currency of its URL, for orders that name none', () => {
    expect(bodies({ a: 1 }, 'track', { currency: 'EUR' })).toEqual([{ defaultCurrency: 'EUR', a: 1 }])
  })
})

describe('a batch', () => {
  test('is as many webhooks as messages; what it says for all is said to each that says nothing itself', () => {
    const body = {
      batch: [
        { type: 'track', messageId: 'a' },
        { type: 'page', messageId: 'b', sentAt: 'own', writeKey: 'k' },
        7,
      ],
      sentAt: '2026-11-20T09:00:00Z',
      writeKey: 'tf_secret',
      context: { ip: '::1' },
    }
    const shared = { sentAt: '2026-11-20T09:00:00Z', context: { ip: '::1' } }
    expect(bodies(body)).toEqual([
      { ...shared, type: 'track', messageId: 'a' },
      { context: { ip: '::1' }, type: 'page', messageId: 'b', sentAt: 'own' },
      7,
    ])
    expect(split(body).map(({ topic, key }) => [topic, key])).toEqual([
      ['track', 'a'],
      ['page', 'b'],
      ['unknown', expect.stringMatching(/^[0-9a-f-]{36}$/)],
    ])
  })

  test('of nothing is nothing; one without a list is set aside later, by its type', () => {
    expect(split({ batch: [] })).toEqual([])
    for (const body of [{}, { batch: 'x' }, { batch: { a: 1 } }, 7, 'null', []])
      expect(split(body).map(({ topic }) => topic)).toEqual(['unknown'])
  })

  test('does not copy a long context to two thousand messages', () => {
    const batch = Array.from({ length: 2_000 }, () => ({ type: 'page' }))
    const webhooks = split({ batch, context: { note: 'x'.repeat(5_000) } })
    expect(webhooks[0]?.body).toBe('{"type":"page"}')
  })
})

describe('the key', () => {
  const keyOf = (message: object) => split({ ...message }, 'track')[0]?.key

  test('without a messageId is the same when the message is sent again at another time', () => {
    expect(keyOf({ event: 'A', sentAt: '1' })).toBe(keyOf({ event: 'A', sentAt: '2' }))
    expect(keyOf({ event: 'A' })).not.toBe(keyOf({ event: 'B' }))
  })

  test.each(['', 'x'.repeat(101), 'ä', 'a\0b', 'a b', '"', 7, null])('%j is no key, a hash is', messageId => {
    expect(keyOf({ messageId })).toMatch(/^[0-9a-f-]{36}$/)
  })
})

test('cutting JSON and putting it together again changes nothing of it', () => {
  const value = fc.jsonValue({ maxDepth: 4 })
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), value),
      fc.array(value),
      fc.constantFrom(0, 2),
      (object, list, indent) => {
        const text = JSON.stringify(object, null, indent)
        expect(JSON.parse(objectOf(membersOf(text)))).toEqual(JSON.parse(text))
        expect(partsOf(JSON.stringify(list, null, indent)).map(part => JSON.parse(part))).toEqual(
          JSON.parse(JSON.stringify(list)),
        )
      },
    ),
  )
  const digits = '{"a":1.10,"b":[1e400,{"c":12345678901234567890}]}'
  expect(objectOf(membersOf(digits))).toBe(digits)
  expect(stringify(parse(objectOf(membersOf(digits))))).toBe(digits)
})
