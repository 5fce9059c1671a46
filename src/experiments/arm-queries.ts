// SQL of what the variants of splits brought, from the rollups. Of a customer counts the first entry since the experiment
// began; what an entry brought counts once its window is over, so that what was counted once moves no more.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { countedTo } from '../rollups/index.js'
import type { RunningSplit } from './running-splits.js'

export interface ArmRow {
  readonly journeyId: string
  readonly stepId: string
  readonly variant: string
  /**
   * '' carries entrants and converted; a currency value and squares; two, as "EUR/USD", the products of who paid in both as
   * squares.
   */
  readonly currency: string
  /** Those whose window is still open included. */
  readonly entrants: number
  /** The rest is of those whose window is over. */
  readonly mature: number
  readonly converted: number
  readonly value: number
  readonly squares: number
  /** When the day of the experiment's first entry was over, by the shop's clock. */
  readonly beganBefore: Date
}

/** One statement for all. Splits of journeys without a goal have no arms. */
export async function readArms(db: Db, splits: readonly RunningSplit[], timeZone: string): Promise<ArmRow[]> {
  const asked = splits.flatMap(({ journeyId, stepId, versions, withinMs }) =>
    versions.map(version => ({ journey_id: journeyId, split: stepId, version, within_ms: withinMs ?? 0 })),
  )
  if (asked.length === 0) return []
  const { rows } = await sql<ArmRow>`
    with asked as (
      select journey_id, split, version,
        ((${await countedTo(db)}::timestamptz - make_interval(secs => within_ms / 1000.0))
          at time zone ${timeZone}::text)::date as open_from
      from json_to_recordset(${JSON.stringify(asked)}::json)
        as x(journey_id text, split text, version integer, within_ms float8)
    ), arms as (
      select a.*, coalesce(a.day < asked.open_from, false) as mature,
        min(a.day) over (partition by a.journey_id, a.split) as began
      from report_arms a join asked using (journey_id, split, version)
      where a.goal = 'primary'
    ), first_entries as (
      -- Without those who had entered since it began: again_* has them by the days since then.
      select journey_id, split, arm, currency, mature, began, entrants - coalesce(again_entrants[nth], 0) as entrants,
        converted - coalesce(again_converted[nth], 0) as converted, value - coalesce(again_value[nth], 0) as value,
        squares - coalesce(again_squares[nth], 0) as squares
      from (select *, width_bucket((day - began)::smallint, again_gaps) as nth from arms) a
    )
    select journey_id as "journeyId", split as "stepId", arm as variant, currency,
      sum(entrants)::int as entrants,
      coalesce(sum(entrants) filter (where mature), 0)::int as mature,
      coalesce(sum(converted) filter (where mature), 0)::int as converted,
      coalesce(sum(value) filter (where mature), 0)::float8 as value,
      coalesce(sum(squares) filter (where mature), 0)::float8 as squares,
      (min(began) + 1)::timestamp at time zone ${timeZone}::text as "beganBefore"
    from first_entries
    where entrants > 0 or value <> 0 or squares <> 0
    group by journey_id, split, arm, currency`.execute(db)
  return rows
}
