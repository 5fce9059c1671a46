// A shop has left: everybody of whom only it has told is forgotten, one after the other, so that nobody waits for it; and
// what it sent and nobody understood.
import { type EraseParts, eraseCustomer } from './erase.js'
import { closeShopRequests } from './request-store.js'
import { deleteSetAsideOf } from './set-aside-store.js'
import { customersOnlyOf } from './shop-queries.js'

const portion = 200

/** Answers how many. May be interrupted and repeated. `onProgress` is given how many there were so far. */
export async function eraseShop(
  parts: EraseParts,
  source: string,
  onProgress: (erased: number) => void,
): Promise<number> {
  let erased = 0
  let after: string | null = null
  for (;;) {
    const found = await customersOnlyOf(parts.db, source, after, portion)
    for (const { kind, value } of found) {
      if ((await eraseCustomer(parts, { kind, value })).known) erased++
      onProgress(erased)
    }
    after = found.at(-1)?.id ?? null
    if (found.length < portion) break
  }
  await deleteSetAsideOf(parts.db, source)
  await closeShopRequests(parts.db, source, `${erased} customers erased`)
  return erased
}
