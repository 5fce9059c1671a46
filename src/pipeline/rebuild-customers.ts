// What is known of customers, once more from what they have said: after part of one has become another's, nobody can tell
// from the sums whose word was whose.
import { blankCustomer, changeCustomer, latestAddresses, saveCustomers } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { Customer } from '../model/customer.js'
import type { Event } from '../model/event.js'
import { loadTelling } from './event-store.js'

export async function rebuildCustomers(db: Db, ids: readonly string[], now: Date): Promise<void> {
  const told = await loadTelling(db, ids)
  const addresses = await latestAddresses(db, ids)
  await saveCustomers(
    db,
    ids.map(id => rebuilt({ ...blankCustomer(id), ...addresses.get(id) }, told.get(id) ?? [])),
    now,
  )
}

/** Whose addresses they are is said by the names alone. */
const rebuilt = (blank: Customer, events: readonly Event[]): Customer =>
  events.reduce((customer, event) => changeCustomer(customer, event, {}).customer, blank)
