// Reads from the rollups how far passes came, by journey, version or variant.
import { type RawBuilder, sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import { ofJourney } from '../lists/part-queries.js'
import type { ReportPeriod } from '../report-kind.js'

export const funnelGroupings = ['journey', 'version', 'variant'] as const
export type FunnelGrouping = (typeof funnelGroupings)[number]

export interface FunnelQuery extends ReportPeriod {
  /** null: one row, in which all are counted together. */
  readonly by: FunnelGrouping | null
  readonly journey: string | null
}

export interface Stages {
  readonly id: string
  readonly entered: number
  readonly heldOut: number
  readonly messaged: number
  readonly delivered: number
  readonly clicked: number
  readonly converted: number
}

/** Passes by the day of their entry. */
export async function readStages(db: Db, query: FunnelQuery): Promise<Stages[]> {
  const { rows } = await sql<Stages>`${plannedEachTime}
    select ${idOf(query.by)} as id, sum(entered)::int as entered,
      coalesce(sum(entered) filter (where held_by <> ''), 0)::int as "heldOut", sum(messaged)::int as messaged,
      sum(delivered)::int as delivered, sum(clicked)::int as clicked, sum(converted)::int as converted
    from report_entries
    where dimension = ${query.by === 'variant' ? 'variant' : 'all'} and ${asked(query)} group by 1`.execute(
    db,
  )
  return rows
}

export interface Part {
  readonly id: string
  readonly kind: 'waiting' | 'ended' | 'refused'
  /** A step, or how passes ended, or why events brought nobody in. */
  readonly name: string
  readonly count: number
}

/** Not by variant: those who wait, end or are refused are counted by version. */
export async function readParts(db: Db, query: FunnelQuery): Promise<Part[]> {
  if (query.by === 'variant') return []
  const { rows } = await sql<Part>`${plannedEachTime}
    select ${idOf(query.by)} as id, dimension as kind, value as name, sum(entered)::int as count
    from report_entries where dimension in ('waiting', 'ended') and ${asked(query)} group by 1, 2, 3
    union all
    select ${idOf(query.by)}, 'refused', reason, sum(times)::int
    from report_refusals where ${asked(query)} group by 1, 3
    order by 4 desc, 3`.execute(db)
  return rows
}

const asked = ({ from, to, journey }: FunnelQuery): RawBuilder<unknown> => sql`
  day >= ${from}::date and day < ${to}::date and ${ofJourney(sql`journey_id`, journey)}`

function idOf(by: FunnelGrouping | null): RawBuilder<string> {
  switch (by) {
    case null:
      return sql<string>`''`
    case 'journey':
      return sql<string>`journey_id`
    case 'version':
      return sql<string>`journey_id || '/' || version`
    case 'variant':
      return sql<string>`journey_id || '/' || value`
  }
}
