// Numbers of days gone by that have moved: what reports said before, and what they say now.
import { sql } from 'kysely'
import type { Db, RollupKind } from '../db/tables.js'
import type { JsonObject } from '../model/json.js'
import type { Cell } from './cell.js'
import { cellRows } from './cell-queries.js'

/** By kind: entries are people who came in, orders what is credited. What matures by itself is no revision. */
export const revisedKinds: ReadonlySet<RollupKind> = new Set(['entries', 'orders'])

export interface DaySum extends Cell {
  readonly sums: JsonObject
}

/** Of orders, one for each journey and one for all together. */
export async function readSums(
  db: Db,
  kind: RollupKind,
  cells: readonly Cell[],
  timeZone: string,
): Promise<DaySum[]> {
  if (cells.length === 0) return []
  const read =
    kind === 'entries'
      ? sql<DaySum>`
        select r.journey_id as "journeyId", r.day::text as day, jsonb_build_object('entered', sum(r.entered)) as sums
        from cells c join report_entries r on r.journey_id = c.journey_id and r.day = c.day
        where r.dimension = 'all' group by 1, 2`
      : sql<DaySum>`
        select "journeyId", day, jsonb_build_object('conversions', sum(conversions),
          'revenue', coalesce(jsonb_object_agg(currency, revenue) filter (where currency <> ''), '{}')) as sums
        from (
          select r.journey_id as "journeyId", r.day::text as day, r.currency, trim_scale(sum(r.last_touch)) as conversions,
            trim_scale(sum(r.last_touch_value))::text as revenue
          from cells c join report_orders r on r.day = c.day
          where r.basis = 'order' and r.dimension = 'all' and r.goal = 'primary' group by 1, 2, 3
        ) x group by 1, 2`
  const { rows } = await sql<DaySum>`with ${cellRows(cells, timeZone)} ${read}`.execute(db)
  return rows
}

/** Writes down those that differ. */
export async function reviseSums(
  db: Db,
  kind: RollupKind,
  before: readonly DaySum[],
  after: readonly DaySum[],
): Promise<void> {
  const revisions = differing(before, after)
  if (revisions.length === 0) return
  await sql`
    insert into report_revisions (kind, journey_id, day, revised_at, before, after)
    select ${kind}, "journeyId", day, tf_now(), before, after
    from json_to_recordset(${JSON.stringify(revisions)}::json)
      as x("journeyId" text, day date, before jsonb, after jsonb)`.execute(db)
}

const nothing: JsonObject = {}

function differing(
  before: readonly DaySum[],
  after: readonly DaySum[],
): (Cell & { before: JsonObject; after: JsonObject })[] {
  const was = new Map(before.map(row => [keyOf(row), row]))
  const is = new Map(after.map(row => [keyOf(row), row]))
  return [...new Map([...was, ...is])].flatMap(([key, { journeyId, day }]) => {
    const revision = { before: was.get(key)?.sums ?? nothing, after: is.get(key)?.sums ?? nothing }
    if (JSON.stringify(revision.before) === JSON.stringify(revision.after)) return []
    return [{ journeyId, day, ...revision }]
  })
}

const keyOf = ({ journeyId, day }: Cell): string => `${day} ${journeyId}`
