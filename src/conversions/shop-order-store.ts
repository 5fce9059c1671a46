// Orders of the shop in PostgreSQL: what is there, and what takes its place.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { partOf } from '../model/ids.js'
import type { ShopOrder } from './shop-order.js'

/** `isKept`: the event it was counted from is not there any more, so that it stays as it was. */
export type StoredShopOrder = ShopOrder & { readonly isKept: boolean }

export async function loadShopOrders(db: Db, ids: readonly string[]): Promise<StoredShopOrder[]> {
  const { rows } = await sql<StoredShopOrder>`
    select source_id as source, event_id as "eventId", customer_id as "customerId", occurred_at as "occurredAt",
      order_id as "orderId", value, currency, refunded, cancelled,
      not exists (select from events e where e.source_id = o.source_id and e.id = o.event_id) as "isKept"
    from orders o where customer_id = any(${ids}::uuid[])`.execute(db)
  return rows
}

/** Whoever has them now: an order is of the customer of its event. */
export async function replaceShopOrders(
  db: Db,
  gone: readonly ShopOrder[],
  added: readonly ShopOrder[],
): Promise<void> {
  const keys = [...gone, ...added].map(({ source, eventId }) => ({ source, eventId }))
  if (keys.length === 0) return
  await sql`
    delete from orders o
    using json_to_recordset(${JSON.stringify(keys)}::json) as k(source text, "eventId" text)
    where o.source_id = k.source and o.event_id = k."eventId"`.execute(db)
  if (added.length === 0) return
  const rows = added.map(order => ({ ...order, part: partOf(order.customerId) }))
  await sql`
    insert into orders (source_id, event_id, customer_id, part, occurred_at, order_id, value, currency, refunded, cancelled)
    select source, "eventId", "customerId", part, "occurredAt", "orderId", value, currency, refunded, cancelled
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(source text, "eventId" text, "customerId" uuid,
      part smallint, "occurredAt" timestamptz, "orderId" text, value numeric, currency text, refunded numeric,
      cancelled boolean)`.execute(db)
}
