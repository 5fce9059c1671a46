// 20,000 events of 1,250 shoppers, and what must come of them, worked out beforehand and without the product.
import type { JsonObject } from '../../src/model/json.js'

export interface ShopEvent {
  readonly id: string
  readonly type: string
  readonly occurredAt: string
  readonly customer: JsonObject
  readonly properties: JsonObject
}

const shoppers = 1_250
/** Consent first, then views and carts in turn: 16 events each. */
const eventsEach = 16

/** In the order a shop would send them: everybody's first event, everybody's second, … */
export function shopEvents(occurredAt: Date): ShopEvent[] {
  const events: ShopEvent[] = []
  for (let n = 0; n < eventsEach; n++) {
    for (let shopper = 0; shopper < shoppers; shopper++) events.push(eventOf(shopper, n, occurredAt))
  }
  return events
}

function eventOf(shopper: number, n: number, occurredAt: Date): ShopEvent {
  const names = { id: `c${shopper}`, email: `c${shopper}@example.com` }
  // Half of the events come under another name of the same shopper, and so over another shard.
  const customer: JsonObject = n > 0 && n % 2 === 0 ? { email: names.email } : names
  const shared = { id: `e-${shopper}-${n}`, occurredAt: occurredAt.toISOString(), customer }
  if (n === 0)
    return { ...shared, type: 'consent_changed', properties: { channel: 'email', status: 'subscribed' } }
  if (n % 5 === 4) {
    const cart = { id: `cart-${shopper}-${n}`, value: '20.00', currency: 'EUR' }
    return { ...shared, type: 'product_added', properties: { cart } }
  }
  return { ...shared, type: 'product_viewed', properties: { product: { productId: `p-${n}` } } }
}

/** Of every shopper: views beyond the journey's cap of 2 and everything beyond the cap of 3 over all is left out. */
export const messagesPerShopper = 3
export const shopperCount = shoppers

/** Who orders, of whom some are credited at a time. */
export const buyerCount = 500

/** Of each buyer, when all they get is out. */
export const shopOrders = (occurredAt: Date): ShopEvent[] =>
  Array.from({ length: buyerCount }, (_, shopper) => ({
    id: `o-${shopper}`,
    type: 'order_completed',
    occurredAt: occurredAt.toISOString(),
    customer: { id: `c${shopper}` },
    properties: { order: { id: `order-${shopper}`, total: '30.00', currency: 'EUR' } },
  }))
