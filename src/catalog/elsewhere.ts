// How many of something lie at places that have told nothing yet. A product tells what all places have together, a place
// only its own: the first word of one place must not make a product look sold out of which another has plenty. Pure.
import type { JsonObject } from '../model/json.js'
import { itemOf, stockOf, variantsOf } from './product-facts.js'
import type { ItemStock, Level } from './stock-store.js'

/** By item; what is not here stays as it is. */
export type Elsewhere = ReadonlyMap<string, number>

/**
 * After these places told for the first time: what they have was elsewhere until now, as far as it was anywhere. Where
 * no place had told anything before, all that the product tells was elsewhere.
 */
export function elsewhereAfterLevels(
  data: JsonObject,
  stock: ReadonlyMap<string, ItemStock>,
  first: readonly Level[],
): Elsewhere {
  return perItem(data, stock, (item, known, told) => {
    const now = first.filter(level => level.item === item)
    const before = known.elsewhere ?? (now.length === known.places ? told : null)
    if (now.length === 0 || before === null) return null
    return Math.max(0, before - now.reduce((sum, { available }) => sum + Math.max(0, available ?? 0), 0))
  })
}

/** After the product told how many there are: the rest. An older word than those of the places can only lower it. */
export function elsewhereAfterProduct(
  data: JsonObject,
  stock: ReadonlyMap<string, ItemStock>,
  toldAt: Date,
): Elsewhere {
  return perItem(data, stock, (_item, { here, elsewhere, updatedAt }, told) => {
    if (told === null || here === null) return null
    const rest = Math.max(0, told - Math.max(0, here))
    return elsewhere === null || updatedAt < toldAt ? rest : Math.min(elsewhere, rest)
  })
}

export const withElsewhere = (
  stock: ReadonlyMap<string, ItemStock>,
  elsewhere: Elsewhere,
): Map<string, ItemStock> =>
  new Map(
    [...stock].map(([item, one]) => [item, { ...one, elsewhere: elsewhere.get(item) ?? one.elsewhere }]),
  )

function perItem(
  data: JsonObject,
  stock: ReadonlyMap<string, ItemStock>,
  elsewhereOf: (item: string, known: ItemStock, told: number | null) => number | null,
): Elsewhere {
  return new Map(
    (variantsOf(data) ?? []).flatMap(variant => {
      const item = itemOf(variant)
      const known = item === null ? undefined : stock.get(item)
      const left = item !== null && known ? elsewhereOf(item, known, stockOf(variant)) : null
      return item === null || left === null ? [] : [[item, left] as const]
    }),
  )
}
