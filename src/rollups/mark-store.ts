// Marks: what has changed since the rollups were counted. Written in the transaction that changes it, and only added to, so
// that nobody waits for anybody.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db, RollupKind } from '../db/tables.js'

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
