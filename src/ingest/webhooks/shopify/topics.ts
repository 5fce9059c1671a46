// Which topic is read how: the one table of what Shopify posts. docs/reference/webhooks-in.md tells it to shops.

import type { Fields } from '../fields.js'
import type { Meaning, Webhook } from '../webhook.js'
import { createdCart, updatedCart } from './cart.js'
import { createdCheckout, updatedCheckout } from './checkout.js'
import { redactedCustomer, redactedShop, requestedData } from './compliance.js'
import { changedConsent } from './consent.js'
import { changedCustomer, deletedCustomer } from './customer.js'
import { type Told, withIds } from './occasion.js'
import { cancelledOrder, createdOrder, fulfilledOrder, paidOrder, updatedOrder } from './order.js'
import { changedProduct, deletedProduct } from './product.js'
import { createdRefund } from './refund.js'
import { changedStock } from './stock.js'

export type ReadTopic = (webhook: Webhook, body: Fields) => Meaning

const events =
  (read: (webhook: Webhook, body: Fields) => Told[], otherwise = 'nothing that anybody did'): ReadTopic =>
  (webhook, body) => {
    const told = withIds(webhook, read(webhook, body))
    return told.length > 0 ? { events: told } : { ignored: otherwise }
  }

export const topics: ReadonlyMap<string, ReadTopic> = new Map([
  ['carts/create', events(createdCart)],
  ['carts/update', events(updatedCart)],
  ['checkouts/create', events(createdCheckout)],
  ['checkouts/update', events(updatedCheckout)],
  ['orders/create', events(createdOrder)],
  ['orders/paid', events(paidOrder)],
  ['orders/updated', events(updatedOrder)],
  ['orders/cancelled', events(cancelledOrder)],
  ['orders/fulfilled', events(fulfilledOrder)],
  ['refunds/create', events(createdRefund, 'no money went back')],
  ['customers/create', events(changedCustomer)],
  ['customers/update', events(changedCustomer)],
  ['customers/delete', events(deletedCustomer)],
  ['customers_email_marketing_consent/update', events(changedConsent, 'neither a yes nor a no')],
  ['customers_marketing_consent/update', events(changedConsent, 'neither a yes nor a no')],
  ['products/create', changedProduct],
  ['products/update', changedProduct],
  ['products/delete', deletedProduct],
  ['inventory_levels/update', changedStock],
  ['customers/data_request', requestedData],
  ['customers/redact', redactedCustomer],
  ['shop/redact', redactedShop],
])
