// A feed's batch into the catalog: one bad product never costs a good one.
import { inTransaction, now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import type { Fault } from '../model/event.js'
import { newestOfEach, type Product, parseProduct } from './product.js'
import { upsertProducts } from './product-store.js'

export interface Put {
  /** How many products are now as they were told. */
  readonly stored: number
  /** How many were passed over, because a newer state of them is known or came in the same batch. */
  readonly outdated: number
  readonly rejected: readonly RejectedProduct[]
}

export interface RejectedProduct {
  /** Position in the list. */
  readonly index: number
  readonly errors: readonly Fault[]
}

export async function putProducts(db: Db, posted: readonly unknown[]): Promise<Put> {
  // By the database's time, the same for all processes: what one of them wrote must not look newer to another.
  const at = await now(db)
  const products: Product[] = []
  const rejected: RejectedProduct[] = []
  for (const [index, raw] of posted.entries()) {
    const parsed = parseProduct(raw, at)
    if ('product' in parsed) products.push(parsed.product)
    else rejected.push({ index, errors: parsed.faults })
  }
  if (products.length === 0) return { stored: 0, outdated: 0, rejected }
  const newest = newestOfEach(products, at)
  const stored = await inTransaction(db, trx => upsertProducts(trx, newest, at))
  return { stored, outdated: products.length - stored, rejected }
}
