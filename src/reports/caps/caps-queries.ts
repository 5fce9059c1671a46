// Reads from the rollups who was left out or had to wait, by which rule, and what messages of those steps bring in otherwise.
import { sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import { ofJourney } from '../lists/part-queries.js'
import type { ReportPeriod } from '../report-kind.js'

export interface HoldsQuery extends ReportPeriod {
  readonly journey: string | null
  readonly channel: string | null
}

export interface HoldRow {
  readonly journeyId: string
  readonly stepId: string
  readonly channel: string
  readonly rule: string
  readonly reason: string
  /** Left out when it was decided, and at the last check before the hand-over. */
  readonly skipped: number
  readonly skippedAtHandOver: number
  /** Put off; counted each time. */
  readonly waited: number
}

export async function readHolds(db: Db, query: HoldsQuery): Promise<HoldRow[]> {
  const { from, to, journey, channel } = query
  const { rows } = await sql<HoldRow>`${plannedEachTime}
    select journey_id as "journeyId", step_id as "stepId", channel, rule, reason,
      coalesce(sum(times) filter (where action = 'skipped' and stage = 'decision'), 0)::int as skipped,
      coalesce(sum(times) filter (where action = 'skipped' and stage = 'hand_over'), 0)::int as "skippedAtHandOver",
      coalesce(sum(times) filter (where action = 'waited'), 0)::int as waited
    from report_holds
    where day >= ${from}::date and day < ${to}::date
      and ${ofJourney(sql`journey_id`, journey)}
      and (${channel}::text is null or channel = ${channel})
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`.execute(db)
  return rows
}

export interface StepValue {
  readonly journeyId: string
  readonly stepId: string
  readonly channel: string
  readonly handedOver: number
  readonly conversions: number
  /** Of last touch, net, by currency. */
  readonly values: Readonly<Record<string, string>>
}

/** What messages of each step led to in the period, by last touch. */
export async function readStepValues(db: Db, query: HoldsQuery): Promise<StepValue[]> {
  const { from, to, journey, channel } = query
  const { rows } = await sql<StepValue>`${plannedEachTime}
    -- Each on its own, once: how many days were asked for is not known to a plan that is kept.
    with sent as materialized (
      select journey_id, step_id, channel, sum(handed_over)::int as handed_over
      from report_messages
      where dimension = 'all' and day >= ${from}::date and day < ${to}::date
        and ${ofJourney(sql`journey_id`, journey)}
        and (${channel}::text is null or channel = ${channel})
      group by 1, 2, 3
    ), earned as materialized (
      select journey_id, value as step_id, sum(conversions) as conversions,
        jsonb_object_agg(currency, amount::text) filter (where currency <> '') as "values"
      from (
        select journey_id, value, currency, sum(last_touch) as conversions, sum(last_touch_value) as amount
        from report_orders
        where basis = 'order' and dimension = 'message' and goal = 'primary'
          and day >= ${from}::date and day < ${to}::date and journey_id <> ''
          and ${ofJourney(sql`journey_id`, journey)}
        group by 1, 2, 3
      ) by_currency group by 1, 2
    )
    select s.journey_id as "journeyId", s.step_id as "stepId", s.channel, s.handed_over as "handedOver",
      coalesce(e.conversions, 0)::float8 as conversions, coalesce(e."values", '{}') as "values"
    from sent s left join earned e using (journey_id, step_id)`.execute(db)
  return rows
}
