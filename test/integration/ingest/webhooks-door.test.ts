// Webhooks at the door, over real HTTP and Redis: what is signed is on the queue before it is answered, and nothing else is.
import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { webhooksQueue } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { aBroker } from '../queue/a-broker.js'
import { aWayTo } from '../queue/cut-off.js'
import { anOwnRedis } from '../queue/own-redis.js'
import { aWebhookDoor, queued, shopifySecret, sign, wooSecret } from './a-webhook-door.js'

describe('a signed webhook', () => {
  test('of Shopify is answered with 200 and is on the queue as it came', async () => {
    const { broker, shopify, outcomes } = await aWebhookDoor()
    const body = '{ "id": 820982911946154508, "note": "grüße 💐" }'
    expect(await shopify({ body })).toMatchObject({ status: 200, body: { accepted: 1 } })
    expect(await queued(broker)).toEqual([
      {
        platform: 'shopify',
        source: 'shop-de',
        topic: 'orders/create',
        key: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
        receivedAt: '2026-11-20T10:00:05.000Z',
        triggeredAt: '2026-11-20T09:59:58.123Z',
        shopDomain: 'ann.myshopify.com',
        body,
      },
    ])
    expect(outcomes).toEqual(['shopify accepted'])
  })

  test('of Shopify may have headers without prefix, and either of two secrets', async () => {
    const { broker, post } = await aWebhookDoor()
    for (const secret of [shopifySecret, 'shpss_fedcba9876543210']) {
      const answer = await post('/v1/webhooks/shopify/shop-de', '{}', {
        'Shopify-Hmac-Sha256': sign('{}', secret),
        'Shopify-Topic': 'carts/update',
        'Shopify-Webhook-Id': 'w-1',
      })
      expect(answer.status).toBe(200)
    }
    expect(await queued(broker)).toMatchObject([
      { topic: 'carts/update', key: 'w-1', triggeredAt: null },
      { key: 'w-1' },
    ])
  })

  test('of WooCommerce has the same key whenever it is delivered, and another one when it says something else', async () => {
    const { broker, woo } = await aWebhookDoor()
    await woo({ headers: { 'X-WC-Webhook-Delivery-ID': 'one' } })
    await woo({ headers: { 'X-WC-Webhook-Delivery-ID': 'two' } })
    await woo({ body: '{"id":2}', headers: { 'X-WC-Webhook-Delivery-ID': 'two' } })
    await woo({ headers: { 'X-WC-Webhook-Topic': 'order.updated' } })
    const keys = (await queued(broker)).map(({ topic, body, key }) => ({ about: `${topic} ${body}`, key }))
    expect(new Map(keys.map(({ about, key }) => [about, key])).size).toBe(3)
    expect(new Set(keys.map(({ key }) => key)).size).toBe(3)
  })

  test('is answered with 200 whatever is in it', async () => {
    const { broker, shopify } = await aWebhookDoor()
    const bodies = ['', 'nonsense', '{"a":', '[1', Buffer.from([0xff, 0xfe]), Buffer.from('{"a":"\0"}')]
    for (const body of bodies) expect((await shopify({ body })).status).toBe(200)
    const kept = await queued(broker)
    expect(
      kept.map(({ body, bodyEncoding }) => Buffer.from(body, bodyEncoding ?? 'utf8').toString('hex')).sort(),
    ).toEqual(bodies.map(body => Buffer.from(body).toString('hex')).sort())
  })
})

describe('what Shopify calls a webhook', () => {
  test.each([
    ['too long', 'x'.repeat(101)],
    ['empty', ''],
    ['with blanks', 'a b'],
    ['no ASCII', 'w\u00e9'],
  ])('%s: the same body has the same key, another body another', async (_name, id) => {
    const { broker, shopify } = await aWebhookDoor()
    const headers = { 'X-Shopify-Webhook-Id': id }
    for (const body of ['{"id":1}', '{"id":1}', '{"id":2}'])
      expect((await shopify({ body, headers })).status).toBe(200)
    const keys = (await queued(broker)).map(({ body, key }) => `${body} ${key}`)
    expect(new Set(keys).size).toBe(2)
    for (const key of keys) expect(key.length).toBeLessThan(60)
  })
})

describe('what is refused', () => {
  test.each([
    ['no signature', { 'X-Shopify-Hmac-Sha256': '' }, 401, 'signature_missing'],
    ['another signature', { 'X-Shopify-Hmac-Sha256': sign('{}', shopifySecret) }, 401, 'signature_invalid'],
    ['no base64', { 'X-Shopify-Hmac-Sha256': '%%%' }, 401, 'signature_invalid'],
    [
      'half a signature',
      { 'X-Shopify-Hmac-Sha256': sign('{"id":1}', shopifySecret).slice(0, 20) },
      401,
      'signature_invalid',
    ],
    ['no topic', { 'X-Shopify-Topic': '' }, 400, 'webhook_topic_missing'],
  ])('%s', async (_name, headers, status, code) => {
    const { broker, shopify, outcomes } = await aWebhookDoor()
    const answer = await shopify({ headers })
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(await broker.depth(webhooksQueue)).toBe(0)
    expect(outcomes).toEqual(['shopify refused'])
  })

  test('a body that was cut short or changed on its way, and a secret of somebody else', async () => {
    const { shopify, woo } = await aWebhookDoor()
    const whole = sign('{"id":1,"total":"1.00"}', shopifySecret)
    for (const body of ['{"id":1,"tot', '{"id":1,"total":"9.00"}', '{"id":1,"total":"1.00"} ']) {
      expect((await shopify({ body, headers: { 'X-Shopify-Hmac-Sha256': whole } })).status).toBe(401)
    }
    expect((await woo({ secret: shopifySecret })).status).toBe(401)
    expect((await woo({ secret: wooSecret.split(',')[0]! })).status).toBe(401)
  })

  test('a source without a secret: the answer names the variable to set', async () => {
    const { post } = await aWebhookDoor()
    expect(await post('/v1/webhooks/woocommerce/shop-at', '{}', {})).toMatchObject({
      status: 404,
      body: {
        code: 'webhook_source_unknown',
        detail: expect.stringContaining('TRIGGERFISH_WOOCOMMERCE_SECRET_SHOP_AT'),
      },
    })
    expect(await post('/v1/webhooks/shopify/..%2f__proto__', '{}', {})).toMatchObject({ status: 404 })
  })

  test('anything but a post', async () => {
    const { url } = await aWebhookDoor()
    expect((await fetch(`${url}/v1/webhooks/shopify/shop-de`)).status).toBe(405)
  })

  test('more than 20 MB are answered before they are sent', async () => {
    const { url, broker } = await aWebhookDoor()
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'X-Shopify-Hmac-Sha256': 'c2ln', 'Content-Length': 20 * 1024 * 1024 + 1 }
      const posted = request(`${url}/v1/webhooks/shopify/shop-de`, { method: 'POST', headers }, answer => {
        resolve(answer.statusCode)
        posted.destroy()
      })
      posted.on('error', reject)
      // And then nothing more: the answer must not wait for it.
      posted.write('{')
    })
    expect(status).toBe(413)
    expect(await broker.depth(webhooksQueue)).toBe(0)
  })

  test('more than 5 MB without an announced length', async () => {
    const { url } = await aWebhookDoor()
    const chunk = new Uint8Array(1024 * 1024)
    const answer = await fetch(`${url}/v1/webhooks/shopify/shop-de`, {
      method: 'POST',
      headers: { 'X-Shopify-Hmac-Sha256': 'c2ln' },
      body: new ReadableStream({
        start(controller) {
          for (let n = 0; n < 6; n++) controller.enqueue(chunk)
          controller.close()
        },
      }),
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(413)
  })
})

describe('a webhook of more than 5 MB', () => {
  const large = `{"id":1,"note":"${'ü'.repeat(3 * 1024 * 1024)}"}`

  test('is answered with 200 when it is signed, and only its beginning goes on', async () => {
    const { broker, shopify, woo, outcomes } = await aWebhookDoor()
    expect(await woo({ body: large })).toMatchObject({ status: 200, body: { accepted: 1 } })
    expect((await shopify({ body: large })).status).toBe(200)
    expect(outcomes).toEqual(['woocommerce accepted', 'shopify accepted'])
    const webhooks = await queued(broker)
    expect(webhooks).toHaveLength(2)
    for (const { cutOff, body, bodyEncoding } of webhooks) {
      expect(cutOff).toBe(true)
      const bytes = Buffer.from(body, bodyEncoding ?? 'utf8')
      expect(bytes).toEqual(Buffer.from(large).subarray(0, 64 * 1024))
    }
  })

  test('has a key of all of it, not of its beginning', async () => {
    const { broker, woo } = await aWebhookDoor()
    for (const body of [large, large, `${large} `]) expect((await woo({ body })).status).toBe(200)
    expect(new Set((await queued(broker)).map(({ key }) => key)).size).toBe(2)
  })

  test('is refused when the signature is not good, or it is compressed', async () => {
    const { broker, woo } = await aWebhookDoor()
    expect((await woo({ body: large, secret: shopifySecret })).status).toBe(401)
    const headers = { 'X-WC-Webhook-Signature': sign(large, wooSecret) }
    expect((await woo({ body: large.replace(/"}$/, '!}'), headers })).status).toBe(401)
    expect((await woo({ body: large, headers: { 'Content-Encoding': 'gzip' } })).status).toBe(415)
    expect((await woo({ body: large, headers: { 'X-WC-Webhook-Topic': '' } })).status).toBe(400)
    expect(await broker.depth(webhooksQueue)).toBe(0)
  })

  test('that breaks off is nothing', async () => {
    const { url, broker, outcomes, woo } = await aWebhookDoor()
    const headers = { 'X-WC-Webhook-Signature': sign(large, wooSecret), 'Content-Length': 6 * 1024 * 1024 }
    const posted = request(`${url}/v1/webhooks/woocommerce/shop-de`, { method: 'POST', headers })
    posted.on('error', () => {})
    await new Promise(resolve => posted.write(large.slice(0, 100_000), resolve))
    posted.destroy()
    expect((await woo()).status).toBe(200)
    expect(await broker.depth(webhooksQueue)).toBe(1)
    expect(outcomes).toEqual(['woocommerce accepted'])
  })
})

describe('strangers with large bodies', () => {
  /** One that says it is large, and then keeps us waiting for it. */
  const waiting = async (url: string) => {
    const headers = { 'X-Shopify-Hmac-Sha256': 'c2ln', 'Transfer-Encoding': 'chunked' }
    const posted = request(`${url}/v1/webhooks/shopify/shop-de`, { method: 'POST', headers })
    const status = new Promise<number | undefined>(resolve => {
      posted.on('response', answer => resolve(answer.statusCode)).on('error', () => resolve(undefined))
    })
    posted.write('{')
    return { status, leave: () => posted.destroy() }
  }

  test('may fill only so much of the memory: more is 503, and small webhooks are taken all the while', async () => {
    const { url, shopify } = await aWebhookDoor()
    const large = `{"note":"${'x'.repeat(100_000)}"}`
    // Two more than there is room for: while they come, the large one below may be faster than one of them.
    const held = await Promise.all(Array.from({ length: 42 }, () => waiting(url)))
    const answer = await eventually(async () => {
      const answer = await shopify({ body: large })
      if (answer.status !== 503) throw new Error(`${answer.status}`)
      return answer
    })
    expect(answer.body.code).toBe('too_many_large_bodies')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await shopify()).status).toBe(200)

    for (const { leave } of held) leave()
    await eventually(async () => (await shopify({ body: large })).status === 200)
  })
})

describe("WooCommerce's first ping", () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  test('is answered with 200 unsigned, and means nothing', async () => {
    const { broker, post } = await aWebhookDoor()
    const answer = await post('/v1/webhooks/woocommerce/shop-de', 'webhook_id=12', form)
    expect(answer.status).toBe(200)
    expect(await broker.depth(webhooksQueue)).toBe(0)
  })

  test.each([
    ['another form', 'webhook_id=12&id=1', form, '/v1/webhooks/woocommerce/shop-de', 401],
    ['JSON', '{"webhook_id":12}', {}, '/v1/webhooks/woocommerce/shop-de', 401],
    ['a long form', `webhook_id=${'1'.repeat(200)}`, form, '/v1/webhooks/woocommerce/shop-de', 413],
    ['a source without a secret', 'webhook_id=12', form, '/v1/webhooks/woocommerce/shop-at', 404],
    ['Shopify, which sends none', 'webhook_id=12', form, '/v1/webhooks/shopify/shop-de', 401],
  ])('is nothing else: %s', async (_name, body, headers, path, status) => {
    const { post } = await aWebhookDoor()
    expect((await post(path, body, headers)).status).toBe(status)
  })
})

test('while Redis is away it is 503 with a time to try again, and 200 once it is back', async () => {
  const redis = await anOwnRedis()
  const way = await aWayTo(redis.url)
  const broker = aBroker({ redisUrl: way.url })
  const { shopify } = await aWebhookDoor({ broker })
  expect((await shopify()).status).toBe(200)
  await way.cut()
  const answer = await shopify()
  expect(answer).toMatchObject({ status: 503, body: { code: 'queue_unavailable' } })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  await way.mend()
  await eventually(async () => (await shopify()).status === 200)
  expect((await queued(broker)).length).toBeGreaterThanOrEqual(2)
})
