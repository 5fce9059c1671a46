// SQL of the sweep: what a crash, a lost job or a passed time left behind. Any number of processes may run it at once;
// they pass over each other's rows, and none ever waits for a lock.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { Category } from '../journeys/definition/action-schemas.js'
import type { Channel } from '../model/channel.js'
import { marksOfMessages } from '../rollups/index.js'
import type { MaxAges } from './settlement.js'

export interface DueMessage {
  readonly id: string
  readonly channel: Channel
  readonly attempts: number
}

/**
 * Claims whose holder is gone go back to the queue, to be published at once: nothing of them was on the wire. It
 * counts as an attempt, so that a message that kills every process that takes it up is given up in the end.
 */
export async function freeLapsedClaims(db: Db, maxAttempts: number, limit: number): Promise<number> {
  return await countChanged(
    db,
    sql`
      select id from messages where status = 'claimed' and lease_until < clock_timestamp()
      order by lease_until limit ${limit} for update skip locked`,
    sql`
      attempts = m.attempts + 1, claim_token = null, lease_until = null, enqueued_at = '-infinity',
      status = case when m.attempts + 1 >= ${maxAttempts} then 'failed' else 'queued' end,
      reason = case when m.attempts + 1 >= ${maxAttempts} then 'gave_up: process_died' else 'process_died' end`,
  )
}

/**
 * Nobody knows whether the provider has these, but for those of which it has reported something: they were sent. The token stays,
 * for an answer that comes late after all. How many there were, of both kinds.
 */
export async function giveUpLapsedWires(db: Db, limit: number): Promise<number> {
  return await countChanged(
    db,
    sql`
      select id from messages where status = 'on_wire' and lease_until < clock_timestamp()
      order by lease_until limit ${limit} for update skip locked`,
    sql`
      status = case when delivery is null then 'unknown' else 'sent' end,
      reason = case when delivery is null then 'process_died' end,
      sent_at = case when delivery is null then m.sent_at else m.wire_at end,
      lease_until = null`,
  )
}

/** Messages that waited too long, for instance for a channel that nobody set up. At most `limit` of each channel. */
export async function skipExpired(db: Db, maxAges: MaxAges, limit: number): Promise<number> {
  return await countChanged(
    db,
    sql`
      select old.id from json_each_text(${JSON.stringify(maxAges)}::json) as x(channel, max_age)
      cross join lateral (
        select id from messages where status = 'queued' and channel = x.channel and due_at <= (select tf_now())
          and created_at < (select tf_now()) - x.max_age::double precision * interval '1 millisecond'
        order by created_at limit ${limit} for update skip locked
      ) as old`,
    sql`status = 'skipped', reason = 'expired'`,
  )
}

/**
 * Sets this of the chosen messages (`id`), and marks them for the reports; how many there were. None of them comes onto the wire
 * or off it, so that their passes count as before.
 */
async function countChanged(
  db: Db,
  chosen: RawBuilder<unknown>,
  changes: RawBuilder<unknown>,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with chosen as (${chosen}),
    changed as (
      update messages m set ${changes} from chosen where m.id = chosen.id
      returning m.journey_id, m.enrollment_id, m.created_at, m.wire_at, m.wire_at as was_wire_at, false as capped,
        false as for_entries
    ),
    marked as (${marksOfMessages('changed')})
    select count(*)::int as count from changed`.execute(db)
  return rows[0]!.count
}

/**
 * Due messages of these channels that no job was made for of late, marked as published now. One statement for each
 * category, which stands in it as a word so that what belongs to an order is found by an index of its own, whatever
 * lies in wait beside it; `tf_now()` in a select, for the same reason.
 */
export async function takeUnpublished(
  db: Db,
  category: Category,
  channels: readonly Channel[],
  afterMs: number,
  limit: number,
): Promise<DueMessage[]> {
  const ofCategory =
    category === 'transactional' ? sql`category = 'transactional'` : sql`category = 'marketing'`
  const { rows } = await sql<DueMessage>`
    with waiting as (
      select id from messages
      where status = 'queued' and due_at <= (select tf_now()) and channel = any(${channels}::text[]) and ${ofCategory}
        and enqueued_at < clock_timestamp() - ${afterMs} * interval '1 millisecond'
      order by due_at limit ${limit} for update skip locked
    )
    update messages m set enqueued_at = clock_timestamp()
    from waiting where m.id = waiting.id
    returning m.id, m.channel, m.attempts`.execute(db)
  return rows
}
