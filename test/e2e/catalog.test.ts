// What the catalog hears, as the mail it becomes: a price that falls by the API and a shelf that Shopify fills again are told
// to those who looked at it or carted it, once, and to nobody else.
import { expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { aShopifyShop, type ShopifyShop } from './shopify-world.js'

const at = (time: string): string => `2026-11-24T${time}:00Z`
const tent = {
  id: 'tent',
  name: 'Two-person tent',
  currency: 'EUR',
  url: 'https://shop.example/tent',
  inStock: true,
}
const shirt = '788032119674292922'

async function aShopWithPeople(): Promise<ShopifyShop> {
  const shop = await aShopifyShop(at('10:00'), ['price-drop-and-back-in-stock'], 5)
  const people = ['ann', 'bob', 'cem', 'dan'].map(name => ({ id: name, email: `${name}@example.com` }))
  let n = 0
  const event = (who: number, type: string, minute: string, properties: object) => ({
    id: `e-${n++}`,
    type,
    occurredAt: at(minute),
    customer: people[who],
    properties,
  })
  const said = people.map((_, who) =>
    event(who, 'consent_changed', '09:30', { channel: 'email', status: 'subscribed' }),
  )
  const did = [
    event(0, 'product_viewed', '09:40', { product: { productId: 'tent' } }),
    event(1, 'product_added', '09:41', {
      product: { productId: shirt },
      cart: { items: [{ productId: shirt }] },
    }),
    event(2, 'product_viewed', '09:42', { product: { productId: 'tent' } }),
    event(2, 'order_completed', '09:43', {
      order: { id: 'o-1', total: '329.00', currency: 'EUR', items: [{ productId: 'tent' }] },
    }),
    event(3, 'product_viewed', '09:44', { product: { productId: 'mat' } }),
  ]
  const { body } = await shop.send('POST', '/v1/events', { events: [...said, ...did] })
  expect(body).toMatchObject({ accepted: said.length + did.length })
  return shop
}

const puts = async (shop: ShopifyShop, product: object): Promise<void> =>
  expect(await shop.send('PUT', '/v1/catalog/products', { products: [product] })).toMatchObject({
    status: 200,
  })

it('a lower price and a return are told to those they concern, once', { timeout: 120_000 }, async () => {
  const shop = await aShopWithPeople()
  const variant = { id: 1, price: '19.99', inventory_item_id: 43729076, inventory_management: 'shopify' }
  const soldOut = { variants: [{ ...variant, inventory_quantity: 0 }], updated_at: at('09:50') }
  expect(await shop.posts('products/update', 'p-1', soldOut)).toBe(200)
  await puts(shop, { ...tent, price: '329.00' })
  await shop.settled()

  const filled = { inventory_item_id: 43729076, available: 12, updated_at: at('09:55') }
  for (let delivery = 0; delivery < 2; delivery++) {
    expect(await shop.posts('inventory_levels/update', 'i-1', filled)).toBe(200)
    await puts(shop, { ...tent, price: '329.00', salePrice: '249.00' })
  }
  await eventually(() => shop.mail.mails.length === 2, { within: 20_000 })
  const [toAnn, toBob] = shop.mail.mails.toSorted((a, b) => (a.to < b.to ? -1 : 1))
  expect(toAnn).toMatchObject({
    to: 'ann@example.com',
    text: expect.stringMatching(/249[.,]00[\s\S]*329[.,]00|329[.,]00[\s\S]*249[.,]00/),
  })
  expect(toBob).toMatchObject({ to: 'bob@example.com', subject: 'Example T-Shirt is back' })
  // In the currency of the shop, which Shopify does not name.
  expect(toBob?.text).toContain('€19.99')
  const known = await shop.db.selectFrom('products').select('currency').where('id', '=', shirt).execute()
  expect(known).toEqual([{ currency: 'EUR' }])

  await eventually(async () => {
    const open = await shop.db
      .selectFrom('product_changes')
      .select('id')
      .where('done_at', 'is', null)
      .execute()
    return open.length === 0
  })
  await shop.settled()
  const told = await shop.db
    .selectFrom('events')
    .select(['type', 'source_id'])
    .where('type', 'in', ['price_dropped', 'back_in_stock'])
    .orderBy('type')
    .execute()
  expect(told.map(({ type, source_id }) => `${source_id} ${type}`)).toEqual([
    'triggerfish back_in_stock',
    'triggerfish price_dropped',
  ])
  expect(await shop.story('ann@example.com', 'price-drop-and-back-in-stock')).toEqual([
    'entered',
    expect.stringContaining('waited by-day at_once'),
    expect.stringContaining('branched still-there'),
    expect.stringContaining('branched news case 0'),
    'sent cheaper email price-drop',
    'exited completed',
  ])
  expect(shop.mail.mails).toHaveLength(2)
  expect(shop.output()).not.toMatch(/@example\.com/)
})
