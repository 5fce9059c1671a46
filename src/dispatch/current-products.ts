// Looks up the products that claimed messages name: one query for all of them, a second one where some are sold out and
// others may take their place.
import {
  asRead,
  type KnownProduct,
  loadBoughtLately,
  loadKnownProducts,
  loadSubstitutes,
} from '../catalog/index.js'
import type { Db } from '../db/tables.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import type { JsonObject } from '../model/json.js'
import type { QueuedMessage } from './claim-store.js'
import { isGone } from './current-item.js'
import { type CurrentItems, currentItems, type OutOfStock } from './current-items.js'
import { type Item, idOf, itemsIn } from './item.js'

/** To be asked about the messages it was made for. */
export interface CatalogNow {
  shown(message: QueuedMessage): CurrentItems
  /** As conditions read it; null: the catalog has no such product, undefined: no message names it. */
  product(id: string): JsonObject | null | undefined
}

export async function catalogFor(
  db: Db,
  messages: readonly QueuedMessage[],
  settings: Settings,
): Promise<CatalogNow> {
  const outOfStock: OutOfStock = settings.catalog?.outOfStock ?? 'drop'
  const ids = idsOf(itemsOf(messages))
  const products = await loadKnownProducts(db, ids)
  const named = new Set(ids)
  const gone = outOfStock === 'replace' ? goneOf(messages, products) : []
  const substitutes = await loadSubstitutes(db, gone)
  const buyers = substitutes.size > 0 ? [...new Set(messages.map(({ customerId }) => customerId))] : []
  const bought = await loadBoughtLately(db, buyers)
  return {
    shown: ({ data, outputs, category, customerId, toldAt, now }) =>
      currentItems({
        data: data ?? {},
        outputs: outputs ?? {},
        outOfStock: category === 'marketing' ? outOfStock : null,
        toldAt: toldAt ?? now,
        currency: settings.currency,
        products,
        substitutes,
        bought: bought.get(customerId) ?? [],
      }),
    product: id => {
      const known = products.get(id)
      if (known) return asRead(known.data, known.removed)
      return named.has(id) ? null : undefined
    },
  }
}

const itemsOf = (messages: readonly QueuedMessage[]): Item[] =>
  messages.flatMap(({ data, outputs }) => itemsIn(data ?? {}, outputs ?? {}))

const idsOf = (items: readonly Item[]): string[] => [...new Set(items.map(idOf))]

/** Also those of which only the variant in the cart is sold out. */
function goneOf(messages: readonly QueuedMessage[], products: ReadonlyMap<string, KnownProduct>): string[] {
  const offered = itemsOf(messages.filter(({ category }) => category === 'marketing'))
  const gone = offered.filter(item => {
    const product = products.get(idOf(item))
    return product !== undefined && isGone(product, item)
  })
  return idsOf(gone)
}
