// Events that were set aside because they could not be processed: listed, and put back. And messages that did not arrive,
// or perhaps not: listed only, because sending them again could repeat them.
import { sql, type Transaction } from 'kysely'
import { inTransaction } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { Event } from '../model/event.js'

export interface FailedEvent {
  readonly id: string
  readonly source: string
  readonly eventId: string
  readonly type: string
  readonly reason: string
  readonly failedAt: Date
}

/** Newest first. */
export async function listFailedEvents(db: Db, limit: number): Promise<FailedEvent[]> {
  const { rows } = await sql<Omit<FailedEvent, 'type'> & { event: Partial<Event> }>`
    select id, source_id as source, event_id as "eventId", event, reason, failed_at as "failedAt"
    from failed_events where replayed_at is null order by failed_at desc, id desc limit ${limit}`.execute(db)
  // The type is not asked of PostgreSQL: it may have refused this very text, and would refuse it again.
  return rows.map(({ event, ...row }) => ({ ...row, type: event.type ?? '' }))
}

export interface FailedMessage {
  readonly id: string
  readonly journey: string
  readonly step: string
  readonly channel: string
  /** `unknown`: it may have arrived, and is never sent again by itself. `failed`: it did not. */
  readonly status: 'unknown' | 'failed'
  readonly reason: string | null
  readonly createdAt: Date
}

/** Messages that were given up, or of which nobody knows whether they arrived, newest first. */
export async function listFailedMessages(db: Db, limit: number): Promise<FailedMessage[]> {
  const { rows } = await sql<FailedMessage>`
    select id, journey_id as journey, step_id as step, channel, status, reason, created_at as "createdAt"
    from messages where status in ('failed', 'unknown') order by created_at desc, id limit ${limit}`.execute(
    db,
  )
  return rows
}

const portion = 500

/**
 * Hands set-aside events (these ids, or all there are now) to `accept`, and forgets them. Answers how many. That commits
 * after `accept` has taken the events: a crash in between leaves them set aside, and replaying them again does no harm.
 * An event that fails once more waits for the commit, and is then set aside anew.
 */
export async function replayFailedEvents(
  db: Db,
  ids: readonly string[] | null,
  accept: (events: Event[]) => Promise<unknown>,
): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  const before = rows[0]!.now
  for (let sum = 0; ; ) {
    const count = await inTransaction(db, async trx => {
      const events = await takeOut(trx, ids, before)
      if (events.length > 0) await accept(events)
      return events.length
    })
    sum += count
    if (count < portion) return sum
  }
}

async function takeOut(
  trx: Transaction<Database>,
  ids: readonly string[] | null,
  before: Date,
): Promise<Event[]> {
  const { rows } = await sql<{ event: Event }>`
    delete from failed_events where id in (
      select id from failed_events
      where replayed_at is null and failed_at <= ${before} and (${ids}::uuid[] is null or id = any(${ids}::uuid[]))
      order by failed_at, id limit ${portion} for update skip locked
    )
    returning event`.execute(trx)
  return rows.map(({ event }) => event)
}
