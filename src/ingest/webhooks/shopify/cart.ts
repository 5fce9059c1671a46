// carts/create, carts/update. A cart tells what is in it, not what was put in or taken out, and not whose it is: that, the
// checkout or the order with the same token tells.
import type { JsonObject } from '../../../model/json.js'
import { type Fields, present } from '../fields.js'
import type { Webhook } from '../webhook.js'
import { countOf, itemsOf, type PriceOf, shopMoney, worthOf } from './items.js'
import { happenedAt, namesOf, type Told } from './occasion.js'

/** A new cart with something in it is the first thing added; one that is made empty tells nothing yet. */
export function createdCart(webhook: Webhook, body: Fields): Told[] {
  const cart = cartIn(webhook, body)
  return [about(webhook, body, cart.itemCount === 0 ? 'cart_updated' : 'product_added', cart, 'created_at')]
}

/** Adding cannot be told from taking out, so neither is claimed; only of an empty cart is it certain. */
export function updatedCart(webhook: Webhook, body: Fields): Told[] {
  const cart = cartIn(webhook, body)
  const updated = about(webhook, body, 'cart_updated', cart, 'updated_at')
  return cart.itemCount === 0 ? [updated, { ...updated, type: 'product_removed' }] : [updated]
}

const cartToken = (body: Fields): string | undefined => body.token('token') ?? body.token('id')

function about(webhook: Webhook, body: Fields, type: string, cart: JsonObject, time: string): Told {
  return {
    type,
    occurredAt: happenedAt(webhook, body.time(time), body.time('updated_at')),
    customer: namesOf({ cartToken: cartToken(body) }),
    properties: { cart },
  }
}

function cartIn(webhook: Webhook, body: Fields): JsonObject {
  const id = cartToken(body)
  if (id === undefined) throw body.fault('token', 'the token of a cart')
  const lines = body.mustList('line_items')
  return present({
    id,
    value: worthOf(lines, 'line_price', priceOf),
    currency: currencyOf(lines),
    itemCount: countOf(lines),
    url: permalink(webhook.shopDomain, lines),
    items: itemsOf(lines, priceOf),
  })
}

/** What one piece costs after its discounts, in the currency of the shop where the line tells it. */
const priceOf: PriceOf = line =>
  shopMoney(line, 'discounted_price_set')?.amount ?? line.amount('discounted_price') ?? line.amount('price')

/** Older carts do not tell it. */
function currencyOf(lines: readonly Fields[]): string | undefined {
  for (const line of lines) {
    const money = shopMoney(line, 'discounted_price_set') ?? shopMoney(line, 'price_set')
    if (money) return money.currency
  }
  return undefined
}

/** A longer address than this breaks in somebody's mail program. */
const longestPermalink = 1_500

/** Fills the cart again on any device, where `/cart` would show whoever clicks an empty one. */
export function permalink(
  shopDomain: string | null | undefined,
  lines: readonly Fields[],
): string | undefined {
  const shop = shopUrl(shopDomain)
  const pieces = lines.flatMap(line => {
    const variant = line.id('variant_id')
    return variant ? [`${variant}:${line.mustCount('quantity')}`] : []
  })
  const url = `${shop}/cart/${pieces.join(',')}?storefront=true`
  return shop && pieces.length > 0 && url.length <= longestPermalink ? url : undefined
}

export const shopUrl = (domain: string | null | undefined): string | undefined =>
  domain && /^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+$/i.test(domain) && domain.length <= 253
    ? `https://${domain.toLowerCase()}`
    : undefined
