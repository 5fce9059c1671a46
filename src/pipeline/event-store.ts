// Events in PostgreSQL: stored once per source and id, read back as history, set aside when they cannot be processed.
import { sql } from 'kysely'
import { nameId, namesOf } from '../customers/index.js'
import { jsonColumn, plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { PastEvent, Refusal } from '../journeys/engine/index.js'
import { type Event, ownSource } from '../model/event.js'
import { partOf } from '../model/ids.js'
import { newId } from '../platform/new-id.js'

export interface Beginning {
  readonly now: Date
  /** Of the journeys that the batch is decided by. */
  readonly revision: number
  /** When somebody was last erased; null: nobody ever was. */
  readonly lastErasedAt: Date | null
}

/** What every batch begins with, in one look. */
export async function beginBatch(db: Db): Promise<Beginning> {
  const { rows } = await sql<Beginning>`
    select tf_now() as now, coalesce((select revision from workspace), 0) as revision,
      (select max(erased_at) from erasures) as "lastErasedAt"`.execute(db)
  return rows[0]!
}

/** Those of the events that are stored already, as `source` and `id`. */
export async function findStored(
  db: Db,
  events: readonly Event[],
): Promise<{ source: string; id: string }[]> {
  const { rows } = await sql<{ source: string; id: string }>`
    select k.source, k.id
    from unnest(${textColumn(events, event => event.source)}::text[], ${textColumn(events, event => event.id)}::text[])
      as k(source, id)
    join events e on e.source_id = k.source and e.id = k.id`.execute(db)
  return rows
}

export interface DecidedEvent {
  readonly event: Event
  /** The event it follows from, where it is said by the name that one came by. */
  readonly askedBy?: Event | undefined
  readonly customerId: string
  readonly refusals: readonly Refusal[]
}

/** Stores events with the reasons why they brought nobody in; answers how many were new. */
export async function insertEvents(db: Db, rows: readonly DecidedEvent[], now: Date): Promise<number> {
  const stored = await sql<{ count: number }>`
    with stored as (
      insert into events (source_id, id, customer_id, part, type, occurred_at, received_at, processed_at, properties,
        refusals, named_by)
      select source, id, customer_id, part, type, occurred_at, received_at, ${now}, properties, nullif(refusals, 'null'),
        named_by
      from unnest(
        ${textColumn(rows, ({ event }) => event.source)}::text[],
        ${textColumn(rows, ({ event }) => event.id)}::text[],
        ${plainColumn(rows, ({ customerId }) => customerId)}::uuid[],
        ${plainColumn(rows, ({ customerId }) => partOf(customerId))}::smallint[],
        ${plainColumn(rows, ({ event }) => event.type)}::text[],
        ${plainColumn(rows, ({ event }) => event.occurredAt)}::timestamptz[],
        ${plainColumn(rows, ({ event }) => event.receivedAt)}::timestamptz[],
        ${jsonColumn(rows, ({ event }) => event.properties)},
        ${jsonColumn(rows, ({ refusals }) => (refusals.length > 0 ? refusals : null))},
        ${plainColumn(rows, ({ event, askedBy }) => namedBy(askedBy ?? event))}::uuid[]
      ) as x(source, id, customer_id, part, type, occurred_at, received_at, properties, refusals, named_by)
      on conflict do nothing
      returning refusals
    ),
    marked as (
      -- Reports count refusals by these sums: exactly those of the events that are stored.
      insert into refusal_marks (journey_id, version, reason, at, times)
      select r ->> 'journeyId', (r ->> 'version')::integer, r ->> 'reason', ${now}::timestamptz, count(*)
      from stored cross join jsonb_array_elements(refusals) as r group by 1, 2, 3
    )
    select count(*)::int as count from stored`.execute(db)
  return stored.rows[0]!.count
}

/** What Triggerfish says itself has no name, or one that is as good as any other of the customer. */
function namedBy({ source, customer }: Event): string | null {
  const [strongest] = source === ownSource ? [] : namesOf(customer)
  return strongest ? nameId(strongest) : null
}

export interface HistoryNeed {
  readonly customerId: string
  readonly type: string
  readonly since: Date
}

/** Per customer and type. Nobody shops so often; a robot, or an id that a whole office shares, must not fill the memory. */
const mostHistory = 10_000

export async function loadHistory(
  db: Db,
  needs: readonly HistoryNeed[],
): Promise<(PastEvent & { customerId: string; type: string })[]> {
  if (needs.length === 0) return []
  const { rows } = await sql<PastEvent & { customerId: string; type: string }>`
    select e.customer_id as "customerId", e.type, e.occurred_at as "occurredAt", e.properties
    from unnest(
      ${plainColumn(needs, need => need.customerId)}::uuid[],
      ${plainColumn(needs, need => need.type)}::text[],
      ${plainColumn(needs, need => need.since)}::timestamptz[]
    ) as n(customer_id, type, since)
    cross join lateral (
      select * from events e
      where e.customer_id = n.customer_id and e.type = n.type and e.occurred_at >= n.since
      order by e.occurred_at desc limit ${mostHistory}
    ) e
    order by e.occurred_at`.execute(db)
  return rows
}

/**
 * Keeps events that cannot be processed, with the reason, until somebody replays them. As `json`, which keeps any text
 * that is JSON: `jsonb` and json_to_recordset would refuse what the events table has refused (a NUL, say).
 */
export async function setEventsAside(
  db: Db,
  failed: readonly { event: Event; reason: string }[],
): Promise<void> {
  if (failed.length === 0) return
  await sql`
    insert into failed_events (id, source_id, event_id, event, reason)
    select * from unnest(
      ${plainColumn(failed, () => newId())}::uuid[],
      ${textColumn(failed, ({ event }) => event.source)}::text[],
      ${textColumn(failed, ({ event }) => event.id)}::text[],
      ${textColumn(failed, ({ event }) => JSON.stringify(event))}::json[],
      ${textColumn(failed, ({ reason }) => reason)}::text[]
    )
    on conflict (source_id, event_id) where replayed_at is null do nothing`.execute(db)
}
