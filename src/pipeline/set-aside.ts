// Events whose deciding failed are kept with the reason, so that they can be replayed (I11).
import { identifiersOf } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { Event } from '../model/event.js'
import { setEventsAside } from './event-store.js'
import type { DecidedCustomer } from './work.js'

/** Answers how many there were. */
export async function setPoisonedAside(db: Db, customers: readonly DecidedCustomer[]): Promise<number> {
  const failed = customers.flatMap(({ customer, poisoned }) =>
    poisoned.flatMap(({ input, reason }) =>
      input.kind === 'event' ? [{ customerId: customer.id, event: input.event, reason }] : [],
    ),
  )
  if (failed.length === 0) return 0
  const nameless = failed.filter(({ event }) => isNameless(event)).map(({ customerId }) => customerId)
  const names = await identifiersOf(db, [...new Set(nameless)])
  await setEventsAside(
    db,
    failed.map(({ customerId, event, reason }) => ({
      event: isNameless(event) ? { ...event, customer: names.get(customerId) ?? {} } : event,
      reason,
    })),
  )
  return failed.length
}

/** Our own events know their customer without a name; a replay has to find them again. */
const isNameless = ({ customer }: Event): boolean => Object.keys(customer).length === 0
