// Reads from the rollup of orders what journeys led to, by whatever the rows are. Sums are PostgreSQL's numeric, never a float.
import { type RawBuilder, sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import type { ReportPeriod } from '../report-kind.js'
import type { Time } from '../times.js'
import type { Grouping, Model } from './conversion-parameters.js'

/** Also by when orders come: hour of the day, weekday (1 is Monday), both ("1-13"), or how long after the last message. */
export const timings = ['hour', 'weekday', 'week_hour', 'delay'] as const
export type OrderGrouping = Grouping | (typeof timings)[number]

export interface OrderQuery extends ReportPeriod {
  /** null: one row, in which all are counted together. */
  readonly by: OrderGrouping | null
  readonly basis: 'order' | 'entry'
  readonly goal: string
  readonly model: Model
  readonly journey: string | null
  readonly currency: string
  /** What one unit of another currency is worth in `currency`; others are kept apart. */
  readonly rates: Readonly<Record<string, string>>
}

/** Amounts with four digits behind the point at most, in the currency of the report. */
export interface OrderSums {
  readonly id: string
  readonly conversions: number
  readonly revenue: string
  readonly lastTouch: number
  readonly lastTouchRevenue: string
  readonly influenced: number
  readonly influencedRevenue: string
  readonly refunded: string
  readonly cancelled: number
  /** What could not be converted, by currency. */
  readonly others: Readonly<Record<string, string>>
}

/** What is counted for each journey by itself; an order that several influenced is counted in each of them. */
const ofJourneys: readonly (OrderGrouping | null)[] = ['journey', 'version', 'message', 'variant']
/** Where it is another one than the dimension of the rollup that has the same name. */
const dimensionOf: Readonly<Partial<Record<OrderGrouping, string>>> = {
  journey: 'all',
  day: 'all',
  week: 'all',
  month: 'all',
  weekday: 'hour',
  week_hour: 'hour',
}

export async function readOrders(db: Db, query: OrderQuery): Promise<OrderSums[]> {
  const { by, basis, from, to, model, currency, rates } = query
  const { rows } = await sql<OrderSums>`${plannedEachTime}
    with cells as (
      select ${idOf(by)} as id, currency,
        ${rateIn(currency, rates)} as rate,
        sum(${sql.ref(model)}) as conversions, sum(${sql.ref(`${model}_value`)}) as amount,
        sum(last_touch) as last_touch, sum(last_touch_value) as last_touch_value,
        sum(influenced) as influenced, sum(influenced_value) as influenced_value,
        sum(refunded) as refunded, sum(cancelled)::int as cancelled
      from report_orders
      where basis = ${basis} and dimension = ${by === null ? 'all' : (dimensionOf[by] ?? by)}
        and ${journeysOf(query)} and ${goalsOf(query)} and day >= ${from}::date and day < ${to}::date
      group by 1, 2
    )
    select id, round(sum(conversions), 2)::float8 as conversions,
      ${inCurrency('amount')} as revenue,
      round(sum(last_touch), 2)::float8 as "lastTouch", ${inCurrency('last_touch_value')} as "lastTouchRevenue",
      sum(influenced)::int as influenced, ${inCurrency('influenced_value')} as "influencedRevenue",
      ${inCurrency('refunded')} as refunded, sum(cancelled)::int as cancelled,
      coalesce(
        jsonb_object_agg(currency, round(amount, 4)::text) filter (where rate is null and currency <> '' and amount <> 0),
        '{}') as others
    from cells group by id`.execute(db)
  return rows
}

/** Of `currency` of a row; null: it cannot be converted. */
export const rateIn = (currency: string, rates: OrderQuery['rates']): RawBuilder<unknown> =>
  sql`case when currency = ${currency} then 1 else (${JSON.stringify(rates)}::jsonb ->> currency)::numeric end`

/** Converted amounts end at cents: a rate makes more digits than any money has. */
export const inCurrency = (column: string): RawBuilder<string> => sql<string>`
  (coalesce(round(sum(${sql.ref(column)}) filter (where rate = 1), 4), 0)
    + coalesce(round(sum(${sql.ref(column)} * rate) filter (where rate <> 1), 2), 0))::text`

function journeysOf({ by, journey }: OrderQuery): RawBuilder<unknown> {
  if (!ofJourneys.includes(by)) return sql`journey_id = ${journey ?? ''}`
  return journey === null ? sql`journey_id <> ''` : sql`journey_id = ${journey}`
}

function goalsOf({ goal, journey }: OrderQuery): RawBuilder<unknown> {
  if (goal === 'primary') return sql`goal = 'primary'`
  return journey === null ? sql`split_part(goal, '/', 2) = ${goal}` : sql`goal = ${`${journey}/${goal}`}`
}

function idOf(by: OrderGrouping | null): RawBuilder<string> {
  switch (by) {
    case null:
      return sql<string>`''`
    case 'journey':
      return sql<string>`journey_id`
    case 'version':
    case 'message':
    case 'variant':
      return sql<string>`journey_id || '/' || value`
    case 'day':
    case 'week':
    case 'month':
      return timeOf(by)
    case 'weekday':
      return sql<string>`split_part(value, '-', 1)`
    case 'hour':
      return sql<string>`split_part(value, '-', 2)`
    default:
      return sql<string>`value`
  }
}

/** "2026-11-20", "2026-W47" or "2026-11". */
export const timeOf = (by: Time): RawBuilder<string> =>
  sql<string>`to_char(day, ${{ day: 'YYYY-MM-DD', week: 'IYYY"-W"IW', month: 'YYYY-MM' }[by]})`
