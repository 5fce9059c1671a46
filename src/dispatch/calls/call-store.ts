// SQL of calls. Every change after the claim is fenced by its token. Calls wait for nobody's lock and hold nobody's: they
// read customers as they are.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { ClaimedCall, Lane } from './call.js'
import type { CallSettlement } from './call-schedule.js'

/** The earliest due calls, up to `room` in each lane. */
export async function claimDueCalls(
  db: Db,
  lanes: readonly (Lane & { readonly room: number })[],
  leaseMs: number,
): Promise<ClaimedCall[]> {
  const { rows } = await sql<ClaimedCall>`
    with due as (
      select waiting.id from json_to_recordset(${JSON.stringify(lanes)}::json) as x(kind text, target text, room integer)
      cross join lateral (
        select c.id from calls c
        where c.status = 'queued' and c.kind = x.kind and c.target = x.target and c.due_at <= (select tf_now())
        order by c.due_at limit x.room for update skip locked
      ) as waiting
    ),
    claimed as (
      update calls c set status = 'claimed', reason = null, claim_token = gen_random_uuid(),
        lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      from due where c.id = due.id
      returning c.*
    )
    select c.id, c.claim_token as token, c.enrollment_id as "enrollmentId", c.journey_id as "journeyId", c.version,
      c.step_id as "stepId", c.pass, c.kind, c.target, c.title, c.payload, c.answers, c.attempts,
      (select jsonb_object_agg(kind, value) from (
        select distinct on (kind) kind, value from identities
        where customer_id = c.customer_id and (kind <> 'anonymousId' or not exists (
          select from identities named where named.customer_id = c.customer_id and named.kind <> 'anonymousId'))
        order by kind, created_at desc, value
      ) as names) as customer,
      clock_timestamp() as "claimedAt", tf_now() as now
    from claimed c order by c.due_at`.execute(db)
  return rows
}

export interface HeldCall {
  readonly id: string
  readonly token: string
}

/**
 * A mail cannot be repeated by its id as a webhook can, so that it is noted before its body leaves. True: it is, durably,
 * and the call is still ours.
 */
export async function markMailOnWire(
  db: Db,
  { id, token }: HeldCall,
  wireTimeoutMs: number,
): Promise<boolean> {
  const { rows } = await sql`
    with durable as (select set_config('synchronous_commit', 'on', true) as setting)
    update calls set reason = 'on_wire', lease_until = clock_timestamp() + ${wireTimeoutMs} * interval '1 millisecond'
    from durable
    where durable.setting = 'on' and id = ${id} and claim_token = ${token} and status = 'claimed'
    returning id`.execute(db)
  return rows.length === 1
}

/** Writes what became of a call; a repetition, or one who has lost it to another, changes nothing. */
export async function recordCall(
  db: Db,
  { id, token }: HeldCall,
  { status, reason, responseStatus, delayMs }: CallSettlement,
): Promise<void> {
  await sql`
    update calls set status = ${status}, reason = ${reason}::text, attempts = attempts + 1,
      response_status = ${responseStatus}::integer, claim_token = null, lease_until = null,
      due_at = case when ${status} = 'queued' then tf_now() + ${delayMs} * interval '1 millisecond' else due_at end,
      done_at = case when ${status} <> 'queued' then tf_now() end
    where id = ${id} and claim_token = ${token} and status = 'claimed'`.execute(db)
}

/**
 * Calls whose holder is gone are made again at once: whoever was called may have got them already, and knows them by
 * their id. Only of a mail that was on the wire nobody knows, and it is not sent again.
 */
export async function freeLapsedCalls(db: Db, maxAttempts: number, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    with lapsed as (
      select id, reason is not distinct from 'on_wire' as unknown, attempts + 1 >= ${maxAttempts} as over from calls
      where status = 'claimed' and lease_until < clock_timestamp()
      order by lease_until limit ${limit} for update skip locked
    )
    update calls c set attempts = c.attempts + 1, claim_token = null, lease_until = null,
      status = case when lapsed.unknown or lapsed.over then 'failed' else 'queued' end,
      reason = case when lapsed.unknown then 'unknown' when lapsed.over then 'gave_up: process_died' else 'process_died' end,
      done_at = case when lapsed.unknown or lapsed.over then tf_now() end
    from lapsed where c.id = lapsed.id`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Calls to whom the settings name no more. */
export async function failHomelessCalls(db: Db, lanes: readonly Lane[], limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    -- From one target to the next by the index: one with a long queue must not be read through to find the others.
    with recursive targets as (
      (select kind, target from calls where status = 'queued' order by kind, target limit 1)
      union all
      select next.kind, next.target from targets t cross join lateral (
        select c.kind, c.target from calls c
        where c.status = 'queued' and (c.kind, c.target) > (t.kind, t.target) order by c.kind, c.target limit 1
      ) next
    ),
    homeless as (
      select c.id from targets t join calls c on c.kind = t.kind and c.target = t.target
      where c.status = 'queued' and c.due_at <= (select tf_now()) and not exists (
        select from json_to_recordset(${JSON.stringify(lanes)}::json) as x(kind text, target text)
        where x.kind = t.kind and x.target = t.target)
      order by c.due_at limit ${limit} for update of c skip locked
    )
    update calls c set status = 'failed', reason = 'target_missing', done_at = tf_now()
    from homeless where c.id = homeless.id`.execute(db)
  return Number(numAffectedRows ?? 0)
}
