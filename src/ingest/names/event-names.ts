// What others call the events we know: one table for Segment, GA4, Shopify's pixels and CloudEvents. Data, and how a name
// is looked up in it; docs/reference/webhooks-in.md shows the same table. Says nothing about properties.
import { eventTypeSchema, knownEventTypes, ownEventTypes } from '../../model/event.js'

type OwnType = (typeof ownEventTypes)[number]
export type ForeignType = Exclude<(typeof knownEventTypes)[number], OwnType>

/** Our type and its other names. Its own name counts as well, and needs no mention. */
export const eventNames: Readonly<Partial<Record<ForeignType, readonly string[]>>> = {
  page_viewed: ['Viewed Page', 'Loaded a Page', 'page_view', 'screen_view'],
  category_viewed: [
    'Product List Viewed',
    'Viewed Product List',
    'Product Category Viewed',
    'Viewed Product Category',
    'view_item_list',
    'collection_viewed',
  ],
  products_searched: ['Searched Products', 'search', 'view_search_results', 'search_submitted'],
  product_viewed: ['Viewed Product', 'view_item'],
  product_wished: ['Product Added to Wishlist', 'Added Product to Wishlist', 'add_to_wishlist'],
  product_added: ['Added Product', 'Added to Cart', 'add_to_cart', 'product_added_to_cart'],
  product_removed: ['Removed Product', 'Removed from Cart', 'remove_from_cart', 'product_removed_from_cart'],
  cart_viewed: ['Viewed Cart', 'view_cart'],
  cart_updated: ['Updated Cart'],
  coupon_applied: ['Applied Coupon'],
  checkout_started: ['Started Checkout', 'Started Order', 'begin_checkout'],
  checkout_updated: [
    'Checkout Step Viewed',
    'Viewed Checkout Step',
    'Checkout Step Completed',
    'Completed Checkout Step',
    'checkout_progress',
    'add_shipping_info',
    'checkout_contact_info_submitted',
    'checkout_address_info_submitted',
    'checkout_shipping_info_submitted',
  ],
  payment_info_entered: ['Entered Payment Info', 'add_payment_info', 'payment_info_submitted'],
  payment_failed: ['Payment Declined'],
  order_completed: [
    'Completed Order',
    'Order Placed',
    'Placed Order',
    'purchase',
    'ecommerce_purchase',
    'checkout_completed',
  ],
  order_updated: ['Updated Order'],
  order_fulfilled: ['Fulfilled Order', 'Order Shipped'],
  order_cancelled: ['Cancelled Order', 'Order Canceled', 'Canceled Order'],
  order_refunded: ['Refunded Order', 'refund'],
  email_clicked: ['Email Link Clicked'],
  email_complained: ['Email Marked as Spam'],
  email_unsubscribed: ['Unsubscribed'],
}

/** What two spellings of one name have in common. */
const bare = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '')

const own: ReadonlySet<string> = new Set(ownEventTypes)
const typeByName: ReadonlyMap<string, string> = new Map([
  ...knownEventTypes.filter(type => !own.has(type)).map(type => [bare(type), type] as const),
  ...Object.entries(eventNames).flatMap(([type, names]) => names.map(name => [bare(name), type] as const)),
])

/** Our type of a name in the table, whatever its case, spaces, `_` and `-`; undefined for any other name. */
export const knownTypeOf = (name: string): string | undefined => typeByName.get(bare(name))

export type NamedType = { readonly type: string } | { readonly fault: string }

/** Our type of any name: of the table, else the name in snake_case (`"Newsletter Popup Closed"`); or why there is none. */
export function eventTypeOf(name: string): NamedType {
  const type = knownTypeOf(name) ?? snakeCase(name)
  if (own.has(type)) return { fault: `${shown(name)} is the name of an event that Triggerfish alone makes` }
  if (eventTypeSchema.safeParse(type).success) return { type }
  return {
    fault: `${shown(name)} cannot be the name of an event: in snake_case it must begin with a letter from a to z and have at most 64 characters`,
  }
}

/** Beyond that nothing is a name, and looking further into it would only cost time. */
const longest = 200

function snakeCase(name: string): string {
  return name
    .slice(0, longest)
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}

const shown = (name: string): string => JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name)
