// Watches over customers in PostgreSQL, and how far the first look at every customer has come. A customer's lock guards
// the watch over them: it is read and written under that lock only.
import { sql } from 'kysely'
import { jsonColumn, plainColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import { partOf } from '../model/ids.js'
import type { Watch } from './engine/index.js'

export interface WatchRow extends Watch {
  readonly customerId: string
}

export async function loadWatches(db: Db, customerIds: readonly string[]): Promise<Map<string, Watch>> {
  if (customerIds.length === 0) return new Map()
  const { rows } = await sql<WatchRow>`
    select customer_id as "customerId", checked_at as "checkedAt", members, due_at as "dueAt"
    from watches where customer_id = any(${customerIds}::uuid[])`.execute(db)
  return new Map(rows.map(({ customerId, ...watch }) => [customerId, watch]))
}

export async function saveWatches(db: Db, rows: readonly WatchRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into watches (customer_id, part, checked_at, members, due_at)
    select * from unnest(
      ${plainColumn(rows, ({ customerId }) => customerId)}::uuid[],
      ${plainColumn(rows, ({ customerId }) => partOf(customerId))}::smallint[],
      ${plainColumn(rows, ({ checkedAt }) => checkedAt)}::timestamptz[],
      ${jsonColumn(rows, ({ members }) => members)},
      ${plainColumn(rows, ({ dueAt }) => dueAt)}::timestamptz[]
    )
    on conflict (customer_id) do update set checked_at = excluded.checked_at, members = excluded.members,
      due_at = excluded.due_at`.execute(db)
}

/**
 * Locks customers whose watch is due, the longest due first, and answers their ids. Passes over those whom somebody else
 * has and never waits, so that the order in which it locks them does not matter. Whether a watch is still due must be
 * read again afterwards: it may have been changed just before the lock was got.
 */
export async function lockWatched(db: Db, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from watches w join customers c on c.id = w.customer_id
    where w.due_at <= ${now} order by w.due_at limit ${limit} for update of c skip locked`.execute(db)
  return rows.map(({ id }) => id)
}

/** Puts off the watch that is due first; true: there was one. */
export async function postponeFirstWatch(db: Db): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update watches w set due_at = tf_now() + interval '1 hour'
    from (
      select w.customer_id from watches w join customers c on c.id = w.customer_id
      where w.due_at <= (select tf_now()) order by w.due_at limit 1 for update of c skip locked
    ) first
    where w.customer_id = first.customer_id`.execute(db)
  return Number(numAffectedRows ?? 0) > 0
}

export interface Backfill {
  /** The customer up to whom, in the order of ids, everybody has been looked at; null: not begun. */
  readonly afterId: string | null
}

/**
 * Takes on the first look at every customer by this plan; null: it is done, or another process is at it. A plan that comes
 * back after another one begins anew: nobody has looked by it meanwhile.
 */
export async function takeBackfill(db: Db, plan: string): Promise<Backfill | null> {
  await sql`
    with begun as (
      insert into watch_backfills (plan) select ${plan}
      where not exists (select from watch_backfills where plan = ${plan}) on conflict do nothing returning plan
    )
    delete from watch_backfills where plan <> ${plan} and exists (select from begun)`.execute(db)
  const { rows } = await sql<Backfill>`
    select after_id as "afterId" from watch_backfills
    where plan = ${plan} and done_at is null for update skip locked`.execute(db)
  return rows[0] ?? null
}

export async function moveBackfill(db: Db, plan: string, afterId: string): Promise<void> {
  await sql`update watch_backfills set after_id = ${afterId} where plan = ${plan}`.execute(db)
}

export async function endBackfill(db: Db, plan: string): Promise<void> {
  await sql`update watch_backfills set done_at = tf_now() where plan = ${plan}`.execute(db)
}

/**
 * Ends all watching where nothing is watched any more. Who comes meanwhile has no watch, and the others' know less every
 * day: when something is watched again, everybody is looked at for the first time.
 */
export async function endWatches(db: Db): Promise<void> {
  const { numAffectedRows } = await sql`delete from watch_backfills`.execute(db)
  if (Number(numAffectedRows ?? 0) > 0) await sql`truncate watches`.execute(db)
}
