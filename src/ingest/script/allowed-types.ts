// What a page may say: anybody can read its key and post with it, so only what a shopper does in a shop, and nothing that
// only a server or a provider can know. Pure; docs/reference/storefront-script.md has the same table.
import { knownEventTypes } from '../../model/event.js'

/** Known types that a page may bring; custom types may come too, but for those of `reserved`. */
export const pageTypes: ReadonlySet<string> = new Set<(typeof knownEventTypes)[number]>([
  'page_viewed',
  'category_viewed',
  'products_searched',
  'product_viewed',
  'product_wished',
  'product_added',
  'product_removed',
  'cart_viewed',
  'cart_updated',
  'coupon_applied',
  'checkout_started',
  'checkout_updated',
  'payment_info_entered',
  'order_completed',
  'customer_updated',
  'consent_requested',
  'onsite_shown',
  'onsite_clicked',
  'onsite_dismissed',
])

const known: ReadonlySet<string> = new Set(knownEventTypes)

/** Custom types that look like a report of a provider, or like a test order. */
const reserved = /^(email|sms|test)_/

/** Why a page may not bring this, or undefined. */
export function refusalOf(type: string): string | undefined {
  if (type === 'consent_changed')
    return 'a page may ask for consent but not withdraw it, since it cannot prove whose it is; let the shop’s server do that'
  const allowed = known.has(type) ? pageTypes.has(type) : !reserved.test(type)
  return allowed ? undefined : `a page may not bring ${type}; let the shop’s server post it`
}
