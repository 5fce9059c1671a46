// What a browser says is believed only as far as it can be its own.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { pageTypes } from '../../../../src/ingest/script/allowed-types.js'
import { sortPageEvents } from '../../../../src/ingest/script/page-events.js'
import { knownEventTypes } from '../../../../src/model/event.js'

const receivedAt = new Date('2026-11-20T10:00:00Z')
const now = receivedAt.getTime()
const anonymousId = 'a-browser-of-its-own'
const day = 86_400_000

const aPageEvent = (event: object = {}) => ({
  id: 'e-1',
  name: 'product_viewed',
  at: now,
  names: { anonymousId },
  properties: {},
  ...event,
})
const sort = (event: unknown, sentAt = now) =>
  sortPageEvents({ key: 'k', sentAt, events: [event] }, 'shop', receivedAt)
const accepted = (event: object, sentAt?: number) => {
  const { events, rejected } = sort(aPageEvent(event), sentAt)
  expect(rejected).toEqual([])
  return events[0]!
}
const faults = (event: unknown, sentAt?: number) =>
  sort(event, sentAt).rejected.flatMap(({ errors }) =>
    errors.map(({ path, message }) => `${path}: ${message}`),
  )

describe('the time of an event', () => {
  test('is the browser’s own where its clock is right', () => {
    expect(accepted({ at: now - 90_000 }, now - 400).occurredAt).toBe('2026-11-20T09:58:30.000Z')
  })

  test('is put right where the clock is wrong, in either direction', () => {
    for (const skew of [-3 * day, -60_000, 60_000, 365 * day])
      expect(accepted({ at: now + skew - 90_000 }, now + skew).occurredAt).toBe('2026-11-20T09:58:30.000Z')
  })

  test('is never later than it was sent, when the clock was put back in between', () => {
    expect(accepted({ at: now + day }).occurredAt).toBe(receivedAt.toISOString())
  })

  test('is refused where it has waited for more than a week', () => {
    expect(accepted({ at: now - 7 * day }).occurredAt).toBe('2026-11-13T10:00:00.000Z')
    expect(faults(aPageEvent({ at: now - 7 * day - 1 }))).toEqual([
      'at: must not be more than 7 days before it was sent',
    ])
  })
})

describe('the names of an event', () => {
  const own = { anonymousId, cartToken: 'cart', checkoutToken: 'checkout' }

  test('are the browser’s own and the strongest of the customer’s, so that no page makes one of two', () => {
    const [id, email, phone] = ['c-1', 'ann@example.com', '+4915112345678']
    expect(accepted({ names: { ...own, id, email, phone } }).customer).toEqual({ ...own, id })
    expect(accepted({ names: { ...own, email, phone } }).customer).toEqual({ ...own, email })
    expect(accepted({ names: { ...own, phone } }).customer).toEqual({ ...own, phone })
    expect(accepted({ names: own }).customer).toEqual(own)
  })

  test('may not be a former id, nor an order, which can be guessed', () => {
    for (const name of ['formerId', 'orderToken'])
      expect(faults(aPageEvent({ names: { ...own, id: 'c-1', [name]: 'x' } }))).toHaveLength(1)
  })

  test('must hold that of the browser', () => {
    expect(faults(aPageEvent({ names: { id: 'c-1' } }))[0]).toMatch(/^names.anonymousId/)
  })
})

describe('the id of an event', () => {
  test('is in a room of the browser’s own, the same each time', () => {
    const { id } = accepted({})
    expect(id).toMatch(/^script:[\w-]{22}:e-1$/)
    expect(accepted({}).id).toBe(id)
    expect(accepted({ names: { anonymousId: 'another-browser-here' } }).id).not.toBe(id)
  })

  test.each(['a:b', 'x'.repeat(65), '', '../x'])('cannot be %s', id => {
    expect(faults(aPageEvent({ id }))).toHaveLength(1)
  })
})

describe('the type of an event', () => {
  test('is that of the table of names, or one of its own', () => {
    expect(accepted({ name: 'Product Viewed' }).type).toBe('product_viewed')
    expect(accepted({ name: 'add_to_cart', properties: { cart: { id: '1' } } }).type).toBe('product_added')
    expect(accepted({ name: 'Size Guide Opened' }).type).toBe('size_guide_opened')
  })

  const refused = [
    ...knownEventTypes.filter(type => !pageTypes.has(type)),
    'refund',
    'Email Opened',
    'test_order_completed',
    'sms_anything',
    'email_anything',
  ]
  test.each(refused)('is not %s, which only a server can know', name => {
    const [fault] = faults(
      aPageEvent({ name, properties: { order: { id: '1', total: '1', currency: 'EUR' } } }),
    )
    expect(fault).toMatch(/^name: /)
  })

  test('a yes is asked for, not given, whatever the page says of how', () => {
    const said = { channel: 'email', topic: 'newsletter', wording: 'News, please', source: 'popup' }
    const claims = { status: 'subscribed', method: 'double', ip: '192.0.2.1' }
    for (const name of ['consent_changed', 'consent_requested']) {
      const { type, properties } = accepted({ name, properties: { ...said, ...claims } })
      expect([type, properties]).toEqual(['consent_requested', said])
    }
  })

  test('a no is not a page’s to say for somebody', () => {
    const properties = { channel: 'email', status: 'unsubscribed' }
    expect(faults(aPageEvent({ name: 'consent_changed', properties }))[0]).toContain('cannot prove')
  })

  test('the documentation has the same table', () => {
    const page = readFileSync('docs/reference/storefront-script.md', 'utf8')
    const listed = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, type]) => type)
    expect(listed.sort()).toEqual([...pageTypes].sort())
  })
})

describe('the properties of an event', () => {
  test('may have prices and ids as numbers', () => {
    const items = [{ productId: 7, price: 19.9, quantity: 2 }]
    const { properties } = accepted({
      name: 'cart_updated',
      properties: { cart: { id: 3, value: 39.800000000000004, currency: 'EUR', items } },
    })
    expect(properties).toEqual({
      cart: {
        id: '3',
        value: '39.80',
        currency: 'EUR',
        items: [{ productId: '7', price: '19.9', quantity: 2 }],
      },
    })
  })

  test('in other people’s terms are translated, one event for each product', () => {
    const items = [{ item_id: 'a' }, { item_id: 'b' }]
    const { events } = sort(aPageEvent({ name: 'add_to_cart', properties: { items } }))
    expect(events.map(({ id, properties }) => [id.split(':').slice(2), properties])).toEqual([
      [['e-1'], { product: { productId: 'a' } }],
      [['e-1', '1'], { product: { productId: 'b' } }],
    ])
  })

  test('are refused where they list more than a page shows', () => {
    const items = Array.from({ length: 21 }, (_, n) => ({ item_id: `p-${n}` }))
    expect(faults(aPageEvent({ name: 'add_to_cart', properties: { items } }))).toHaveLength(1)
  })

  test('are within the limits of any event', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`)
    for (const properties of [deep, { constructor: {} }, { a: '\0' }])
      expect(faults(aPageEvent({ properties }))).toHaveLength(1)
  })
})

test('one that cannot be read does not hold up the others, and keeps its place', () => {
  const { events, rejected } = sortPageEvents(
    { key: 'k', sentAt: now, events: [null, aPageEvent(), 7, []] },
    'shop',
    receivedAt,
  )
  expect(events).toHaveLength(1)
  expect(rejected.map(({ index }) => index)).toEqual([0, 2, 3])
})
