// Products as others list them, as items of ours. Pure.
import { isObject, type JsonObject, type JsonValue } from '../../model/json.js'
import { sumOf } from './amount.js'
import { namesIn, productNames, translate } from './property-names.js'

const itemLists = ['products', 'items'] as const

const categoryProperties = [
  'category',
  'item_category',
  'item_category2',
  'item_category3',
  'item_category4',
  'item_category5',
  'categories',
] as const

/** What a list of products is called, and what one product is made of. */
export const listProperties: readonly string[] = itemLists
export const productProperties: readonly string[] = [...namesIn(productNames), ...categoryProperties]

/** The products of an event that lists some. */
export function itemsOf(theirs: JsonObject): JsonObject[] {
  const list = itemLists.map(name => theirs[name]).find(Array.isArray) ?? []
  return (list as JsonValue[]).filter(isObject).map(productOf)
}

/** One product, told by its properties; without `productId` where nothing names it. */
export function productOf(theirs: JsonObject): JsonObject {
  const named = categoryProperties.flatMap(name => theirs[name] ?? [])
  const categories = [...new Set(named.filter(name => typeof name === 'string' && name.trim() !== ''))]
  return { ...translate(productNames, theirs), ...(categories.length > 0 && { categories }) }
}

/** The list and what follows from it, as carts and orders carry it. */
export function listOf(items: readonly JsonObject[]): JsonObject {
  if (items.length === 0) return {}
  const categories = [...new Set(items.flatMap(item => (item.categories ?? []) as string[]))]
  return {
    // What has no id cannot be looked up, and would have the whole event refused.
    items: items.filter(hasId),
    itemCount: items.reduce((sum, { quantity }) => sum + (typeof quantity === 'number' ? quantity : 1), 0),
    ...(categories.length > 0 && { categories }),
  }
}

/** For a cart whose value nobody tells. */
export function valueOfCart(items: readonly JsonObject[]): JsonObject {
  const value = sumOf(items)
  return value === undefined ? {} : { value }
}

export const hasId = ({ productId }: JsonObject): boolean => productId !== undefined
