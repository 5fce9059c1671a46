// Counts of everything an installation has done, for a look at a whole run. Reads whole tables: for demos and tests.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { ownSource } from '../model/event.js'

export interface Totals {
  /** Events from outside that are stored, and with that decided; those that followed from them do not count. */
  readonly processed: number
  /** Events set aside and not replayed. */
  readonly failed: number
  readonly enrollments: number
  readonly active: number
  readonly email: number
  readonly sms: number
  /** Of the goals by which journeys are compared, and not cancelled. */
  readonly conversions: number
}

export async function readTotals(db: Db): Promise<Totals> {
  const { rows } = await sql<Totals>`
    select
      (select count(*)::int from events where source_id <> ${ownSource}) as processed,
      (select count(*)::int from failed_events where replayed_at is null) as failed,
      (select count(*)::int from enrollments) as enrollments,
      (select count(*)::int from enrollments where status = 'active') as active,
      m.email, m.sms,
      (select count(*)::int from conversions where goal = 'primary' and not cancelled) as conversions
    from (
      select count(*) filter (where channel = 'email')::int as email, count(*) filter (where channel = 'sms')::int as sms
      from messages where status in ('on_wire', 'sent', 'unknown')
    ) m`.execute(db)
  return rows[0]!
}

/** What is due by now and not done: timers to be decided, messages to be handed over. Those on the site wait for a visit. */
export async function countOverdue(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*)::int from timers where due_at <= tf_now())
      + (select count(*)::int from messages where status in ('queued', 'claimed', 'on_wire')
        and channel <> 'onsite' and due_at <= tf_now())
      as count`.execute(db)
  return rows[0]!.count
}
