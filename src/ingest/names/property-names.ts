// What others call the properties we know: one table for Segment's e-commerce spec and for GA4, and how it is applied.
// Which object belongs to which event is event-shapes.ts's.
import type { JsonObject, JsonValue } from '../../model/json.js'
import { amountFrom } from './amount.js'

type Kind = 'text' | 'amount' | 'count' | 'currency'
/** Our name: what it holds, and what others call it; the first that is there counts. */
export type PropertyNames = Readonly<Record<string, readonly [Kind, ...(readonly string[])]>>

export const productNames: PropertyNames = {
  productId: ['text', 'product_id', 'productId', 'item_id', 'id', 'sku'],
  variantId: ['text', 'variant_id', 'variantId'],
  variant: ['text', 'variant', 'item_variant'],
  sku: ['text', 'sku'],
  name: ['text', 'name', 'item_name'],
  brand: ['text', 'brand', 'item_brand'],
  price: ['amount', 'price'],
  currency: ['currency', 'currency'],
  quantity: ['count', 'quantity'],
  coupon: ['text', 'coupon'],
  url: ['text', 'url'],
  imageUrl: ['text', 'image_url', 'imageUrl'],
}

export const cartNames: PropertyNames = {
  id: ['text', 'cart_id', 'cartId'],
  value: ['amount', 'value', 'total', 'revenue'],
  currency: ['currency', 'currency'],
  coupon: ['text', 'coupon'],
  url: ['text', 'cart_url', 'cartUrl'],
}

export const checkoutNames: PropertyNames = {
  id: ['text', 'checkout_id', 'checkoutId', 'order_id', 'orderId'],
  url: ['text', 'checkout_url', 'checkoutUrl'],
  step: ['text', 'step', 'checkout_step'],
  shippingMethod: ['text', 'shipping_method', 'shipping_tier'],
  paymentMethod: ['text', 'payment_method', 'payment_type'],
}

export const orderNames: PropertyNames = {
  id: ['text', 'order_id', 'orderId', 'transaction_id'],
  number: ['text', 'order_number', 'orderNumber'],
  total: ['amount', 'total', 'revenue', 'value'],
  currency: ['currency', 'currency'],
  subtotal: ['amount', 'subtotal'],
  tax: ['amount', 'tax'],
  shipping: ['amount', 'shipping'],
  discount: ['amount', 'discount'],
  coupon: ['text', 'coupon'],
  status: ['text', 'status'],
  url: ['text', 'order_url', 'orderUrl'],
  affiliation: ['text', 'affiliation'],
  cartId: ['text', 'cart_id', 'cartId'],
  checkoutId: ['text', 'checkout_id', 'checkoutId'],
}

export const refundNames: PropertyNames = {
  amount: ['amount', 'total', 'revenue', 'value'],
  currency: ['currency', 'currency'],
}

export const couponNames: PropertyNames = {
  code: ['text', 'coupon_id', 'coupon', 'coupon_code'],
  name: ['text', 'coupon_name'],
}

export const categoryNames: PropertyNames = {
  id: ['text', 'list_id', 'item_list_id', 'category_id'],
  name: ['text', 'category', 'item_list_name', 'item_category', 'list'],
}

export const wishlistNames: PropertyNames = {
  id: ['text', 'wishlist_id'],
  name: ['text', 'wishlist_name'],
}

export const searchNames: PropertyNames = { query: ['text', 'query', 'search_term'] }

export const pageNames: PropertyNames = {
  url: ['text', 'url', 'page_location'],
  path: ['text', 'path'],
  title: ['text', 'title', 'page_title'],
  referrer: ['text', 'referrer', 'page_referrer'],
  search: ['text', 'search'],
  name: ['text', 'name', 'screen_name'],
  category: ['text', 'category'],
}

/** The properties that others have for ours; what is of another kind than its name promises is left out. */
export function translate(names: PropertyNames, theirs: JsonObject): JsonObject {
  const ours: [string, JsonValue][] = []
  for (const [name, [kind, ...aliases]] of Object.entries(names)) {
    for (const alias of aliases) {
      const value = Object.hasOwn(theirs, alias) ? readers[kind](theirs[alias]) : undefined
      if (value === undefined) continue
      ours.push([name, value])
      break
    }
  }
  return Object.fromEntries(ours)
}

/** Their names that a table reads. */
export const namesIn = (names: PropertyNames): string[] =>
  Object.values(names).flatMap(([, ...aliases]) => aliases)

const readers: Readonly<Record<Kind, (value: unknown) => JsonValue | undefined>> = {
  text: textFrom,
  amount: amountFrom,
  count: value => {
    const count = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
    return Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : undefined
  },
  currency: currencyFrom,
}

/** Ids are text with us, and often numbers elsewhere. */
export function textFrom(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

export function currencyFrom(value: unknown): string | undefined {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : ''
  return /^[A-Z]{3}$/.test(code) ? code : undefined
}
