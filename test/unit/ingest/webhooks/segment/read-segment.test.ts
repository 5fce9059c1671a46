// Whatever a message holds, it is understood or set aside with a reason. What it means is in test/payloads/segment.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseText } from '../../../../../src/ingest/webhooks/parse.js'
import { readSegment } from '../../../../../src/ingest/webhooks/segment/index.js'
import { type Webhook, WebhookFault } from '../../../../../src/ingest/webhooks/webhook.js'
import { parseEvent } from '../../../../../src/model/event.js'

const topics = ['track', 'identify', 'alias', 'page', 'screen', 'group', 'unknown']
const receivedAt = '2026-11-20T10:00:05.000Z'
const names = [
  'Product Viewed',
  'Order Completed',
  'purchase',
  'Cart Viewed',
  'Order Refunded',
  'My Own',
  'Email Bounced',
]

const json = fc.jsonValue({ maxDepth: 3 })
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('ann@example.com', '+4915112345678', 'EUR', '9.99', '2026-11-20'),
)
const any = fc.oneof(json, text, fc.nat(), fc.double(), fc.constantFrom('__proto__', 'a\0', '\ud800'))
const properties = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'order_id',
      'total',
      'currency',
      'products',
      'items',
      'cart',
      'order',
      'product',
      'product_id',
    ),
    fc.constantFrom(
      'price',
      'quantity',
      'email',
      'phone',
      'address',
      'country',
      'timezone',
      'traits',
      'page',
      'kind',
    ),
    fc.constantFrom('constructor', 'category', 'coupon', 'channel', 'status', 'name', 'createdAt'),
    fc.string(),
  ),
  fc.oneof(
    any,
    fc.array(fc.dictionary(fc.constantFrom('item_id', 'price', 'quantity', 'sku', 'category'), any)),
  ),
)
const message = fc.oneof(
  json,
  fc.record(
    {
      event: fc.oneof(fc.constantFrom(...names), any),
      userId: any,
      anonymousId: any,
      previousId: any,
      timestamp: fc.oneof(any, fc.date().map(String), fc.constant('2026-11-20T09:00:00+0100')),
      originalTimestamp: any,
      sentAt: any,
      receivedAt: any,
      defaultCurrency: any,
      properties,
      traits: properties,
      context: properties,
    },
    { requiredKeys: ['event'] },
  ),
)

test('a message is events that the door would take, or nothing, or a fault with its reason', () => {
  let understood = 0
  fc.assert(
    fc.property(fc.constantFrom(...topics), message, (topic, body) => {
      const webhook: Webhook = {
        platform: 'segment',
        source: 'shop-de',
        topic,
        key: 'k',
        receivedAt,
        triggeredAt: null,
        body: JSON.stringify(body),
      }
      try {
        const { events = [], ignored } = readSegment(webhook, parseText(webhook.body))
        expect(events.length > 0 || ignored !== undefined).toBe(true)
        for (const event of events) {
          understood++
          expect(parseEvent(event, 'shop-de', new Date(receivedAt))).toHaveProperty('event')
          expect(event.occurredAt <= receivedAt).toBe(true)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(WebhookFault)
        expect((error as Error).message).not.toBe('')
      }
    }),
    { numRuns: 500 },
  )
  expect(understood).toBeGreaterThan(20)
})
