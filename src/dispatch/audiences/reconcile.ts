// Makes what platforms are to know of some customers right: the entries of the lists they are on, by the identifiers that
// may be used now. For a transaction that nobody else reconciles in.
import type { Db } from '../../db/tables.js'
import type { Settings } from '../../journeys/definition/settings-schema.js'
import { wantExactly } from './entry-store.js'
import { holdCustomers, membershipsOf } from './member-store.js'
import { wantedEntries } from './wanted-entries.js'

export type Audiences = NonNullable<Settings['audiences']>

export async function reconcile(db: Db, audiences: Audiences, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return
  await holdCustomers(db, customerIds)
  const members = await membershipsOf(db, customerIds)
  await wantExactly(db, customerIds, wantedEntries(audiences, members))
}
