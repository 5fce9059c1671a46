// Stock that was told apart, laid over the variants of a product. Pure.
import { isObject, type JsonObject } from '../model/json.js'
import { completeProduct, itemOf, variantsOf } from './product-facts.js'
import type { ItemStock } from './stock-store.js'

/** The shop's own names for what lies on the shelf. */
export const itemsOf = (data: JsonObject): string[] =>
  (variantsOf(data) ?? []).map(itemOf).filter(item => item !== null)

/**
 * The product with the stock of its variants, where that was told later than the product; the same object, where nothing
 * was. Whether anything is left follows anew.
 */
export function applyStock(
  data: JsonObject,
  stock: ReadonlyMap<string, ItemStock>,
  toldAt: Date,
): JsonObject {
  const levelOf = (variant: JsonObject): ItemStock | undefined => {
    const level = stock.get(String(variant.inventoryItemId))
    return level && level.updatedAt >= toldAt ? level : undefined
  }
  if (!Array.isArray(data.variants) || !variantsOf(data)?.some(levelOf)) return data
  const variants = data.variants.map(variant => {
    const level = isObject(variant) ? levelOf(variant) : undefined
    return level && isObject(variant) ? withLevel(variant, level) : variant
  })
  // What had followed from the old stock must follow anew.
  const { stock: _, inStock: __, ...rest } = data
  return completeProduct({ ...rest, variants })
}

function withLevel(variant: JsonObject, { here, elsewhere }: ItemStock): JsonObject {
  const available = here === null ? null : here + (elsewhere ?? 0)
  return {
    ...variant,
    stock: available,
    inStock: available === null || available > 0 || variant.backorder === true,
  }
}
