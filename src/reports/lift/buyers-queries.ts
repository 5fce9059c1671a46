// Reads what those who bought were worth, by arm and amount: of the same customers and days as the rollups count.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { type ArmsRead, windowsOf } from './arms-queries.js'

export interface BuyersQuery extends ArmsRead {
  readonly journey: string
  readonly versions: readonly number[]
  /** What one unit is worth in the currency of the report. */
  readonly rates: readonly { readonly currency: string; readonly rate: number }[]
}

export interface BuyersRow {
  readonly arm: string
  readonly value: number
  readonly count: number
}

/** First entries in the period, as `gap` of the rollups has them; values of zero are left out. */
export async function readBuyers(db: Db, query: BuyersQuery): Promise<BuyersRow[]> {
  const { from, to, journey, split, goal, versions, rates, immature, timeZone } = query
  const arm =
    split === 'holdout'
      ? sql`case when e.held_by = 'journey' then 'held_out' else 'treated' end`
      : sql`e.variants ->> ${split}::text`
  const counts = split === 'holdout' ? sql`e.held_by is distinct from 'global'` : sql`e.held_by is null`
  const { rows } = await sql<BuyersRow>`
    with ${windowsOf(query)}, span as (
      select ${from}::timestamp at time zone ${timeZone}::text as starts,
        ${to}::timestamp at time zone ${timeZone}::text as ends
    ), buyers as (
      select ${arm} as arm, (
        select sum(amount::numeric * rate) from jsonb_each_text(o.amounts) as a(currency, amount)
        join json_to_recordset(${JSON.stringify(rates)}::json) as r(currency text, rate numeric) using (currency)
      ) as value
      from span, outcomes o
      join enrollments e on e.id = o.enrollment_id
      left join windows w on w.journey_id = e.journey_id and w.version = e.version
      where o.journey_id = ${journey} and o.goal = ${goal} and o.entered_at >= starts and o.entered_at < ends
        and e.version = any(${versions as number[]}::integer[]) and ${counts}
        and (${immature}::boolean or coalesce((o.entered_at at time zone ${timeZone}::text)::date < w.open_from, true))
        and not exists (
          select 1 from enrollments before
          where before.customer_id = e.customer_id and before.journey_id = e.journey_id
            and before.entered_at >= starts and (before.entered_at, before.id) < (e.entered_at, e.id)
        )
    )
    select arm, value::float8 as value, count(*)::int as count
    from buyers where arm is not null and value > 0 group by 1, 2`.execute(db)
  return rows
}
