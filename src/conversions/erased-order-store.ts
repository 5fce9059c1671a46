// Orders of people who were erased: these stay counted, under nobody's id, and whoever else has told or will tell of them earns
// them no more. All that is left of such an order is a keyed hash. Must not erase anything.
import { sql } from 'kysely'
import { erasedAtOf, lastErasure, orderHash, privacyKey } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { LedgerEvent } from './ledger.js'
import { cancellationType, orderIdOf, orderType, refundType } from './order.js'

export interface NumberedOrder {
  readonly source: string
  readonly orderId: string
}

/** Orders that are this customer's, by every source by which they told of them. As of the last time they were counted. */
export async function ordersOf(db: Db, customerId: string): Promise<NumberedOrder[]> {
  const { rows } = await sql<NumberedOrder>`
    select source_id as source, order_id as "orderId" from orders
    where customer_id = ${customerId} and order_id is not null
    union
    select e.source_id, o.order_id
    from orders o join events e
      on e.customer_id = o.customer_id and e.type = ${orderType} and e.properties -> 'order' ->> 'id' = o.order_id
    where o.customer_id = ${customerId} and o.order_id is not null`.execute(db)
  return rows
}

const concerned: ReadonlySet<string> = new Set([orderType, refundType, cancellationType])

/** Without what is told of orders of the erased. */
export async function withoutErased<E extends LedgerEvent>(
  db: Db,
  events: readonly E[],
): Promise<readonly E[]> {
  if ((await lastErasure(db)) === null) return events
  const key = await privacyKey(db)
  const hashed = events.map(event => {
    const orderId = concerned.has(event.type) ? orderIdOf(event.properties) : null
    return { event, hash: orderId === null ? null : orderHash(key, event.source, orderId).toString('hex') }
  })
  const erased = await erasedAtOf(db, [...new Set(hashed.flatMap(({ hash }) => hash ?? []))])
  return hashed.filter(({ hash }) => hash === null || !erased.has(hash)).map(({ event }) => event)
}
