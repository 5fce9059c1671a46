// Takes apart what was put together: names go to a customer of their own, with everything that came by them, and no event
// that is told by the names they were split from brings them back. What Triggerfish itself decided, such as coming into a
// segment, stays where it was.
import {
  blankCustomer,
  countNameChanges,
  type Identity,
  lockCustomers,
  type Name,
  nameKey,
  namesBelow,
  namesOfCustomers,
  pinNames,
  saveCustomers,
} from '../customers/index.js'
import { inTransaction, now, RetryTransaction } from '../db/index.js'
import type { Db } from '../db/tables.js'
import { newId } from '../platform/new-id.js'
import { findMerge, latestHolder } from './merge-history-queries.js'
import { moveByNames, remember } from './move-customer.js'

export interface Split {
  readonly customerId: string
  readonly newCustomerId: string
  /** Those asked for, and those that hang on them. */
  readonly names: readonly Name[]
}

/** `reason` says why there is nothing to split, in words. */
export class CannotSplit extends Error {
  readonly code = 'cannot_split'
  override name = 'CannotSplit'
}

/** Takes these names out of their customer. They must all be the same customer's, and leave at least one name behind. */
export async function splitNames(db: Db, names: readonly Name[], reason: string): Promise<Split> {
  return await inTransaction(db, async trx => {
    const customerId = await latestHolder(trx, names)
    if (customerId === null)
      throw new CannotSplit('Nobody is known by these names, or they are of several customers.')
    return await split(trx, customerId, names, reason)
  })
}

/** Undoes one entry of the history: the names that it brought become a customer of their own again. */
export async function undoMerge(db: Db, mergeId: string): Promise<Split> {
  return await inTransaction(db, async trx => {
    const merge = await findMerge(trx, mergeId)
    if (!merge) throw new CannotSplit('There is no such merge: see `triggerfish customers merges`.')
    const customerId = await latestHolder(trx, merge.names)
    if (customerId === null)
      throw new CannotSplit('The names of that merge are not one customer’s any more: split by name.')
    return await split(trx, customerId, merge.names, `merge ${mergeId} undone`)
  })
}

async function split(trx: Db, customerId: string, asked: readonly Name[], reason: string): Promise<Split> {
  const at = await now(trx)
  const newCustomerId = newId()
  if ((await lockCustomers(trx, [customerId])).length === 0)
    throw new RetryTransaction('the customer is gone')
  const all = await namesOfCustomers(trx, [customerId])
  const names = namesBelow(all, asked)
  refuseAll(all, names)
  await saveCustomers(trx, [blankCustomer(newCustomerId)], at)
  await pinNames(trx, names, topsOf(names), at)
  await moveByNames(trx, { from: customerId, into: newCustomerId }, names, at)
  await countNameChanges(trx, [customerId])
  await remember(
    trx,
    { from: customerId, into: newCustomerId },
    { kind: 'split', names, reason, source: null, eventId: null },
    at,
  )
  return { customerId, newCustomerId, names: names.map(({ kind, value }) => ({ kind, value })) }
}

/** Those that hang on none of the others. */
function topsOf(names: readonly Identity[]): Identity[] {
  const keys = new Set(names.map(nameKey))
  return names.filter(({ claim }) => !claim || !keys.has(nameKey(claim.by)))
}

function refuseAll(all: readonly Identity[], names: readonly Name[]): void {
  if (names.length < all.length) return
  throw new CannotSplit(
    'These are all the names that customer has: either they were split off before (see `triggerfish customers merges`), or name only those that are somebody else’s, such as an address or a browser.',
  )
}
