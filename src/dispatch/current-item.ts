// One item of an event beside what the catalog knows of its product now. Pure.
import { type KnownProduct, offerOf } from '../catalog/index.js'
import { isLess, unitsOf } from '../model/decimal-amount.js'
import type { JsonObject } from '../model/json.js'
import { type Item, variantOf } from './item.js'

export interface PricedItem {
  readonly item: JsonObject
  /** null: it costs what the event said. */
  readonly repriced: { readonly from: string | null; readonly to: string } | null
}

export interface Told {
  readonly toldAt: Date
  /** The shop's. */
  readonly currency: string
  /** The one the event speaks of, where it does. */
  readonly spoken: string | undefined
}

/** Sold out, or no longer sold. What nobody knows the stock of is not gone. */
export const isGone = (product: KnownProduct, item: Item): boolean =>
  offerOf(product, variantOf(item)).inStock === false

/** The newer word on the price holds; a price in another currency than the event's says nothing about it. */
export function refreshed(item: Item, product: KnownProduct, { toldAt, currency, spoken }: Told): PricedItem {
  const {
    productId: _,
    price,
    oldPrice,
    currency: sold = currency,
    ...offer
  } = offerOf(product, variantOf(item))
  const known: JsonObject = { ...item, ...offer }
  if (price === undefined || sold !== (spoken ?? currency)) return { item: known, repriced: null }
  const isNewer = product.updatedAt.getTime() >= toldAt.getTime()
  const now = isNewer || unitsOf(item.price) === null ? price : String(item.price)
  const { oldPrice: told, ...rest } = known
  const before = [oldPrice, told].find(amount => isLess(now, amount))
  return {
    item: { ...rest, price: now, currency: sold, ...(before !== undefined && { oldPrice: before }) },
    repriced: unitsOf(now) === unitsOf(item.price) ? null : { from: textOf(item.price), to: now },
  }
}

const textOf = (price: unknown): string | null => (typeof price === 'string' ? price : null)

/** Of what was ordered only what leads to it is new. */
export function asOrdered(item: Item, product: KnownProduct): JsonObject {
  const { url, imageUrl } = offerOf(product, variantOf(item))
  return { ...item, ...(url !== undefined && { url }), ...(imageUrl !== undefined && { imageUrl }) }
}

/** Without a quantity: nobody has put it into a cart. */
export function asSubstitute(product: KnownProduct, replaces: string, currency: string): JsonObject {
  return { currency, ...offerOf(product), replaces }
}
