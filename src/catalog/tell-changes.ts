// One step of telling changes to those they concern: a portion of the customers of the oldest change. What is accepted
// and not yet noted as told is told again, as the same events, which the pipeline recognises.
import { now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import type { Identifiers } from '../model/customer.js'
import { isLess } from '../model/decimal-amount.js'
import type { Event } from '../model/event.js'
import { nextChange, type OpenChange, saveProgress } from './change-store.js'
import { changedEvent } from './changed-event.js'
import { interestedIn } from './interest-store.js'

const portion = 1_000

export interface Telling {
  /** Resolves when the events are safe. */
  readonly accept: (events: readonly Event[]) => Promise<void>
  /** Some name of each kind that these customers are known by. */
  readonly namesOf: (db: Db, customerIds: readonly string[]) => Promise<ReadonlyMap<string, Identifiers>>
}

/** true: there is more to tell. Only one at a time may run. */
export async function tellChanges(
  db: Db,
  interestWithinMs: number,
  { accept, namesOf }: Telling,
): Promise<boolean> {
  const change = await nextChange(db)
  if (!change) return false
  const at = await now(db)
  const since = new Date(change.changedAt.getTime() - interestWithinMs)
  const customers = holds(change)
    ? await interestedIn(db, change.productId, since, change.afterCustomer, portion)
    : []
  const names = await namesOf(db, customers)
  const events = customers
    .map(id => changedEvent(change, id, names.get(id), at))
    .filter(event => event !== null)
  if (events.length > 0) await accept(events)
  await saveProgress(db, change.id, customers.length === portion ? customers.at(-1)! : null, at)
  return true
}

/** Nobody is told of what is over: sold out again, taken out, or dearer than it had become. */
function holds({ kind, inStock, removed, currentPrice, newPrice }: OpenChange): boolean {
  if (inStock === false || removed) return false
  if (kind === 'back_in_stock') return true
  return currentPrice !== null && newPrice !== null && !isLess(newPrice, currentPrice)
}
