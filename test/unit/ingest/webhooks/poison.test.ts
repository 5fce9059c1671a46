// Bodies that are signed, valid JSON, and made (or broken) to keep a reader busy: read or refused, each within moments, and
// never as more than one webhook can mean.
import { describe, expect, test } from 'vitest'
import { readers } from '../../../../src/ingest/webhooks/readers.js'
import type { Webhook } from '../../../../src/ingest/webhooks/webhook.js'
import { type Understood, understand } from '../../../../src/ingest/webhooks/worker-understand.js'

const aWebhook = (platform: Webhook['platform'], topic: string, body: string): Webhook => ({
  platform,
  source: 'shop-de',
  topic,
  key: 'w-1',
  receivedAt: '2026-11-20T10:00:05.000Z',
  triggeredAt: null,
  body,
})

/** Far more than any of them needs on a busy machine, and far less than what they once took. */
const patienceMs = 1_500

function understood(platform: Webhook['platform'], topic: string, body: string): Understood {
  const start = performance.now()
  const result = understand(readers, aWebhook(platform, topic, body))
  expect(performance.now() - start).toBeLessThan(patienceMs)
  return result
}

const list = (count: number, one: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => one(n)).join(',')

describe('Shopify', () => {
  const order = (more: string) =>
    `{"id":1,"currency":"EUR","total_price":"1.00","email":"ann@example.com",${more}}`

  test('an amount of 50,000 digits is refused', () => {
    const body = order(`"total_tax":"1.00${'0'.repeat(50_000)}1"`)
    expect(understood('shopify', 'orders/create', body).fault).toContain('total_tax must be an amount')
  })

  test.each(['1e999999999', '-5.00', `${'9'.repeat(400)}`, `0.${'3'.repeat(400)}`, '1e-400', '1.0e18'])(
    'the amount %s is refused, as a number and as a text',
    amount => {
      for (const written of [amount, `"${amount}"`]) {
        const body = order(`"total_tax":${written}`)
        expect(understood('shopify', 'orders/create', body).fault).toContain('total_tax must be an amount')
      }
    },
  )

  test('an id as a float is none', () => {
    expect(
      understood('shopify', 'orders/create', '{"id":1.0e18,"currency":"EUR","total_price":"1.00"}').fault,
    ).toBe('id must be an id')
  })

  test('an order of 60,000 lines counts all of them and lists some', () => {
    const lines = list(60_000, n => `{"product_id":${n + 1},"quantity":1,"price":"1.00"}`)
    const { events, fault } = understood('shopify', 'orders/create', order(`"line_items":[${lines}]`))
    expect(fault).toBeNull()
    expect(events[0]?.properties.order).toMatchObject({ itemCount: 60_000 })
  })

  test('a product of 4,000 variants and as many images', () => {
    const variants = list(4_000, n => `{"id":${n + 1},"price":"1.00","image_id":${4_000 - n}}`)
    const images = list(4_000, n => `{"id":${n + 1},"src":"https://shop.example/${n + 1}.jpg"}`)
    const { products, fault } = understood(
      'shopify',
      'products/update',
      `{"id":1,"title":"Mug","variants":[${variants}],"images":[${images}]}`,
    )
    expect(fault).toBeNull()
    expect(products[0]?.variants).toMatchObject({ 0: { image: 'https://shop.example/4000.jpg' } })
  })

  test('a product of 4,000 variants and as many options has the three that Shopify knows', () => {
    const variants = list(4_000, n => `{"id":${n + 1},"price":"1.00","option1":"S","option4":"no"}`)
    const options = list(4_000, n => `{"name":"o${n + 1}"}`)
    const { products } = understood(
      'shopify',
      'products/update',
      `{"id":1,"title":"Mug","variants":[${variants}],"options":[${options}]}`,
    )
    expect(products[0]?.variants).toMatchObject({ 0: { attributes: { o1: 'S' } } })
    expect(JSON.stringify(products[0])).not.toContain('"no"')
  })

  test('a currency in small letters is one', () => {
    const body = '{"id":1,"currency":"eur","total_price":"1.00","email":"ann@example.com"}'
    expect(understood('shopify', 'orders/create', body).events[0]?.properties.order).toMatchObject({
      currency: 'EUR',
    })
  })

  test.each(['0000-00-00T00:00:00Z', '2026-02-31T99:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
    'the time %s cannot be meant: the arrival counts',
    time => {
      const { events, fault } = understood('shopify', 'orders/create', order(`"processed_at":"${time}"`))
      expect(fault).toBeNull()
      expect(events[0]?.occurredAt).toBe('2026-11-20T10:00:05.000Z')
    },
  )

  test('halves of characters cost nothing but themselves', () => {
    const { events, fault } = understood(
      'shopify',
      'orders/create',
      order('"name":"#1\\ud800","note":"\\udfff"'),
    )
    expect(fault).toBeNull()
    expect(events[0]?.properties.order).toMatchObject({ number: '#1' })
  })

  test('an order told as a wish to be forgotten erases nobody', () => {
    // The signature is over the body alone: whoever has one signed body may send it again under any topic.
    const body = order('"customer":{"id":7,"email":"ann@example.com"}')
    for (const topic of ['customers/redact', 'customers/data_request', 'shop/redact']) {
      const { wishes, fault } = understood('shopify', topic, body)
      expect(wishes).toEqual([])
      expect(fault).toContain('must be')
    }
  })
})

describe('WooCommerce', () => {
  const order = (more: string) =>
    `{"id":1,"status":"processing","currency":"EUR","billing":{"email":"ann@example.com"},"line_items":[],${more}}`

  test('a total below zero is no total', () => {
    expect(understood('woocommerce', 'order.created', order('"total":"-10.00"')).fault).toContain(
      'total must be an amount',
    )
  })

  test('a line below zero has no price, and a discount below zero is not told', () => {
    const body = order('"total":"1.00","discount_total":"-3.00"').replace(
      '"line_items":[]',
      '"line_items":[{"product_id":5,"quantity":1,"subtotal":"-3.00"}]',
    )
    const { events } = understood('woocommerce', 'order.created', body)
    expect(events[0]?.properties.order).toMatchObject({ items: [{ productId: '5', quantity: 1 }] })
    expect(JSON.stringify(events)).not.toContain('3.00')
  })

  test('what was given back is told without its minus', () => {
    const body = order('"total":"30.00","refunds":[{"id":9,"total":"-10.00"}]')
    const { events } = understood('woocommerce', 'order.updated', body)
    expect(events.find(({ type }) => type === 'order_refunded')?.properties.refund).toEqual({
      amount: '10.00',
      currency: 'EUR',
    })
  })

  test('20,000 refunds are not 20,000 copies of the order', () => {
    const refunds = list(20_000, n => `{"id":${n + 1},"total":"-1.00"}`)
    const lines = list(400, n => `{"product_id":${n + 1},"quantity":1,"subtotal":"1.00"}`)
    const body = order(`"total":"30.00","refunds":[${refunds}]`).replace(
      '"line_items":[]',
      `"line_items":[${lines}]`,
    )
    const { events, fault } = understood('woocommerce', 'order.updated', body)
    expect(fault).toContain('refunds')
    expect(events).toEqual([])
  })

  test('60,000 lines, images and meta data', () => {
    const lines = list(
      30_000,
      n => `{"product_id":${n + 1},"quantity":1,"subtotal":"1.00","meta_data":[{"id":${n}}]}`,
    )
    const body = order('"total":"30.00"').replace('"line_items":[]', `"line_items":[${lines}]`)
    expect(understood('woocommerce', 'order.created', body).fault).toBeNull()
  })
})

describe('Segment', () => {
  test('one message that lists 5,000 products is not 5,000 events', () => {
    const products = list(5_000, n => `{"product_id":${n + 1},"price":1}`)
    const body = `{"userId":"c-1","event":"Product Added","properties":{"note":"${'x'.repeat(10_000)}","products":[${products}]}}`
    const { events, fault } = understood('segment', 'track', body)
    expect(fault).toContain('products')
    expect(events).toEqual([])
  })
})

describe('JSON', () => {
  const megabytes = 5 * 1024 * 1024
  test.each([
    ['lists in lists', `[${'[],'.repeat(megabytes / 3 - 10)}[]]`],
    ['objects', `[${'{},'.repeat(megabytes / 3 - 10)}{}]`],
    ['names', `{${list(350_000, n => `"n${n}":1`)}}`],
    ['one text', `"${'x'.repeat(megabytes - 10)}"`],
    ['escapes', `"${'\\u0041'.repeat(megabytes / 6 - 10)}"`],
    ['one number', '9'.repeat(megabytes)],
    ['the same name again and again', `{${list(350_000, () => '"name":1')}}`],
    ['white space', ' '.repeat(megabytes)],
  ])('5 MB of %s', (_name, body) => {
    expect(understood('shopify', 'orders/create', body).fault).not.toBeNull()
  })
})
