// What follows from what a feed told of a product: what it costs now, and whether it can be bought. Pure.
import { isLess } from '../model/decimal-amount.js'
import { isObject, type JsonObject, type JsonValue } from '../model/json.js'
import { isAmount } from '../model/money.js'

/** What the catalog is asked for in SQL, beside the data. */
export interface ProductFacts {
  /** null: nobody said. */
  readonly inStock: boolean | null
  readonly currentPrice: string | null
  readonly currency: string | null
  readonly categories: readonly string[]
  readonly collections: readonly string[]
  readonly brand: string | null
}

/**
 * The product with `currentPrice`, `inStock` and `stock` as far as they follow from what was told: the sale price where it
 * is below the price; whether any is left; of variants, the cheapest one's price, and whether any of them is left.
 */
export function completeProduct(told: JsonObject): JsonObject {
  if (!variantsOf(told)) return completeOne(told)
  const variants = (told.variants as readonly JsonValue[]).map(one =>
    isObject(one) ? completeOne(one) : one,
  )
  return completeOne({ ...fromVariants(told, variants.filter(isObject)), ...told, variants })
}

export const factsOf = (data: JsonObject): ProductFacts => ({
  inStock: typeof data.inStock === 'boolean' ? data.inStock : null,
  currentPrice: amountOf(data.currentPrice),
  currency: textOf(data.currency),
  categories: textsOf(data.categories),
  collections: textsOf(data.collections),
  brand: textOf(data.brand),
})

/** As conditions read it: a product that is no longer sold says so, `removed` is true and `inStock` false. */
export const asRead = (data: JsonObject, removed: boolean): JsonObject =>
  removed ? { ...data, inStock: false, removed: true } : data

/** The variants that are objects; null: it has no list of them. */
export function variantsOf(data: JsonObject): readonly JsonObject[] | null {
  return Array.isArray(data.variants) ? data.variants.filter(isObject) : null
}

/** The shop's own name for what lies on the shelf; null: it has none. */
export const itemOf = ({ inventoryItemId }: JsonObject): string | null =>
  typeof inventoryItemId === 'string' ? inventoryItemId : null

/** How many are left; null: nobody counts. Shops that sell more than they have count below nothing. */
export function stockOf({ stock }: JsonObject): number | null {
  const count = typeof stock === 'string' && /^-?\d{1,15}$/.test(stock) ? Number(stock) : stock
  return typeof count === 'number' ? count : null
}

/** Of a product or of a variant. */
function completeOne(told: JsonObject): JsonObject {
  const currentPrice = currentPriceOf(told)
  const stock = stockOf(told)
  // Nothing left, and yet to be had: so it stays when a later count says again that nothing is left.
  const backorder =
    told.backorder ?? (told.inStock === true && stock !== null && stock <= 0 ? true : undefined)
  return {
    ...told,
    ...(currentPrice !== null && { currentPrice }),
    ...(backorder !== undefined && { backorder }),
    ...(typeof told.inStock !== 'boolean' && stock !== null && { inStock: stock > 0 || backorder === true }),
  }
}

function currentPriceOf({ price, salePrice }: JsonObject): string | null {
  const [full, sale] = [amountOf(price), amountOf(salePrice)]
  if (full === null || sale === null) return full ?? sale
  return isLess(sale, full) ? sale : full
}

function fromVariants({ price, stock }: JsonObject, variants: readonly JsonObject[]): JsonObject {
  const cheapest = variants
    .filter(({ currentPrice }) => amountOf(currentPrice) !== null)
    .reduce<JsonObject | undefined>(
      (a, b) => (a && !isLess(b.currentPrice, a.currentPrice) ? a : b),
      undefined,
    )
  const told = variants.map(({ inStock }) => inStock).filter(inStock => typeof inStock === 'boolean')
  const counts = variants.map(stockOf).filter(count => count !== null)
  return {
    ...(price === undefined && cheapest && pricesOf(cheapest)),
    ...(stock === undefined && counts.length > 0 && { stock: sum(counts) }),
    ...(told.length > 0 && { inStock: told.includes(true) }),
  }
}

const pricesOf = ({ price, salePrice }: JsonObject): JsonObject => ({
  ...(price !== undefined && { price }),
  ...(salePrice !== undefined && { salePrice }),
})
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const amountOf = (value: JsonValue | undefined): string | null => (isAmount(value) ? value : null)
const textOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null
export const textsOf = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'string') : []
