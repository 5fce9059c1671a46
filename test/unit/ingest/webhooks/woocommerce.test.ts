// WooCommerce's reader takes whatever a plugin may make of a payload: it means something that the doors take, or it is a
// fault. What each payload means is in test/payloads/woocommerce.
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Webhook, WebhookFault } from '../../../../src/ingest/webhooks/webhook.js'
import { eachOf } from '../../../../src/ingest/webhooks/woocommerce/amounts.js'
import { readWooCommerce, wooTopics } from '../../../../src/ingest/webhooks/woocommerce/index.js'
import { parseEvent } from '../../../../src/model/event.js'

const folder = new URL('../../../payloads/woocommerce/', import.meta.url)
const recorded = readdirSync(folder).flatMap(
  file => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { topic: string; body: unknown }[],
)

const aWebhook = (topic: string): Webhook => ({
  platform: 'woocommerce',
  source: 'shop-de',
  topic,
  key: 'k-1',
  receivedAt: '2026-11-20T10:00:05.000Z',
  triggeredAt: null,
  body: '',
})

/** The body with the value at one place replaced. */
function mutated(value: unknown, path: readonly number[], other: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return other
  const names = Object.keys(value)
  const name = names[path[0]! % Math.max(1, names.length)]
  if (name === undefined) return other
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
  copy[name] = mutated(copy[name], path.slice(1), other)
  return copy
}

test('a payload with anything anywhere means events that POST /v1/events takes, or is a fault', () => {
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('', '-1.005', '1e5', 'a\0b', '\ud800', '0001', 'DE', '9'.repeat(40), 'x'.repeat(20_000)),
  )
  const path = fc.array(fc.nat(60), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.constantFrom(...recorded), path, anything, ({ topic, body }, path, other) => {
      try {
        const { events = [] } = readWooCommerce(aWebhook(topic), mutated(body, path, other))
        for (const event of events) {
          const parsed = parseEvent(event, 'shop-de', new Date('2026-11-20T10:00:05Z'))
          expect(parsed).not.toHaveProperty('faults')
        }
      } catch (error) {
        if (!(error instanceof WebhookFault)) throw error
      }
    }),
    { numRuns: 3_000 },
  )
})

test('every topic has a recorded payload, and there are all of WooCommerce', () => {
  const topics = ['order', 'product', 'customer', 'coupon'].flatMap(resource =>
    ['created', 'updated', 'deleted', 'restored'].map(event => `${resource}.${event}`),
  )
  expect(Object.keys(wooTopics).sort()).toEqual(topics.sort())
  expect(topics.filter(topic => !recorded.some(one => one.topic === topic))).toEqual([])
})

describe('what one of several costs', () => {
  test.each([
    [['10.00'], 3, '3.33'],
    [['20.00'], 3, '6.67'],
    [['8.40', '1.60'], 3, '3.33'],
    [['1000'], 3, '333'],
    [['0.00'], 1, '0.00'],
    [['0.005'], 1, '0.005'],
    [['1.2345', '0.01'], 2, '0.6223'],
  ])('%j by %d is %s', (amounts, quantity, price) => {
    expect(eachOf(amounts, quantity)).toBe(price)
  })
})
