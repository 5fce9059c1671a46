// customers/data_request, customers/redact, shop/redact: what the law lets people and shops wish for.
import type { Identifiers } from '../../../model/customer.js'
import { emailIn } from '../email-in.js'
import type { Fields } from '../fields.js'
import type { Meaning, PrivacyWish, Webhook } from '../webhook.js'
import { namesOf, phoneOf } from './occasion.js'

export const requestedData = (_: Webhook, body: Fields): Meaning => ({
  wishes: wishesFor(body, 'export', 'orders_requested'),
})

export const redactedCustomer = (_: Webhook, body: Fields): Meaning => ({
  wishes: wishesFor(body, 'erase', 'orders_to_redact'),
})

/** Comes 48 hours after the shop has taken the app out. */
export const redactedShop = (_: Webhook, body: Fields): Meaning => {
  mustNameShop(body)
  return { wishes: [{ kind: 'erase_shop', customer: {} }] }
}

/**
 * Which all three do and nothing else that Shopify posts. The signature is over the body alone: without this, whoever has
 * caught a signed order could post it as a wish and have its customer erased.
 */
function mustNameShop(body: Fields): void {
  if (body.id('shop_id') === undefined && body.text('shop_domain') === undefined)
    throw body.fault('shop_id', 'an id')
}

/** Somebody who is called nothing is whoever their orders belong to. */
function wishesFor(body: Fields, kind: PrivacyWish['kind'], orders: string): PrivacyWish[] {
  mustNameShop(body)
  const customer = body.object('customer')
  const names: Identifiers = namesOf({
    id: customer?.id('id'),
    email: emailIn(customer),
    phone: phoneOf(customer),
  })
  if (Object.keys(names).length > 0) return [{ kind, customer: names }]
  const orderIds = body.ids(orders)
  if (orderIds.length === 0) throw body.fault('customer', 'named by an id, an email or a phone')
  return orderIds.map(orderToken => ({ kind, customer: { orderToken } }))
}
