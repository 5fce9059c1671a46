// New names for the rows that an erasure leaves behind, so that what is counted together goes on belonging together and
// leads back to nobody.
import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/tables.js'

/**
 * New ids for these rows, which lead back to nothing; the provider of a mail knows the old ones. They are in the order of the old
 * ones: by it reports tell which of two came first at one instant.
 */
export async function renamed(db: Db, ids: RawBuilder<unknown>): Promise<RawBuilder<unknown>> {
  const { rows } = await sql<{ id: string }>`${ids}`.execute(db)
  const old = rows.map(({ id }) => id).sort()
  const fresh = old.map(() => randomUUID()).sort()
  const pairs = old.map((from, n) => ({ from, to: fresh[n] }))
  return sql`(select * from json_to_recordset(${JSON.stringify(pairs)}::json) as p("from" uuid, "to" uuid))`
}

/** The same for what was earned: each event has one new id, by which its parts go on belonging together. */
export async function renamedEvents(db: Db, customerId: string): Promise<RawBuilder<unknown>> {
  const { rows } = await sql<{ source: string; from: string }>`
    select source_id as source, event_id as "from" from conversions where customer_id = ${customerId}
    union select source_id, event_id from orders where customer_id = ${customerId}`.execute(db)
  const named = rows.map(row => ({ ...row, to: `erased:${randomUUID()}` }))
  return sql`(
    select * from json_to_recordset(${JSON.stringify(named)}::json) as p(source text, "from" text, "to" text)
  )`
}
