// Rules of the shop on what goes with what. Pure.
import type { JsonObject, JsonValue } from '../../model/json.js'

/** Products of which all of this is true. */
export interface Selector {
  readonly product?: string | undefined
  readonly category?: string | undefined
  readonly collection?: string | undefined
  readonly brand?: string | undefined
}

export interface CompatibleRule {
  readonly when: Selector
  readonly recommend: Selector
  /** Why, for customers to read. */
  readonly label?: string | undefined
}

export function matches({ product, category, collection, brand }: Selector, data: JsonObject): boolean {
  return (
    (product === undefined || data.id === product) &&
    (category === undefined || has(data.categories, category)) &&
    (collection === undefined || has(data.collections, collection)) &&
    (brand === undefined || data.brand === brand)
  )
}

const has = (list: JsonValue | undefined, one: string): boolean => Array.isArray(list) && list.includes(one)
