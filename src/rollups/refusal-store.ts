// Refused entries by day. They are added up where they are stored, by the batch that stores the events, and the sums moved
// here, each row once: counting them anew from the events would read most of what came in that day again and again, and lose
// those of who was erased, of whom no refusals are kept.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { Cell } from './cell.js'
import { firstInstant } from './cell-queries.js'

/** Moves sums to the days they belong to; true: there are more. */
export async function addRefusals(db: Db, timeZone: string, limit: number): Promise<boolean> {
  const { rows } = await sql<{ taken: number }>`
    with taken as (
      delete from refusal_marks where id in (select id from refusal_marks order by id limit ${limit})
      returning journey_id, version, reason, at, times
    ), added as (
      insert into report_refusals as r (journey_id, day, version, reason, times)
      select journey_id, (at at time zone ${timeZone}::text)::date, version, reason, sum(times)::int
      from taken group by 1, 2, 3, 4
      on conflict (journey_id, day, reason, version) do update set times = r.times + excluded.times
    )
    select count(*)::int as taken from taken`.execute(db)
  return rows[0]!.taken === limit
}

/**
 * Counts the refusals of these days from the events, for what was stored before there were sums. One statement sees the
 * events of a batch and their sums, or neither.
 */
export async function countRefusals(
  db: Db,
  [first, next]: readonly [string, string],
  timeZone: string,
): Promise<void> {
  await sql`
    with span as materialized (
      select ${firstInstant(sql`${first}::date`, timeZone)} as since, ${firstInstant(sql`${next}::date`, timeZone)} as until
    ), gone as (
      delete from refusal_marks m using span s where m.at >= s.since and m.at < s.until
    )
    insert into report_refusals (journey_id, day, version, reason, times)
    select r ->> 'journeyId', (e.processed_at at time zone ${timeZone}::text)::date, (r ->> 'version')::int, r ->> 'reason',
      count(*)::int
    from events e cross join jsonb_array_elements(e.refusals) as r
    where e.processed_at >= (select since from span) and e.processed_at < (select until from span)
      and e.refusals is not null
    group by 1, 2, 3, 4
    on conflict (journey_id, day, reason, version) do update set times = excluded.times`.execute(db)
}

export type DaySpan = readonly [first: Cell['day'], next: Cell['day']]
