// What counts as a product in the data of events: something with a `productId`. Pure.
import { isObject, type JsonObject, type JsonValue } from '../model/json.js'

export type Item = JsonObject & { readonly productId: string | number }

export function isItem(value: JsonValue): value is Item {
  if (!isObject(value) || !Object.hasOwn(value, 'productId')) return false
  const { productId } = value
  return typeof productId === 'number' || (typeof productId === 'string' && productId !== '')
}

export const idOf = ({ productId }: Item): string => String(productId)

export function variantOf({ variantId }: Item): string | undefined {
  return typeof variantId === 'string' || typeof variantId === 'number' ? String(variantId) : undefined
}

/** Every product that these name, as often as they do. */
export function itemsIn(...values: readonly JsonValue[]): Item[] {
  const items: Item[] = []
  const collect = (value: JsonValue): void => {
    if (typeof value !== 'object' || value === null) return
    if (isItem(value)) items.push(value)
    for (const inner of Object.values(value)) collect(inner)
  }
  for (const value of values) collect(value)
  return items
}
