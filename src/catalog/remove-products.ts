// Products a shop no longer sells. They stay, marked: what was ordered is still shown, and an older word that comes late
// does not bring them back; a newer one does.
import { inTransaction, now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import { insertRemovals, type RemovedProduct } from './product-store.js'
import { timeOf } from './told-at.js'

/** Answers how many are now marked as removed. `updatedAt`: since when, ISO 8601. */
export async function removeProducts(
  db: Db,
  removed: readonly { readonly id: string; readonly updatedAt: string }[],
): Promise<number> {
  if (removed.length === 0) return 0
  const at = await now(db)
  const newest = new Map<string, RemovedProduct>()
  for (const { id, updatedAt } of removed) {
    const told = timeOf(updatedAt, at)
    const known = newest.get(id)
    if (!known || known.updatedAt < told) newest.set(id, { id, updatedAt: told })
  }
  const inOrder = [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return await inTransaction(db, trx => insertRemovals(trx, inOrder, at))
}
