// Reads what came in by the hour, for the audits to compare.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { ownSource } from '../model/event.js'
import type { EventFacts, EventSum, FieldSum, Stretch } from './event-facts.js'

/** `to`: until when events were counted. */
export async function loadEventFacts(db: Db, to: Date): Promise<EventFacts> {
  return {
    to,
    streams: await streams(db),
    sums: { 3: await sums(db, to, 3), 24: await sums(db, to, 24), 168: await sums(db, to, 168) },
    fields: { 24: await fieldSums(db, to, 24), 168: await fieldSums(db, to, 168) },
  }
}

async function streams(db: Db): Promise<EventFacts['streams']> {
  const { rows } = await sql<EventFacts['streams'][number]>`
    select source_id as source, type, min(hour) as since from report_events
    where source_id <> ${ownSource} group by 1, 2 order by 1, 2`.execute(db)
  return rows
}

/** The same stretch of this week and of the four before it. */
const weeks = (to: Date, hours: Stretch) => sql`(
  select week, ${to}::timestamptz - week * interval '168 hours' as until,
    ${to}::timestamptz - week * interval '168 hours' - make_interval(hours => ${hours}::integer) as since
  from generate_series(0, 4) as week) w`

async function sums(db: Db, to: Date, hours: Stretch): Promise<EventSum[]> {
  const { rows } = await sql<EventSum>`
    select source_id as source, type, week, sum(events)::float8 as events, sum(repeats)::float8 as repeats,
      sum(late)::float8 as late, sum(ahead)::float8 as ahead, sum(nameless)::float8 as nameless,
      sum(checked)::float8 as checked
    from ${weeks(to, hours)} join report_events on hour >= w.since and hour < w.until
    where source_id <> ${ownSource}
    group by source_id, type, week`.execute(db)
  return rows
}

async function fieldSums(db: Db, to: Date, hours: Stretch): Promise<FieldSum[]> {
  const { rows } = await sql<FieldSum>`
    select source_id as source, type, week, fault, path, sum(count::bigint)::float8 as events
    from ${weeks(to, hours)} join report_events on hour >= w.since and hour < w.until,
      lateral (
        select 'missing' as fault, key as path, value as count from jsonb_each_text(missing)
        union all select 'mistyped', key, value from jsonb_each_text(mistyped)
      ) faults
    where source_id <> ${ownSource}
    group by source_id, type, week, fault, path`.execute(db)
  return rows
}
