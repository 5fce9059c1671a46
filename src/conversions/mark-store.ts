// Marks: customers whose conversions have to be counted anew. Written in the transaction that changes something about them,
// and only added to, so that nobody waits for anybody.
import { sql } from 'kysely'
import { plainColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'

export async function markForCredit(db: Db, customerIds: readonly string[]): Promise<void> {
  const ids = [...new Set(customerIds)]
  if (ids.length === 0) return
  await sql`insert into credit_marks (customer_id) select unnest(${plainColumn(ids, id => id)}::uuid[])`.execute(
    db,
  )
}
