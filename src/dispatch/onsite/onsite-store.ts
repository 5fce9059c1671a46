// SQL of messages on the site: which are waiting for a customer who is there now. Claiming them is the desk's part.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'

/** Oldest first. `begunBy`: only of passes that began with an event of such an id; null: all. */
export async function waitingOnsite(
  db: Db,
  customerId: string,
  limit: number,
  begunBy: string | null = null,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from messages m
    where m.customer_id = ${customerId} and m.channel = 'onsite' and m.status = 'queued'
      and m.due_at <= (select tf_now()) and (${begunBy}::text is null or exists (
        select from enrollments e where e.id = m.enrollment_id and starts_with(e.event_id, ${begunBy})))
    order by m.created_at, m.id limit ${limit}`.execute(db)
  return rows.map(row => row.id)
}
