// SQL of what came in by the hour. Whole hours are counted anew, so that counting one twice changes nothing; repeats alone are
// added up, from notes that are deleted in the same transaction.
import { sql } from 'kysely'
import type { Db, GoalCounts } from '../db/tables.js'
import { ownSource } from '../model/event.js'
import type { JsonObject } from '../model/json.js'

/** A storefront's clock may be this much ahead of ours without anybody noticing. */
const aheadTolerance = '10 seconds'
/** Longer than a queue of a shop, or a page that was left and comes back, holds what it has. */
const delayTolerance = '10 minutes'

/** Events processed in [from, to), which are beginnings of hours. `lateMs`: who tells an event later than that is late. */
export async function countHours(db: Db, from: Date, to: Date, lateMs: number): Promise<void> {
  await sql`
    insert into report_events as r (hour, source_id, type, events, late, ahead, delayed, doubled, nameless)
    select date_trunc('hour', processed_at, 'UTC'), source_id, type, count(*),
      count(*) filter (where occurred_at < received_at - make_interval(secs => ${lateMs / 1000})),
      count(*) filter (where occurred_at > received_at + ${aheadTolerance}::interval),
      count(*) filter (where occurred_at < received_at - ${delayTolerance}::interval),
      count(*) - count(distinct (customer_id, date_trunc('second', occurred_at))),
      count(*) filter (where type = 'order_completed' and not exists (
        select from identities i where i.customer_id = e.customer_id and i.kind in ('id', 'email', 'phone')))
    from events e
    where processed_at >= ${from} and processed_at < ${to}
    group by 1, 2, 3
    on conflict (hour, source_id, type) do update set events = excluded.events, late = excluded.late,
      ahead = excluded.ahead, delayed = excluded.delayed, doubled = excluded.doubled,
      nameless = excluded.nameless`.execute(db)
}

export interface SampledEvent {
  readonly hour: Date
  readonly source: string
  readonly type: string
  readonly properties: JsonObject
}

/** Of the events of each of these hours about so many of each source and type, always the same ones. */
export async function sampleEvents(db: Db, from: Date, to: Date, perType: number): Promise<SampledEvent[]> {
  const { rows } = await sql<SampledEvent>`
    with cells as materialized (
      select hour, source_id, type, greatest(1, ceil(events::numeric / ${perType}))::bigint as nth
      from report_events where hour >= ${from} and hour < ${to} and events > 0
    )
    select c.hour, e.source_id as source, e.type, e.properties
    from events e join cells c on c.source_id = e.source_id and c.type = e.type
      and c.hour = date_trunc('hour', e.processed_at, 'UTC')
    where e.processed_at >= ${from} and e.processed_at < ${to} and abs(hashtext(e.id)::bigint) % c.nth = 0`.execute(
    db,
  )
  return rows
}

export interface Checked {
  readonly hour: Date
  readonly source: string
  readonly type: string
  readonly checked: number
  readonly faulty: number
  readonly missing: Readonly<Record<string, number>>
  readonly mistyped: Readonly<Record<string, number>>
  readonly goals: Readonly<Record<string, GoalCounts>>
}

export async function saveChecks(db: Db, checks: readonly Checked[]): Promise<void> {
  if (checks.length === 0) return
  await sql`
    update report_events r set checked = x.checked, faulty = x.faulty, missing = x.missing, mistyped = x.mistyped,
      goals = x.goals
    from json_to_recordset(${JSON.stringify(checks)}::json) as x(hour timestamptz, source text, type text, checked integer,
      faulty integer, missing jsonb, mistyped jsonb, goals jsonb)
    where r.hour = x.hour and r.source_id = x.source and r.type = x.type`.execute(db)
}

/** Moves what the pipeline has noted of repeats to their hours. */
export async function takeRepeats(db: Db): Promise<void> {
  await sql`
    with taken as (delete from event_repeats returning source_id, type, at, events)
    insert into report_events as r (hour, source_id, type, repeats)
    select date_trunc('hour', at, 'UTC'), source_id, type, sum(events) from taken
    where source_id <> ${ownSource} group by 1, 2, 3
    on conflict (hour, source_id, type) do update set repeats = r.repeats + excluded.repeats`.execute(db)
}

export async function forgetCounts(db: Db, before: Date): Promise<void> {
  await sql`delete from report_events where hour < ${before}`.execute(db)
  await sql`delete from report_refused where hour < ${before}`.execute(db)
}

/** What the event files say of properties, by type and path. */
export async function publishedEventTypes(db: Db): Promise<Record<string, Record<string, string>>> {
  const row = await db.selectFrom('workspace').select('events').executeTakeFirst()
  return row?.events ?? {}
}

export async function readPosition(db: Db, name: string): Promise<Date | null> {
  const row = await db
    .selectFrom('job_cursors')
    .select('position')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.position ?? null
}

export async function savePosition(db: Db, name: string, position: Date): Promise<void> {
  await db
    .insertInto('job_cursors')
    .values({ name, position })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ position }))
    .execute()
}
