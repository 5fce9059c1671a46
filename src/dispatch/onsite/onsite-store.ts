// SQL of messages on the site: which are waiting for a customer who is there now. Claiming them is the desk's part.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'

/** Oldest first. */
export async function waitingOnsite(db: Db, customerId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from messages
    where customer_id = ${customerId} and channel = 'onsite' and status = 'queued' and due_at <= (select tf_now())
    order by created_at, id limit ${limit}`.execute(db)
  return rows.map(row => row.id)
}
