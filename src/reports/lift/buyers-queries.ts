// Reads from the rollups what those who bought were worth, by arm and amount.
import { sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import { type ArmsRead, countsFrom, isCounted, ofArms, windowsOf, withWindow } from './arms-queries.js'

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

/** At their first entry in the period: with an order on a day before which they had not entered in it. No zeros. */
export async function readBuyers(db: Db, query: BuyersQuery): Promise<BuyersRow[]> {
  const { versions, rates, immature } = query
  const { rows } = await sql<BuyersRow>`${plannedEachTime}
    with ${windowsOf(query)}, rates as materialized (
      select * from json_to_recordset(${JSON.stringify(rates)}::json) as r(currency text, rate numeric)
    ), amounts as (
      select a.day, a.version, a.arm, b.buyer, b.amount * r.rate as value
      from (select * from report_arms where ${ofArms(query)} and version = any(${versions as number[]}::integer[])) a
      join rates r using (currency) ${withWindow(query)}
      cross join lateral unnest(a.buyers, a.buyer_gaps, a.buyer_amounts) as b(buyer, gap, amount)
      where ${isCounted} and (b.gap = 0 or b.gap > a.day - ${countsFrom(query)}) and (${immature}::boolean or coalesce(a.day < w.open_from, true))
    ), worth as (
      select arm, sum(value) as value from amounts group by day, version, arm, buyer
    )
    select arm, value::float8 as value, count(*)::int as count
    from worth where value > 0 group by 1, 2`.execute(db)
  return rows
}
