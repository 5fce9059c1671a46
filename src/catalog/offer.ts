// A product of the catalog as messages show it: under the names that items of events have, at what it costs now. Pure.
import { isLess } from '../model/decimal-amount.js'
import type { JsonObject, JsonValue } from '../model/json.js'
import { isAmount } from '../model/money.js'
import { textsOf, variantsOf } from './product-facts.js'

export interface KnownProduct {
  readonly id: string
  readonly data: JsonObject
  /** When the shop changed it last. */
  readonly updatedAt: Date
  /** The shop's feed has it no more. */
  readonly removed: boolean
  /** null: nobody said. */
  readonly inStock: boolean | null
}

/** What the catalog does not say is missing. */
export interface Offer {
  readonly productId: string
  readonly name?: string
  readonly url?: string
  readonly imageUrl?: string
  /** What is to be paid now. */
  readonly price?: string
  /** What it cost before the sale; only while there is one. */
  readonly oldPrice?: string
  readonly currency?: string
  readonly inStock?: boolean
  readonly categories?: string[]
  readonly brand?: string
}

/** Price and stock are the variant's, where the catalog knows it. */
export function offerOf(product: KnownProduct, variantId?: string): Offer {
  const { id, data } = product
  const variant = variantId === undefined ? undefined : variantOf(data, variantId)
  const inStock = stockOf(product, variant)
  return {
    productId: id,
    ...texts({
      name: data.name,
      url: data.url,
      imageUrl: variant?.image ?? data.image,
      currency: data.currency,
      brand: data.brand,
    }),
    ...pricesOf(variant && hasPrice(variant) ? variant : data),
    ...(inStock !== null && { inStock }),
    ...(Array.isArray(data.categories) && { categories: textsOf(data.categories) }),
  }
}

const variantOf = (data: JsonObject, id: string): JsonObject | undefined =>
  variantsOf(data)?.find(one => String(one.id) === id)

const hasPrice = ({ price, salePrice }: JsonObject): boolean => isAmount(price) || isAmount(salePrice)

function pricesOf({ price, salePrice, currentPrice }: JsonObject): Pick<Offer, 'price' | 'oldPrice'> {
  const onSale = isAmount(salePrice) && (!isAmount(price) || isLess(salePrice, price)) ? salePrice : undefined
  const now = isAmount(currentPrice) ? currentPrice : (onSale ?? price)
  if (!isAmount(now)) return {}
  return { price: now, ...(isAmount(price) && isLess(now, price) && { oldPrice: price }) }
}

function stockOf(product: KnownProduct, variant: JsonObject | undefined): boolean | null {
  if (product.removed) return false
  return toldStock(variant) ?? product.inStock ?? toldStock(product.data)
}

/** A stock below none is what shops have that sell before they have it; only `inStock` says that they do. */
function toldStock(told: JsonObject | undefined): boolean | null {
  if (typeof told?.inStock === 'boolean') return told.inStock
  return typeof told?.stock === 'number' ? told.stock > 0 : null
}

function texts(values: Readonly<Record<string, JsonValue | undefined>>): Readonly<Record<string, string>> {
  const told = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(told.filter(([, value]) => value !== ''))
}
