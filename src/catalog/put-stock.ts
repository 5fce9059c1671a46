// How many are left, as shops tell it apart from the product: into the catalog, whichever of the two comes first.
import { inTransaction, now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import { applyStock, itemsOf } from './apply-stock.js'
import { insertChanges } from './change-store.js'
import { returnOf } from './changes.js'
import { elsewhereAfterLevels, withElsewhere } from './elsewhere.js'
import {
  type Level,
  loadStock,
  lockProductsOfItems,
  saveElsewhere,
  saveStock,
  upsertLevels,
} from './stock-store.js'
import { timeOf } from './told-at.js'

/** How many of something are left at one place. */
export interface StockLevel {
  readonly inventoryItemId: string
  readonly locationId: string
  /** null: not counted. */
  readonly available: number | null
  /** ISO 8601. */
  readonly updatedAt: string
}

/** Of all places together. A repetition changes nothing, nor does an older level. */
export async function putStock(db: Db, levels: readonly StockLevel[]): Promise<void> {
  const at = await now(db)
  // The empty name is that of all other places.
  const newest = newestLevels(
    levels.filter(({ locationId }) => locationId !== ''),
    at,
  )
  if (newest.length === 0) return
  const items = [...new Set(newest.map(({ item }) => item))]
  await inTransaction(db, async trx => {
    const first = await upsertLevels(trx, newest)
    const products = await lockProductsOfItems(trx, items)
    const known = await loadStock(
      trx,
      products.flatMap(({ data }) => itemsOf(data)),
    )
    const elsewhere = new Map(products.flatMap(({ data }) => [...elsewhereAfterLevels(data, known, first)]))
    await saveElsewhere(trx, elsewhere, at)
    const stock = withElsewhere(known, elsewhere)
    const changed = products
      .map(product => ({ before: product, data: applyStock(product.data, stock, product.updatedAt) }))
      .filter(({ before, data }) => data !== before.data)
    await saveStock(
      trx,
      changed.map(({ before, data }) => ({ id: before.id, data })),
    )
    await insertChanges(
      trx,
      changed.flatMap(({ before, data }) => returnOf(before.id, before.inStock, data, at)),
    )
  })
}

/** Of each item and place the newest, in the order in which everybody locks them. */
function newestLevels(levels: readonly StockLevel[], at: Date): Level[] {
  const newest = new Map<string, Level>()
  for (const { inventoryItemId: item, locationId: location, available, updatedAt } of levels) {
    const key = JSON.stringify([item, location])
    const known = newest.get(key)
    const level = { item, location, available: counted(available), updatedAt: timeOf(updatedAt, at) }
    if (!known || known.updatedAt <= level.updatedAt) newest.set(key, level)
  }
  return [...newest.values()].sort((a, b) =>
    a.item === b.item ? (a.location < b.location ? -1 : 1) : a.item < b.item ? -1 : 1,
  )
}

/** What a column of whole numbers holds; more than that is as good as that. */
const most = 1_000_000_000
const counted = (available: number | null): number | null =>
  available === null ? null : Math.trunc(Math.max(-most, Math.min(most, available)))
