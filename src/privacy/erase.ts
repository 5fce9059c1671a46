// Erasure: somebody is forgotten, in one transaction and at once. What is left is a hash of each of their names and orders, so
// that what is still on its way under them is dropped and nobody else earns what they have bought, and rows that are counted
// and lead to nobody (docs/adr/0023-erasure.md).
import type { Kysely } from 'kysely'
import { creditBeforeErasure, ordersOf } from '../conversions/index.js'
import { findCustomerId, nameHash, orderHash, privacyKey } from '../customers/index.js'
import { inTransaction, RetryTransaction } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { CustomerKey } from '../model/customer-key.js'
import { newId } from '../platform/new-id.js'
import {
  eraseNames,
  eraseRows,
  holdName,
  letGoOfName,
  lockCustomer,
  lockTimers,
  momentOfErasure,
  namesOf,
  type RowCounts,
  writeTombstones,
} from './erase-store.js'
import { type Jobs, replayFailedOf } from './failed-jobs.js'
import { deleteSetAside } from './set-aside-store.js'

export interface Erasure {
  /** What the shop may keep as proof; it says nothing of who it was. */
  readonly receipt: string
  readonly erasedAt: Date
  /** false: nobody was known by that name. What arrived under it and was not processed yet is dropped all the same. */
  readonly known: boolean
  /** Rows deleted or emptied, by table. */
  readonly rows: RowCounts
}

export interface EraseParts {
  readonly db: Kysely<Database>
  readonly broker: Jobs
}

/** `at`: when, where that is not now. Rejects with `BrokerUnavailable` before anything was done. May be repeated. */
export async function eraseCustomer(
  { db, broker }: EraseParts,
  key: CustomerKey,
  at: Date | null = null,
): Promise<Erasure> {
  const customerId = await findCustomerId(db, key.kind, key.value)
  const names = customerId === undefined ? [] : await namesOf(db, customerId)
  // First, while it is known what to look for: what they hold is erased or dropped with the rest.
  await replayFailedOf(broker, [key, ...names])
  return await inTransaction(db, trx => erase(trx, key, at))
}

/** For a transaction of the caller, which may be repeated from its start. Does not look into Redis. */
export async function erase(trx: Db, key: CustomerKey, at: Date | null = null): Promise<Erasure> {
  const nobody = newId()
  const customerId = await lock(trx, key, nobody)
  const names = customerId === null ? [key] : await namesOf(trx, customerId)
  const erasedAt = at ?? (await momentOfErasure(trx))
  // What they have just bought is counted too, and not only what happened to be counted already.
  if (customerId !== null) await creditBeforeErasure(trx, customerId)
  const orders = customerId === null ? [] : await ordersOf(trx, customerId)
  const rows = customerId === null ? {} : await eraseRows(trx, customerId, erasedAt)
  await eraseNames(trx, names, customerId)
  const setAside = await deleteSetAside(trx, names)
  const receipt = newId()
  const secret = await privacyKey(trx)
  const hashes = [
    ...names.map(({ kind, value }) => nameHash(secret, kind, value)),
    ...orders.map(({ source, orderId }) => orderHash(secret, source, orderId)),
  ]
  await writeTombstones(
    trx,
    hashes.map(hash => ({ hash, erasedAt, receipt })),
  )
  await letGoOfName(trx, nobody)
  return { receipt, erasedAt, known: customerId !== null, rows: { ...rows, ...setAside } }
}

/** null: nobody is known by that name, and nobody will be before the transaction ends. */
async function lock(trx: Db, key: CustomerKey, nobody: string): Promise<string | null> {
  const customerId = await findCustomerId(trx, key.kind, key.value)
  if (customerId !== undefined) await lockTimers(trx, customerId)
  await holdName(trx, key, nobody)
  const isThere = customerId !== undefined && (await lockCustomer(trx, customerId))
  const now = await findCustomerId(trx, key.kind, key.value)
  if (now === nobody && customerId === undefined) return null
  if (isThere && now === customerId) return customerId
  throw new RetryTransaction('whose name it is has changed meanwhile')
}
