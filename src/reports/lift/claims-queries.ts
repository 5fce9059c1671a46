// Reads what last touch claims of those who entered on the same days as the compared, so that the two can be held side by side.
import { sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import type { TouchesThat } from '../lists/order-list-queries.js'
import { ofJourney } from '../lists/part-queries.js'
import { type ArmsRead, windowsOf } from './arms-queries.js'

export interface Claim {
  /** '': all journeys. */
  readonly journeyId: string
  /** null: all versions. */
  readonly version: number | null
  readonly conversions: number
  /** Net, by currency. */
  readonly values: Readonly<Record<string, string>>
}

/** Conversions by the day of entry, of the days that `read` counts. Against everything: of the primary goals of all journeys. */
export async function readClaims(db: Db, read: ArmsRead): Promise<Claim[]> {
  const { from, to, journey, split, goal, immature } = read
  const all = split === 'global'
  const { rows } = await sql<Claim>`${plannedEachTime}
    with ${windowsOf(read)}, claimed as (
      select o.journey_id, w.version, o.currency, sum(o.last_touch) as conversions, sum(o.last_touch_value) as value
      from report_orders o join windows w
        on w.journey_id = o.journey_id ${all ? sql`` : sql`and o.value = w.version::text`}
      where o.basis = 'entry' and o.dimension = ${all ? 'all' : 'version'}
        and ${ofJourney(sql`o.journey_id`, journey)}
        and o.goal = case when ${all || goal === 'primary'} then 'primary' else o.journey_id || '/' || ${goal} end
        and o.day >= ${from}::date and o.day < ${to}::date and o.day >= w.counts_from and o.day < w.counts_to
        and (${immature}::boolean or o.day < w.open_from)
      group by 1, 2, 3
    )
    select journey_id as "journeyId", version, sum(conversions)::float8 as conversions,
      coalesce(jsonb_object_agg(currency, value::text) filter (where currency <> ''), '{}') as "values"
    from claimed group by 1, 2`.execute(db)
  return rows
}

/** The same of single touches, by the day of the entry. */
export function claimedTouches(read: ArmsRead): TouchesThat {
  const { split, immature, timeZone } = read
  const day = sql`(k.entered_at at time zone ${timeZone}::text)::date`
  const isOf = split === 'global' ? sql`true` : sql`w.journey_id = k.journey_id and w.version = k.version`
  return {
    from: windowsOf(read),
    count: sql`exists (
      select from windows w
      where ${isOf} and ${day} >= w.counts_from and ${day} < w.counts_to and (${immature}::boolean or ${day} < w.open_from))`,
  }
}
