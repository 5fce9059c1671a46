// What the audits of the catalog ask.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'

export interface LatestRun {
  readonly feed: string
  readonly startedAt: Date
  readonly finishedAt: Date | null
  /** When the feed last came to its end; null: never. */
  readonly lastFinishedAt: Date | null
  readonly products: number
  readonly previous: number
  readonly kept: boolean
}

/** Of each feed. */
export async function latestRuns(db: Db): Promise<LatestRun[]> {
  const { rows } = await sql<LatestRun>`
    select distinct on (feed) feed, started_at as "startedAt", finished_at as "finishedAt",
      max(finished_at) over (partition by feed) as "lastFinishedAt", products, previous_products as previous, kept
    from feed_runs order by feed, started_at desc`.execute(db)
  return rows
}

/** Products told through the API, which has no runs: when the last of them was. */
export async function lastToldByApi(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(seen_at) as at from products where feed = 'api' and removed_at is null`.execute(db)
  return rows[0]?.at ?? null
}

export interface UnknownProduct {
  readonly id: string
  readonly customers: number
}

/** In carts since then, and in no feed; the most wanted first, and how many there are of them. */
export async function unknownInCarts(
  db: Db,
  since: Date,
  limit: number,
): Promise<{ readonly count: number; readonly first: readonly UnknownProduct[] }> {
  const { rows } = await sql<UnknownProduct & { count: number }>`
    select product_id as id, count(*)::integer as customers, (count(*) over ())::integer as count
    from product_interests i
    where carted_at >= ${since} and not exists (select from products p where p.id = i.product_id)
    group by product_id order by customers desc, product_id limit ${limit}`.execute(db)
  return { count: rows[0]?.count ?? 0, first: rows.map(({ id, customers }) => ({ id, customers })) }
}

export interface OtherCurrency {
  readonly feed: string
  readonly currency: string
  readonly products: number
}

/** Priced in another currency than this one. */
export async function otherCurrencies(db: Db, currency: string): Promise<OtherCurrency[]> {
  const { rows } = await sql<OtherCurrency>`
    select feed, currency, count(*)::integer as products from products
    where removed_at is null and currency <> ${currency}
    group by feed, currency order by feed, currency`.execute(db)
  return rows
}
