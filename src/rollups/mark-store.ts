// Marks: what has changed since the rollups were counted. Written in the transaction that changes it, and only added to, so
// that nobody waits for anybody.
import { type RawBuilder, sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db, RollupKind } from '../db/tables.js'
import type { Cell } from './cell.js'

export interface RollupMark {
  readonly kind: RollupKind
  /** '' of orders and cohorts, which are counted for all journeys at once. */
  readonly journeyId: string
  /** A moment of the day that has to be counted anew. */
  readonly at: Date
}

/** All zones begin their days at a quarter of an hour. */
const quarterMs = 900_000

/** Marks that lie in one quarter of an hour are one. */
export async function markRollups(db: Db, marks: readonly RollupMark[]): Promise<void> {
  const distinct = new Map<string, RollupMark>()
  for (const { kind, journeyId, at } of marks) {
    const quarter = new Date(Math.floor(at.getTime() / quarterMs) * quarterMs)
    distinct.set(`${kind} ${journeyId} ${quarter.getTime()}`, { kind, journeyId, at: quarter })
  }
  const rows = [...distinct.values()]
  if (rows.length === 0) return
  await sql`
    insert into rollup_marks (kind, journey_id, at)
    select * from unnest(
      ${textColumn(rows, ({ kind }) => kind)}::text[], ${textColumn(rows, ({ journeyId }) => journeyId)}::text[],
      ${plainColumn(rows, ({ at }) => at)}::timestamptz[]
    )`.execute(db)
}

const quarterOf = (at: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`to_timestamp(floor(extract(epoch from ${at}) / 900) * 900)`

/**
 * The marks of messages that a statement has changed, as a part of it: `changed` is its common table expression with
 * journey_id, enrollment_id, created_at, wire_at and was_wire_at (a message may come to lie on another day), capped (it was
 * kept back by a cap) and for_entries (what is counted of its pass changes, too).
 */
export const marksOfMessages = (changed: 'changed'): RawBuilder<unknown> => sql`
  insert into rollup_marks (kind, journey_id, at)
  select distinct x.kind, c.journey_id, ${quarterOf(sql`x.at`)}
  from ${sql.table(changed)} c
  left join enrollments e on c.for_entries and e.id = c.enrollment_id
  cross join lateral (values
    ('messages', coalesce(c.wire_at, c.created_at)), ('messages', coalesce(c.was_wire_at, c.created_at)),
    ('entries', e.entered_at), ('holds', case when c.capped then c.created_at end)
  ) as x(kind, at)
  where x.at is not null`

/** What is counted of these customers may change: they become one or several, or are forgotten. Asked before that. */
export async function markCustomers(db: Db, customerIds: readonly string[]): Promise<void> {
  await sql`
    insert into rollup_marks (kind, journey_id, at)
    select distinct kind, journey_id, ${quarterOf(sql`at`)} from (
      select 'entries' as kind, journey_id, entered_at as at from enrollments
      where customer_id = any(${customerIds}::uuid[])
      union all
      -- These end with their pass, or with their customer.
      select 'messages', journey_id, created_at from messages
      where customer_id = any(${customerIds}::uuid[]) and status in ('queued', 'claimed')
    ) x`.execute(db)
}

/** Passes that have drawn a variant, or given one up: it counts for what was sent and earned before, too. */
export async function markVariants(db: Db, enrollmentIds: readonly string[]): Promise<void> {
  if (enrollmentIds.length === 0) return
  await sql`
    with touched as (
      select m.id, m.journey_id, coalesce(m.wire_at, m.created_at) as at
      from messages m where m.enrollment_id = any(${enrollmentIds}::uuid[]) and m.status not in ('queued', 'claimed')
    )
    insert into rollup_marks (kind, journey_id, at)
    select distinct kind, journey_id, ${quarterOf(sql`at`)} from (
      select 'messages' as kind, journey_id, at from touched
      union all
      select x.kind, '', x.at
      from touched t join credits k on k.message_id = t.id
      join conversions v on v.source_id = k.source_id and v.event_id = k.event_id and v.goal = k.goal
      cross join lateral (values ('orders', v.occurred_at), ('cohorts', k.entered_at)) as x(kind, at)
    ) x`.execute(db)
}

export interface TakenMarks {
  readonly cells: readonly (Cell & { readonly kind: RollupKind })[]
  /** Others are left for the next round. */
  readonly more: boolean
}

/**
 * Takes marks away, at most those of `limit` cells: the newest days, which people look at, and those that have waited longest, so
 * that no day waits for ever. What is counted after this statement sees everything that they stand for; marks that come
 * meanwhile stay.
 */
export async function takeMarks(db: Db, timeZone: string, limit: number): Promise<TakenMarks> {
  const day = sql`(at at time zone ${timeZone}::text)::date`
  const { rows } = await sql<Cell & { kind: RollupKind; more: boolean }>`
    with waiting as (
      select kind, journey_id, ${day} as day, min(id) as first_id from rollup_marks group by 1, 2, 3
    ), ranked as (
      select *, row_number() over (order by day desc, first_id) as newest, row_number() over (order by first_id) as oldest
      from waiting
    ), chosen as (
      select kind, journey_id, day from ranked where newest <= ${limit / 2} or oldest <= ${limit / 2}
    ), taken as (
      delete from rollup_marks m using chosen c
      where m.kind = c.kind and m.journey_id = c.journey_id and (m.at at time zone ${timeZone}::text)::date = c.day
    )
    select kind, journey_id as "journeyId", day::text as day,
      (select count(*) from waiting) > (select count(*) from chosen) as more
    from chosen`.execute(db)
  return { cells: rows.map(({ more: _, ...cell }) => cell), more: rows.some(({ more }) => more) }
}

/** The cells that are marked: "entries cart-recovery 2026-11-21", and "entries * 2026-11-21" where all journeys together are. */
export async function readMarked(db: Db, timeZone: string): Promise<Set<string>> {
  const { rows } = await sql<Cell & { kind: RollupKind }>`
    select distinct kind, journey_id as "journeyId", (at at time zone ${timeZone}::text)::date::text as day
    from rollup_marks`.execute(db)
  return new Set(
    rows.flatMap(({ kind, journeyId, day }) => {
      if (kind === 'orders' || kind === 'cohorts') return [`${kind} * ${day}`]
      return [`${kind} ${journeyId} ${day}`, ...(kind === 'entries' ? [`entries  ${day}`] : [])]
    }),
  )
}
