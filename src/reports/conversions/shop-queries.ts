// Reads from the rollup of the shop how many orders it had, and how many of them each journey claims. Sums are PostgreSQL's
// numeric, never a float.
import { type RawBuilder, sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import type { ReportPeriod } from '../report-kind.js'
import type { Time } from '../times.js'
import { type Model, models } from './conversion-parameters.js'
import { inCurrency, rateIn, timeOf } from './order-queries.js'

export interface ShopQuery extends ReportPeriod {
  /** null: the period as a whole. */
  readonly by: Time | null
  /** By time, only this one, or all together, beside the shop: of many days, each journey would be too much. */
  readonly journey: string | null
  readonly currency: string
  /** What one unit of another currency is worth in `currency`; others are kept apart. */
  readonly rates: Readonly<Record<string, string>>
}

/** Orders by model, with two digits behind the point, and amounts with four, in the currency of the report. */
export type Claims = Readonly<Record<Model, { readonly orders: number; readonly revenue: string }>>

/** No journey is called so. */
export const everyJourney = '*'

export interface ShopSums {
  /** The day, week or month; '' of the whole period. */
  readonly id: string
  /** '': the shop itself, and all journeys together, in which an order counts once. `everyJourney`: journeys added up. */
  readonly journeyId: string
  /** These of the shop only. */
  readonly orders: number
  readonly cancelled: number
  readonly revenue: string
  readonly refunded: string
  readonly others: Readonly<Record<string, string>>
  readonly claims: Claims
}

export async function readShop(db: Db, query: ShopQuery): Promise<ShopSums[]> {
  const { from, to, by, journey, currency, rates } = query
  const sums = [...models, ...models.map(model => `${model}_value`)].map(name => sql.ref(name))
  const { rows } = await sql<ShopSums>`${plannedEachTime}
    with cells as (
      select ${by === null ? sql`''` : timeOf(by)} as id, journey_id, currency, ${rateIn(currency, rates)} as rate,
        sum(orders) as orders, sum(cancelled) as cancelled, sum(value) as value, sum(refunded) as refunded,
        ${sql.join(sums.map(name => sql`sum(${name}) as ${name}`))}
      from report_shop where day >= ${from}::date and day < ${to}::date
        and ${by === null ? sql`true` : sql`journey_id in ('', ${journey ?? ''})`}
      group by 1, 2, 3, 4
    )
    select id, "of" as "journeyId", sum(orders)::int as orders, sum(cancelled)::int as cancelled,
      ${inCurrency('value')} as revenue, ${inCurrency('refunded')} as refunded,
      coalesce(
        jsonb_object_agg(currency, round(value, 4)::text) filter (where rate is null and currency <> '' and value <> 0),
        '{}') as others,
      jsonb_build_object(${sql.join(models.map(claimsOf))}) as claims
    from cells cross join lateral (values (journey_id), (case when journey_id <> '' then ${everyJourney} end)) as g("of")
    where "of" is not null group by id, "of"`.execute(db)
  return rows
}

const claimsOf = (model: Model): RawBuilder<unknown> => sql`
  ${model}::text, jsonb_build_object(
    'orders', round(sum(${sql.ref(model)}), 2)::float8, 'revenue', ${inCurrency(`${model}_value`)})`
