// SQL of runs over all days: which days and journeys there are, and how far a run has come.
import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../db/tables.js'
import { firstInstant } from './cell-queries.js'
import { deleteCursors, loadCounting, readCursor, saveCursor } from './counting-store.js'

/** Followed by the time zone: a cursor that is there once all days have been counted. */
export const countedIn = 'rollups counted in '
const reached = 'rollups run in '

/** Whether all days have been counted in this time zone once. */
export const isCounted = async (db: Db, timeZone: string): Promise<boolean> =>
  (await readCursor(db, countedIn + timeZone)) !== null

/** From now on they are, and in no other zone. */
export async function saveCounted(db: Db, timeZone: string, at: Date): Promise<void> {
  await saveCursor(db, countedIn + timeZone, at)
  await deleteCursors(db, countedIn, countedIn + timeZone)
}

/** The first instant of the day that a run in the background counted last; null: there is no run. */
export const readReached = async (db: Db, timeZone: string): Promise<Date | null> =>
  await readCursor(db, reached + timeZone)

/** null: the run is over. */
export async function saveReached(db: Db, timeZone: string, day: string | null): Promise<void> {
  await deleteCursors(db, reached)
  if (day === null) return
  await sql`
    insert into job_cursors (name, position)
    values (${reached + timeZone}, ${day}::timestamp at time zone ${timeZone}::text)`.execute(db)
}

export async function dayOf(db: Db, at: Date, timeZone: string): Promise<string> {
  const { rows } = await sql<{ day: string }>`
    select (${at}::timestamptz at time zone ${timeZone}::text)::date::text as day`.execute(db)
  return rows[0]!.day
}

/** The first instant of a day in the shop. */
export async function startOfDay(db: Db, day: string): Promise<Date> {
  const { timeZone } = await loadCounting(db)
  const { rows } = await sql<{ at: Date }>`select ${firstInstant(sql`${day}::date`, timeZone)} as at`.execute(
    db,
  )
  return rows[0]!.at
}

export interface Span {
  readonly journeys: readonly string[]
  /** Of anything that is counted, and of what was counted; null: there is nothing. */
  readonly first: string | null
  readonly last: string | null
}

/** Reads the ends of indexes only: the tables may be long. */
export async function readSpan(db: Db, timeZone: string): Promise<Span> {
  const { rows } = await sql<Span>`
    with recursive passing as (
      (select journey_id from enrollments order by journey_id limit 1)
      union all
      select (select e.journey_id from enrollments e where e.journey_id > p.journey_id order by e.journey_id limit 1)
      from passing p where p.journey_id is not null
    ), writing as (
      (select journey_id from messages order by journey_id limit 1)
      union all
      select (select m.journey_id from messages m where m.journey_id > w.journey_id order by m.journey_id limit 1)
      from writing w where w.journey_id is not null
    ), journey as (
      select journey_id from passing where journey_id is not null
      union select journey_id from writing where journey_id is not null
    ), ends as (
      select x.at from journey j cross join lateral (
        select (select min(e.entered_at) from enrollments e where e.journey_id = j.journey_id) as at
        union all select (select max(e.entered_at) from enrollments e where e.journey_id = j.journey_id)
        union all select (select min(coalesce(m.wire_at, m.created_at)) from messages m where m.journey_id = j.journey_id)
        union all select (select max(coalesce(m.wire_at, m.created_at)) from messages m where m.journey_id = j.journey_id)
      ) x
      union all select min(occurred_at) from conversions union all select max(occurred_at) from conversions
      union all select min(occurred_at) from orders union all select max(occurred_at) from orders
      union all select min(entered_at) from credits union all select max(entered_at) from credits
      union all select tf_now()
    ), days as (
      select (at at time zone ${timeZone}::text)::date as day from ends where at is not null
      union all select min(day) from report_entries union all select min(day) from report_messages
      union all select min(day) from report_orders union all select min(day) from report_shop
    )
    select coalesce((select array_agg(journey_id order by journey_id) from journey), '{}') as journeys,
      min(day)::text as first, max(day)::text as last from days`.execute(db)
  return rows[0]!
}

/** Waits for whoever counts at the moment, and keeps others from it until the transaction ends. */
export async function waitForTurn(trx: Db, lock: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`triggerfish ${lock}`}, 0))`.execute(trx)
}

/** When it was three at night in the shop, the last time; real time. */
export async function lastNight(db: Kysely<Database>, timeZone: string): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select (date_trunc('day', (clock_timestamp() at time zone ${timeZone}::text) - interval '3 hours') + interval '3 hours')
      at time zone ${timeZone}::text as at`.execute(db)
  return rows[0]!.at
}
