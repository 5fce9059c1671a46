// Which webhook of WooCommerce is read by whom. Core knows orders, products, customers and coupons, and no carts.
import type { ReadWebhook } from '../webhook.js'
import { readCustomer, readDeletedCustomer } from './customer.js'
import { readOrder } from './order-events.js'
import { readDeletedProduct, readProduct } from './product.js'

const ignore =
  (why: string): ReadWebhook =>
  () => ({ ignored: why })

const coupons = ignore('what a coupon is worth is not needed: orders name those they were bought with')
const gone = ignore('the order is gone from the shop; what happened before stays as it was')

export const wooTopics: Readonly<Record<string, ReadWebhook>> = {
  'order.created': readOrder,
  'order.updated': readOrder,
  'order.restored': readOrder,
  'order.deleted': gone,
  'customer.created': readCustomer,
  'customer.updated': readCustomer,
  'customer.restored': readCustomer,
  'customer.deleted': readDeletedCustomer,
  'product.created': readProduct,
  'product.updated': readProduct,
  'product.restored': readProduct,
  'product.deleted': readDeletedProduct,
  'coupon.created': coupons,
  'coupon.updated': coupons,
  'coupon.restored': coupons,
  'coupon.deleted': coupons,
}

export const readWooCommerce: ReadWebhook = (webhook, body) => {
  if (!Object.hasOwn(wooTopics, webhook.topic)) {
    const resources = 'order, product, customer and coupon'
    return {
      ignored: `the topic ${webhook.topic.slice(0, 100)} is not read; of WooCommerce those of ${resources} are`,
    }
  }
  return wooTopics[webhook.topic]!(webhook, body)
}
