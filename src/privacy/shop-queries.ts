// Whose customers are a shop's alone.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { CustomerKey } from '../model/customer-key.js'
import { ownSource } from '../model/event.js'

/**
 * A name of each customer of whom only this source has told, in portions by id. What Triggerfish made of it itself is of no
 * source.
 */
export async function customersOnlyOf(
  db: Db,
  source: string,
  after: string | null,
  limit: number,
): Promise<(CustomerKey & { readonly id: string })[]> {
  const { rows } = await sql<CustomerKey & { id: string }>`
    select c.id, n.kind, n.value from customers c
    cross join lateral (select kind, value from identities where customer_id = c.id order by kind, value limit 1) n
    where (${after}::uuid is null or c.id > ${after}::uuid)
      and exists (select from events where customer_id = c.id and source_id = ${source})
      and not exists (select from events where customer_id = c.id and source_id not in (${source}, ${ownSource}))
    order by c.id limit ${limit}`.execute(db)
  return rows
}

export async function countCustomersOnlyOf(db: Db, source: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from customers c
    where exists (select from events where customer_id = c.id and source_id = ${source})
      and not exists (select from events where customer_id = c.id and source_id not in (${source}, ${ownSource}))`.execute(
    db,
  )
  return rows[0]!.count
}
