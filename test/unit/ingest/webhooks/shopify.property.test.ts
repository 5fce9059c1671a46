// Whatever becomes of a recorded payload, it is read or refused with a fault, and all that is read of it can be used: every
// event is one the door takes, every product one the catalog takes.
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseProduct } from '../../../../src/catalog/product.js'
import { parseText } from '../../../../src/ingest/webhooks/parse.js'
import { readShopify } from '../../../../src/ingest/webhooks/shopify/index.js'
import { topics } from '../../../../src/ingest/webhooks/shopify/topics.js'
import { type Meaning, type Webhook, WebhookFault } from '../../../../src/ingest/webhooks/webhook.js'
import { identifiersSchema, parseEvent } from '../../../../src/model/event.js'

interface Recorded {
  readonly topic: string
  readonly body: unknown
}

const folder = new URL('../../../payloads/shopify/', import.meta.url)
const recorded = readdirSync(folder).flatMap(
  file => parseText(readFileSync(new URL(file, folder), 'utf8')) as Recorded[],
)

const receivedAt = '2026-11-20T11:30:00.000Z'
const aWebhook = (topic: string, key: string, shopDomain: string): Webhook => ({
  platform: 'shopify',
  source: 'shop-de',
  topic,
  key,
  receivedAt,
  triggeredAt: null,
  shopDomain,
  body: '',
})

/** What apps, other versions and attackers put where something else is expected. */
const rubbish = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    [],
    {},
    [null],
    [[]],
    0,
    -1,
    1.5,
    true,
    '0',
    '-5.00',
    '1e21',
    '99999999999999999999999999',
    '999999999999999.9999',
    'NaN',
    '\0',
    '\ud800',
    '😀'.repeat(10_000),
    '2026-02-30T10:00:00Z',
    '9999-12-31T23:59:59-05:00',
    '0000-01-01T00:00:00Z',
    'javascript:alert(1)',
    'https://',
    'https://[x',
    'gid://shopify/Order/1',
    'a@b',
    'ann@example.com',
    '+49 151 12345678',
    JSON.parse('{"__proto__": {"price": "1.00"}}'),
  ),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.jsonValue() as fc.Arbitrary<unknown>,
)

const pathsOf = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))]
    : [path]

function replaced(value: unknown, [name, ...below]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) }
  const inner = (copy as Record<string, unknown>)[name]
  Object.assign(copy, { [name]: replaced(inner, below, by) })
  return copy
}

/** A recorded payload in which up to four places hold something else. */
const spoilt = fc.constantFrom(...recorded).chain(({ topic, body }) =>
  fc.array(fc.tuple(fc.nat(), rubbish), { maxLength: 4 }).map(changes => ({
    topic,
    body: changes.reduce((changed, [at, by]) => {
      const paths = pathsOf(changed)
      return replaced(changed, paths[at % paths.length] ?? [], by)
    }, body),
  })),
)

function meaningOf(webhook: Webhook, body: unknown): Meaning | WebhookFault {
  try {
    return readShopify(webhook, body)
  } catch (error) {
    if (error instanceof WebhookFault) return error
    throw error
  }
}

function expectUsable(webhook: Webhook, meaning: Meaning): void {
  const events = meaning.events ?? []
  for (const event of events) {
    expect(parseEvent(event, webhook.source, new Date(receivedAt))).not.toHaveProperty('faults')
  }
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  for (const product of meaning.products ?? []) {
    expect(parseProduct(product, new Date(receivedAt))).not.toHaveProperty('faults')
  }
  for (const { kind, customer } of meaning.wishes ?? []) {
    if (kind !== 'erase_shop') expect(identifiersSchema.safeParse(customer).success).toBe(true)
  }
  expect(Object.values(meaning).flat().length, 'a meaning says something').toBeGreaterThan(0)
}

describe('a payload of Shopify', () => {
  test('is read or refused, whatever has become of it', () => {
    let read = 0
    fc.assert(
      fc.property(spoilt, fc.string({ maxLength: 300 }), ({ topic, body }, shopDomain) => {
        const webhook = aWebhook(topic, 'k'.repeat(150), shopDomain)
        const meaning = meaningOf(webhook, body)
        if (meaning instanceof WebhookFault) return
        read++
        expectUsable(webhook, meaning)
      }),
      { numRuns: 1_000 },
    )
    // Rubbish in a place nobody reads changes nothing: were nearly all refused, the test would show little.
    expect(read).toBeGreaterThan(300)
  })

  test('is read or refused, were it of another topic', () => {
    fc.assert(
      fc.property(fc.constantFrom(...topics.keys()), fc.constantFrom(...recorded), (topic, { body }) => {
        const webhook = aWebhook(topic, 'k-1', 'northbound.myshopify.com')
        const meaning = meaningOf(webhook, body)
        if (!(meaning instanceof WebhookFault)) expectUsable(webhook, meaning)
      }),
      { numRuns: 1_000 },
    )
  })

  test('means the same when it is read twice', () => {
    for (const { topic, body } of recorded) {
      const webhook = aWebhook(topic, 'k-1', 'northbound.myshopify.com')
      expect(meaningOf(webhook, body)).toEqual(meaningOf(webhook, body))
    }
  })

  test('is recorded of every topic', () => {
    expect([...topics.keys()].filter(topic => !recorded.some(each => each.topic === topic))).toEqual([])
  })
})
