// What customers would like to hear of a product: it costs less, it is here again. Pure: compares two states.
import { idFrom } from '../model/ids.js'
import type { JsonObject } from '../model/json.js'
import { hasFallen } from './amount.js'
import { factsOf } from './product-facts.js'

export type ChangeKind = 'price_dropped' | 'back_in_stock'

export interface ProductChange {
  readonly id: string
  readonly productId: string
  readonly kind: ChangeKind
  readonly old: JsonObject
  readonly new: JsonObject
  readonly changedAt: Date
}

/** What was known before. */
export interface Before {
  readonly currentPrice: string | null
  readonly currency: string | null
  readonly inStock: boolean | null
}

/**
 * Named after its cause, so that the same word told twice is one change.
 * @param priceDrop percent that a price must fall to be worth a word
 */
export function changesOf(
  id: string,
  before: Before,
  data: JsonObject,
  at: Date,
  priceDrop: number,
): ProductChange[] {
  return [...dropOf(id, before, data, at, priceDrop), ...returnOf(id, before.inStock, data, at)]
}

/** A price in another currency is no lower one, and one that nobody can pay is none. */
function dropOf(id: string, before: Before, data: JsonObject, at: Date, percent: number): ProductChange[] {
  const after = factsOf(data)
  if (before.currentPrice === null || after.currentPrice === null || after.inStock === false) return []
  if (before.currency !== after.currency || !hasFallen(before.currentPrice, after.currentPrice, percent))
    return []
  const [oldPrice, price] = [before.currentPrice, after.currentPrice]
  return [changed('price_dropped', id, { currentPrice: oldPrice }, { currentPrice: price }, at)]
}

/** Was known to be sold out, and no longer is. */
export function returnOf(
  id: string,
  wasInStock: boolean | null,
  data: JsonObject,
  at: Date,
): ProductChange[] {
  if (wasInStock !== false || factsOf(data).inStock !== true) return []
  return [changed('back_in_stock', id, { inStock: false }, { inStock: true }, at)]
}

const changed = (
  kind: ChangeKind,
  productId: string,
  old: JsonObject,
  now: JsonObject,
  changedAt: Date,
): ProductChange => ({
  id: idFrom('product change', kind, productId, changedAt.toISOString()),
  productId,
  kind,
  old,
  new: now,
  changedAt,
})
