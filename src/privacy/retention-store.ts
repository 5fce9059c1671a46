// SQL of the periods of keeping: which rows are over, and deleting some of them. Waits for no lock and holds few: rows that
// somebody has are passed over until the next time.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/tables.js'

export const expiringTables = [
  'events',
  'decisions',
  'messages',
  'short_links',
  'calls',
  'audience_additions',
  'consent_changes',
  'suppression_changes',
  'failed_events',
  'failed_webhooks',
  'product_interests',
  'product_changes',
  'feed_runs',
] as const
export type ExpiringTable = (typeof expiringTables)[number]

const inAJourney = sql`exists (select from enrollments e where e.id = t.enrollment_id and e.status = 'active')`

/** What is over at that time and nobody needs any more. */
function isOver(table: ExpiringTable, before: Date): RawBuilder<unknown> {
  switch (table) {
    case 'events':
      // What somebody in a journey has done since they came in may be what they wait for.
      return sql`t.processed_at < ${before} and t.occurred_at < ${before} and not exists (
        select from enrollments e where e.customer_id = t.customer_id and e.status = 'active'
          and e.triggered_at <= t.occurred_at)`
    case 'decisions':
      return sql`t.decided_at < ${before} and not ${inAJourney}`
    case 'messages':
      return sql`t.created_at < ${before} and coalesce(t.wire_at, t.created_at) < ${before}
        and t.status not in ('queued', 'claimed', 'on_wire') and not ${inAJourney}`
    case 'short_links':
      // They lead on as long as their message is kept.
      return sql`t.created_at < ${before} and not exists (select from messages m where m.id = t.message_id)`
    case 'calls':
      return sql`t.created_at < ${before} and t.done_at < ${before} and t.status in ('done', 'failed') and not ${inAJourney}`
    case 'audience_additions':
      return sql`t.added_at < ${before}`
    case 'consent_changes':
      return sql`t.changed_at < ${before} and exists (
        select from consent_changes l where l.customer_id = t.customer_id and l.channel = t.channel
          and l.topic is not distinct from t.topic and l.status <> 'requested' and l.changed_at > t.changed_at)`
    case 'suppression_changes':
      return sql`t.changed_at < ${before} and exists (
        select from suppression_changes l where l.channel = t.channel and l.address = t.address
          and l.changed_at > t.changed_at)`
    case 'failed_events':
    case 'failed_webhooks':
      return sql`t.failed_at < ${before}`
    case 'product_interests':
      return sql`greatest(t.viewed_at, t.carted_at, t.bought_at) < ${before}`
    case 'product_changes':
      return sql`t.changed_at < ${before} and t.done_at < ${before}`
    case 'feed_runs':
      // The audit looks at the last one that came to an end, and at one after it that did not.
      return sql`t.started_at < ${before} and (
        select count(*) from feed_runs l where l.feed = t.feed and l.started_at > t.started_at
          and l.finished_at is not null) >= 2`
  }
}

/** Answers how many rows went, at most `limit`. */
export async function deleteExpired(
  db: Db,
  table: ExpiringTable,
  before: Date,
  limit: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where ctid = any(array(
      select t.ctid from ${sql.table(table)} t where ${isOver(table, before)} limit ${limit} for update of t skip locked
    ))`.execute(db)
  return Number(numAffectedRows ?? 0)
}

export async function countExpired(db: Db, table: ExpiringTable, before: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(table)} t where ${isOver(table, before)}`.execute(db)
  return rows[0]!.count
}
