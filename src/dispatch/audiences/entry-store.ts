// SQL of what platforms know and are to know. One row for each identifier on each list, so that whatever is wanted in the end
// is what is told last: of an addition that was taken back only the removal goes out, after the addition if that was on
// its way. Every change after a claim is fenced by its token.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { Identifier } from './ad-request.js'
import type { Entry } from './wanted-entries.js'

/** Makes the entries of these customers the wanted ones; what is right already is not touched. */
export async function wantExactly(
  db: Db,
  customerIds: readonly string[],
  entries: readonly Entry[],
): Promise<void> {
  const wanted = sql`(
    select * from json_to_recordset(${JSON.stringify(entries)}::json)
      as x(audience text, hash text, kind text, "customerId" uuid, part smallint)
  )`
  await sql`
    insert into audience_entries (audience, hash, kind, customer_id, part, wanted, told, status, due_at, changed_at)
    select audience, hash, kind, "customerId", part, true, false, 'queued', tf_now(), tf_now() from ${wanted} x
    order by audience, hash
    on conflict (audience, hash) do update set customer_id = excluded.customer_id, part = excluded.part, wanted = true,
      changed_at = tf_now(), attempts = 0, reason = null, due_at = tf_now(),
      status = case when audience_entries.status = 'claimed' then 'claimed'
        when audience_entries.told then 'done' else 'queued' end
      where not audience_entries.wanted or audience_entries.customer_id is distinct from excluded.customer_id`.execute(
    db,
  )
  const unwanted = sql`e.customer_id = any(${customerIds}::uuid[]) and e.wanted and not exists (
    select from ${wanted} x where x.audience = e.audience and x.hash = e.hash)`
  await sql`delete from audience_entries e where ${unwanted} and e.told is false and e.status <> 'claimed'`.execute(
    db,
  )
  await sql`
    update audience_entries e set wanted = false, changed_at = tf_now(), attempts = 0, reason = null, due_at = tf_now(),
      status = case when e.status = 'claimed' then 'claimed' else 'queued' end
    where ${unwanted}`.execute(db)
}

export interface Claimed extends Identifier {
  readonly customerId: string | null
  readonly attempts: number
}

/** Whether somebody is telling this platform something now: what is told of one list is told in order. */
export async function isBusy(db: Db, audience: string): Promise<boolean> {
  const { rows } = await sql`
    select from audience_entries where audience = ${audience} and status = 'claimed' limit 1`.execute(db)
  return rows.length > 0
}

/** The customers of those that are to be added next. */
export async function customersToAdd(db: Db, audience: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from (
      select customer_id from audience_entries
      where audience = ${audience} and status = 'queued' and wanted and due_at <= (select tf_now())
      order by due_at limit ${limit}
    ) next where customer_id is not null`.execute(db)
  return rows.map(({ id }) => id)
}

/** An addition may be there from here on, whatever becomes of its request. */
export async function claimEntries(
  db: Db,
  audience: string,
  wanted: boolean,
  { token, limit, leaseMs }: { token: string; limit: number; leaseMs: number },
): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    with due as (
      select hash from audience_entries
      where audience = ${audience} and status = 'queued' and wanted = ${wanted} and due_at <= (select tf_now())
      order by due_at limit ${limit} for update skip locked
    )
    update audience_entries e set status = 'claimed', claim_token = ${token}, reason = null,
      told = case when e.wanted then null else e.told end,
      lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    from due where e.audience = ${audience} and e.hash = due.hash
    returning e.hash, e.kind, e.customer_id as "customerId", e.attempts`.execute(db)
  return rows
}

export interface Outcome {
  readonly status: 'done' | 'queued' | 'failed'
  readonly reason: string | null
  readonly responseStatus: number | null
  readonly delayMs: number
  /** Whether it counts as one of the attempts there are. */
  readonly counts: boolean
}

/**
 * Writes what became of a claim. `added`: what was asked for. What somebody has changed meanwhile is queued again, for
 * the opposite. Whoever is taken from a list is not kept here; nor are the erased, once nothing more can be done.
 */
export async function recordEntries(
  db: Db,
  token: string,
  added: boolean,
  { status, reason, responseStatus, delayMs, counts }: Outcome,
): Promise<void> {
  const done = status === 'done'
  const mine = sql`claim_token = ${token} and status = 'claimed'`
  if (!added)
    await sql`
      delete from audience_entries
      where ${mine} and not wanted and (${done} or ${status === 'failed'} and customer_id is null)`.execute(
      db,
    )
  await sql`
    update audience_entries e set claim_token = null, lease_until = null, response_status = ${responseStatus}::integer,
      told = case when ${done} then ${added} else e.told end,
      told_at = case when ${done} then tf_now() else e.told_at end,
      status = case when e.wanted <> ${added} then 'queued' else ${status} end,
      reason = case when e.wanted <> ${added} then null else ${reason}::text end,
      attempts = case when e.wanted <> ${added} or ${done} then 0 when ${counts} then e.attempts + 1 else e.attempts end,
      due_at = case when e.wanted <> ${added} then tf_now() else tf_now() + ${delayMs} * interval '1 millisecond' end
    where ${mine}`.execute(db)
}

/** Claims of processes that are gone are free again; an addition may have arrived, and is repeated. */
export async function freeLapsed(db: Db): Promise<void> {
  await sql`
    update audience_entries set status = 'queued', claim_token = null, lease_until = null, attempts = attempts + 1
    where status = 'claimed' and lease_until < clock_timestamp()`.execute(db)
}

/** Of lists that the settings name no more nobody can take the erased: they are forgotten here at least. */
export async function forgetHomeless(db: Db, audiences: readonly string[]): Promise<void> {
  await sql`
    delete from audience_entries where customer_id is null and status <> 'claimed'
      and not audience = any(${audiences}::text[])`.execute(db)
}
