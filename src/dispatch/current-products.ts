// Looks up the products that claimed messages name: one query for all of them, a second one where some are sold out and
// others may take their place.
import { type KnownProduct, loadBoughtLately, loadKnownProducts, loadSubstitutes } from '../catalog/index.js'
import type { Db } from '../db/tables.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import type { QueuedMessage } from './claim-store.js'
import { isGone } from './current-item.js'
import { type CurrentItems, currentItems, type OutOfStock } from './current-items.js'
import { type Item, idOf, itemsIn } from './item.js'

/** Answers what a message of these shows; for others it must not be asked. */
export async function currentItemsOf(
  db: Db,
  messages: readonly QueuedMessage[],
  settings: Settings,
): Promise<(message: QueuedMessage) => CurrentItems> {
  const outOfStock: OutOfStock = settings.catalog?.outOfStock ?? 'drop'
  const products = await loadKnownProducts(db, idsOf(itemsOf(messages)))
  const gone = outOfStock === 'replace' ? goneOf(messages, products) : []
  const substitutes = await loadSubstitutes(db, gone)
  const buyers = substitutes.size > 0 ? [...new Set(messages.map(({ customerId }) => customerId))] : []
  const bought = await loadBoughtLately(db, buyers)
  return message => {
    const { data, outputs, category, customerId, toldAt, now } = message
    return currentItems({
      data: data ?? {},
      outputs: outputs ?? {},
      outOfStock: category === 'marketing' ? outOfStock : null,
      toldAt: toldAt ?? now,
      currency: settings.currency,
      products,
      substitutes,
      bought: bought.get(customerId) ?? [],
    })
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
