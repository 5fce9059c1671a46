// From headers and bytes to a webhook, and which signatures fit.
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type HeaderOf, isPing, keptBody, topicOf, webhookOf } from '../../../../src/ingest/webhooks/door.js'
import { bodySeal } from '../../../../src/ingest/webhooks/door-signature.js'
import { secretVariable, storefrontSecretsIn } from '../../../../src/platform/storefront-secrets.js'

const headers =
  (given: Record<string, string>): HeaderOf =>
  name =>
    given[name]
const shopify = (given: Record<string, string>, body = '{}') =>
  webhookOf(
    'shopify',
    {
      source: 'shop-de',
      headerOf: headers(given),
      raw: Buffer.from(body),
      hash: createHash('sha256').update(body).digest('base64'),
      receivedAt: new Date('2026-11-20T10:00:00Z'),
    },
    'orders/create',
  )

function isSignedBy(body: string, signature: string, secrets: readonly string[]): boolean {
  const seal = bodySeal(secrets)
  for (const piece of body) seal.look(Buffer.from(piece))
  return seal.isSignedBy(signature)
}

describe('signatures', () => {
  const sign = (secret: string) => createHmac('sha256', secret).update('body').digest('base64')

  test('one of several secrets is enough', () => {
    expect(isSignedBy('body', sign('b'), ['a', 'b'])).toBe(true)
    expect(isSignedBy('body', sign('c'), ['a', 'b'])).toBe(false)
    expect(isSignedBy('body ', sign('a'), ['a', 'b'])).toBe(false)
  })

  test.each(['', 'a', '%', sign('a').slice(0, -4), 'ÿ'.repeat(44)])('%j is none', signature => {
    expect(isSignedBy('body', signature, ['a'])).toBe(false)
  })

  test('without secrets nothing is signed', () => {
    expect(isSignedBy('body', sign(''), [])).toBe(false)
  })
})

describe('keys', () => {
  test("Shopify's webhook id, or the body's hash where there is none that can be one", () => {
    expect(shopify({ 'X-Shopify-Webhook-Id': 'w-1' }).key).toBe('w-1')
    const hashed = shopify({}).key
    expect(hashed).toMatch(/^[0-9a-f-]{36}$/)
    expect(shopify({ 'X-Shopify-Webhook-Id': 'w'.repeat(101) }).key).toBe(hashed)
    expect(shopify({ 'X-Shopify-Webhook-Id': 'two words' }).key).toBe(hashed)
    expect(shopify({}, '{ }').key).not.toBe(hashed)
  })
})

describe('times and hosts', () => {
  test.each([
    ['2026-11-20T10:00:00.123456789Z', '2026-11-20T10:00:00.123Z'],
    ['2026-11-20T10:00:00+01:00', '2026-11-20T09:00:00.000Z'],
    ['yesterday', null],
    ['2026-99-99T10:00:00Z', null],
  ])('triggered at %s', (text, time) => {
    expect(shopify({ 'X-Shopify-Triggered-At': text }).triggeredAt).toBe(time)
  })

  test('a host that is none is left out', () => {
    expect(shopify({ 'X-Shopify-Shop-Domain': 'Ann.MyShopify.com' }).shopDomain).toBe('ann.myshopify.com')
    expect(shopify({ 'X-Shopify-Shop-Domain': 'ann/../evil' })).not.toHaveProperty('shopDomain')
  })

  test('topics', () => {
    expect(topicOf('shopify', headers({ 'Shopify-Topic': 'Orders/Create' }))).toBe('orders/create')
    for (const topic of ['', ' ', 'a b', 'x'.repeat(201)])
      expect(topicOf('woocommerce', headers({ 'X-WC-Webhook-Topic': topic }))).toBeUndefined()
  })
})

describe('bodies', () => {
  test.each(['', '{}', 'grüße 💐', '\ufeff{}'])('%j is kept as text', text => {
    expect(keptBody(Buffer.from(text))).toEqual({ body: text })
  })

  test.each([[[0x00]], [[0xff]], [[0xed, 0xa0, 0x80]]])('%j is kept as bytes', bytes => {
    expect(keptBody(Buffer.from(bytes))).toEqual({
      body: Buffer.from(bytes).toString('base64'),
      bodyEncoding: 'base64',
    })
  })

  test('a ping is one form field and nothing else', () => {
    const form = headers({ 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' })
    expect(isPing(form, Buffer.from('webhook_id=7'))).toBe(true)
    expect(isPing(headers({}), Buffer.from('webhook_id=7'))).toBe(false)
    for (const body of ['webhook_id=', 'webhook_id=7&a=1', '{"webhook_id":7}'])
      expect(isPing(form, Buffer.from(body))).toBe(false)
  })
})

describe('secrets', () => {
  const name = 'TRIGGERFISH_SHOPIFY_SECRET_SHOP_DE'
  const [a, b] = ['a'.repeat(16), 'b'.repeat(16)]

  test('a source has a variable, whose name does not depend on how it is written', () => {
    expect(secretVariable('shopify', 'shop-de')).toBe(name)
    expect(secretVariable('woocommerce', 'shop_de')).toBe('TRIGGERFISH_WOOCOMMERCE_SECRET_SHOP_DE')
  })

  test('one, two while one replaces the other, and one that has a comma in it', () => {
    expect(storefrontSecretsIn({ [name]: ` ${a} `, OTHER: 'x' })).toEqual({
      secrets: new Map([[name, [a]]]),
      faults: [],
    })
    expect(storefrontSecretsIn({ [name]: `${a}, ${b}` }).secrets.get(name)).toEqual([`${a}, ${b}`, a, b])
    expect(storefrontSecretsIn({ [name]: `${a},short` }).secrets.get(name)).toEqual([`${a},short`, a])
  })

  test('an empty one is none; a short one and one of our own source are faults that do not repeat it', () => {
    expect(storefrontSecretsIn({ [name]: ' ' })).toEqual({ secrets: new Map(), faults: [] })
    const { faults } = storefrontSecretsIn({ [name]: 'short', TRIGGERFISH_SHOPIFY_SECRET_TRIGGERFISH: a })
    expect(faults).toEqual([
      `${name} must be a secret of at least 16 characters, or two with a comma between`,
      'TRIGGERFISH_SHOPIFY_SECRET_TRIGGERFISH must not be set: the source "triggerfish" is Triggerfish\'s own',
    ])
    expect(faults.join()).not.toContain('short ')
  })
})
