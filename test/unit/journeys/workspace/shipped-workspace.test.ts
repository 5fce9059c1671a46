// The example workspace that comes with the product: without fault, and good to read even where facts are missing.
import { describe, expect, test } from 'vitest'
import { templateEngine } from '../../../../src/dispatch/liquid.js'
import { readWorkspace, WorkspaceNotFound } from '../../../../src/journeys/workspace/index.js'

const { workspace, findings } = await readWorkspace('journeys')

describe('the shipped workspace', () => {
  test('has no finding', () => {
    expect(findings).toEqual([])
    expect(workspace?.journeys.map(({ id }) => id)).toEqual([
      'browse-abandonment',
      'cart-recovery',
      'category-interest',
      'checkout-recovery',
      'cross-sell',
      'double-opt-in',
      'payment-failure-help',
      'post-purchase',
      'price-drop-and-back-in-stock',
      'replenishment',
      'review-request',
      'sms-reply',
      'welcome',
      'win-back',
    ])
  })
})

const brand = {
  name: 'Fern & Field',
  url: 'https://shop.example',
  postalAddress: 'Waldweg 12',
  reason: 'You get this email because you shop here.',
  currency: 'EUR',
}
/** Never missing: a message that could not have it is not sent. */
const confirmUrl = 'https://shop.example/k/1'
const items = [
  { productId: 'a', name: 'Trail <b>shoe</b>', quantity: 1, price: '129.50', categories: ['shoes'] },
  { productId: 'b', name: 'Wool socks', quantity: 2, price: '14.95', imageUrl: 'https://shop.example/b.jpg' },
]
const coupon = { code: 'ABC-1', expiresAt: '2026-12-05T09:00:00.000Z' }
const everything = {
  brand,
  customer: { firstName: 'Ann', lastBought: 'Trail <b>shoe</b>', lastCategories: ['shoes'] },
  unsubscribeUrl: 'https://shop.example/u/1',
  preferencesUrl: 'https://shop.example/u/1/preferences',
  confirmUrl,
  product: {
    ...items[0],
    currency: 'EUR',
    url: 'https://shop.example/a',
    imageUrl: 'https://shop.example/a.jpg',
  },
  previousPrice: '149.50',
  category: { id: 'shoes', name: 'Shoes', url: 'https://shop.example/c/shoes' },
  steps: { gift: coupon, offer: coupon, 'better-offer': coupon },
  cart: { id: 'c', value: '159.40', currency: 'EUR', url: 'https://shop.example/cart/c', items },
  order: { id: 'o-1', total: '159.40', currency: 'EUR', items, categories: ['shoes', 'camping', 'packs'] },
}

const reader = {
  locale: 'en',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  shop: { url: brand.url, cartUrl: null },
}
/** Each template, and each translation of it. */
const written = (workspace?.templates ?? []).flatMap(
  ({ channel, name, content: { locales = {}, ...content } }) => [
    { channel, name, content },
    ...Object.entries(locales).map(([locale, texts]) => ({
      channel,
      name: `${name} (${locale})`,
      content: texts,
    })),
  ],
)

describe.each(written)('$channel $name', ({ channel, content }) => {
  const engine = templateEngine('Europe/Berlin')
  const rendered = (context: object) =>
    Object.entries(content)
      // A message on the site need not have an image.
      .filter(([, source]) => source !== '')
      .map(([part, source]) => engine.render(part === 'html' ? 'html' : 'text', source, context, reader))

  test.each([
    ['all facts', everything],
    ['hardly any facts', { brand, customer: {}, confirmUrl }],
  ])('reads well with %s', (_, context) => {
    for (const text of rendered(context)) {
      expect(text.trim()).not.toBe('')
      expect(text).not.toMatch(/\{\{|\{%|undefined|href=""|<>|\(\s*\)| ,|\n{4}/)
    }
  })

  test('says who writes and how to stop it', () => {
    const texts = rendered(everything)
    if (channel === 'sms')
      expect(texts[0]).toMatch(/^Fern & Field: .* (Reply STOP to opt out|STOP beendet diese SMS)$/)
    if (channel === 'email')
      expect(texts.slice(2).every(text => text.includes('/u/1') && text.includes('Waldweg 12'))).toBe(true)
  })

  test('leads somewhere', () => {
    for (const context of [everything, { brand, customer: {}, confirmUrl }])
      expect(rendered(context).some(text => text.includes('https://shop.example'))).toBe(true)
  })

  test('lets no name of a product become markup', () => {
    const html = rendered(everything)[Object.keys(content).indexOf('html')] ?? ''
    expect(html).not.toContain('<b>shoe</b>')
  })
})

test('a folder that is not there is told', async () => {
  await expect(readWorkspace('no-such-folder')).rejects.toThrow(WorkspaceNotFound)
})
