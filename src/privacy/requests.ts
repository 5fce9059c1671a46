// Requests of privacy from their arrival to their end. To be forgotten is done at once; to be told waits for a person, who
// has to look whom the answer goes to; to forget a whole shop waits for one too.
import type { Db } from '../db/tables.js'
import { type Identifiers, identityKinds } from '../model/customer.js'
import type { CustomerKey } from '../model/customer-key.js'
import { type EraseParts, eraseCustomer } from './erase.js'
import {
  closeRequest,
  findOpenRequest,
  insertDoneRequest,
  insertOpenRequest,
  type WishKind,
} from './request-store.js'

/** Somebody's right, as a platform passes it on. */
export interface Wish {
  readonly kind: WishKind
  /** Empty for a whole shop. */
  readonly customer: Identifiers
}

/** Harmless when repeated. Rejects with `BrokerUnavailable`, or while PostgreSQL is away: then it is to be tried again. */
export async function recordWish(parts: EraseParts, source: string, { kind, customer }: Wish): Promise<void> {
  if (kind !== 'erase') return await insertOpenRequest(parts.db, { source, kind, names: customer })
  let erased = 0
  // All their names, each also where nobody has it: what is still on its way under it is dropped.
  for (const key of keysOf(customer)) if ((await eraseCustomer(parts, key)).known) erased++
  await insertDoneRequest(parts.db, { source, kind, result: erased > 0 ? 'erased' : 'nobody_known' })
}

/** The strongest name first; null: there is no such request, or it is done. */
export async function namesOfRequest(db: Db, id: string): Promise<CustomerKey[] | null> {
  const names = await findOpenRequest(db, id)
  return names ? keysOf(names) : null
}

export const finishExport = (db: Db, id: string, found: boolean): Promise<void> =>
  closeRequest(db, id, found ? 'exported' : 'nobody_known')

const keysOf = (names: Identifiers): CustomerKey[] => [
  ...identityKinds.flatMap(kind => {
    const value = names[kind]
    return value === undefined ? [] : [{ kind, value }]
  }),
  ...(names.formerId === undefined ? [] : [{ kind: 'id' as const, value: names.formerId }]),
]
