// Reads what came in by the hour, for the audits to compare.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { ownSource } from '../model/event.js'
import {
  type EventFacts,
  type EventSum,
  type FieldSum,
  type RefusedSum,
  type Stretch,
  shiftHours,
  shiftsOf,
} from './event-facts.js'

/** `to`: until when events were counted. */
export async function loadEventFacts(db: Db, to: Date): Promise<EventFacts> {
  return {
    to,
    streams: await streams(db),
    sums: {
      3: await sums(db, to, 3),
      24: await sums(db, to, 24),
      168: await sums(db, to, 168),
      336: await sums(db, to, 336),
    },
    fields: { 24: await fieldSums(db, to, 24), 168: await fieldSums(db, to, 168) },
    refused: {
      3: await refusedSums(db, to, 3),
      24: await refusedSums(db, to, 24),
      168: await refusedSums(db, to, 168),
    },
    revoked: await revokedSources(db),
  }
}

async function streams(db: Db): Promise<EventFacts['streams']> {
  const { rows } = await sql<EventFacts['streams'][number]>`
    select source_id as source, type, min(hour) as since, max(hour) as last from report_events
    where source_id <> ${ownSource} and events > 0 group by 1, 2 order by 1, 2`.execute(db)
  return rows
}

/** The same stretch of this week and of the ones before it. */
const weeks = (to: Date, hours: Stretch) => sql`(
  select week, ${to}::timestamptz - make_interval(hours => week * ${shiftHours(hours)}::integer) as until,
    ${to}::timestamptz - make_interval(hours => week * ${shiftHours(hours)}::integer + ${hours}::integer) as since
  from generate_series(0, ${shiftsOf(hours)}::integer) as week) w`

async function sums(db: Db, to: Date, hours: Stretch): Promise<EventSum[]> {
  const { rows } = await sql<EventSum>`
    select source_id as source, type, week, sum(events)::float8 as events, sum(repeats)::float8 as repeats,
      sum(late)::float8 as late, sum(ahead)::float8 as ahead, sum(delayed)::float8 as delayed,
      sum(doubled)::float8 as doubled, sum(nameless)::float8 as nameless, sum(checked)::float8 as checked
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

async function refusedSums(db: Db, to: Date, hours: Stretch): Promise<RefusedSum[]> {
  const { rows } = await sql<RefusedSum>`
    select source_id as source, type, path, fault, sum(events)::float8 as events from report_refused
    where hour >= ${to}::timestamptz - make_interval(hours => ${hours}::integer) and hour < ${to}::timestamptz
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(db)
  return rows
}

/** Webhooks of shops need no key: a source that never had one is none of these. */
async function revokedSources(db: Db): Promise<string[]> {
  const { rows } = await sql<{ source: string }>`
    select source_id as source from api_keys where scopes && array['ingest', 'script']
    group by 1 having bool_and(revoked_at is not null) order by 1`.execute(db)
  return rows.map(({ source }) => source)
}
