// What feeds were read and when, and what became of the products they tell.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'

export interface FeedRun {
  readonly id: string
  readonly feed: string
  readonly kind: string
  readonly full: boolean
  readonly startedAt: Date
  /** How many products the feed had until then. */
  readonly previous: number
}

export async function insertRun(db: Db, run: FeedRun): Promise<void> {
  await db
    .insertInto('feed_runs')
    .values({
      id: run.id,
      feed: run.feed,
      kind: run.kind,
      full: run.full,
      started_at: run.startedAt,
      finished_at: null,
      previous_products: run.previous,
      missing: '{}',
    })
    .execute()
}

export interface RunResult {
  readonly products: number
  readonly rejected: number
  readonly removed: number
  /** Nothing was removed, because too much was missing. */
  readonly kept: boolean
  readonly missing: Readonly<Record<string, number>>
}

export async function finishRun(
  db: Db,
  id: string,
  { products, rejected, removed, kept, missing }: RunResult,
): Promise<void> {
  await db
    .updateTable('feed_runs')
    .set({
      finished_at: sql<Date>`tf_now()`,
      products,
      rejected,
      removed,
      kept,
      missing: JSON.stringify(missing),
    })
    .where('id', '=', id)
    .execute()
}

/** Products of the feed that are sold, and how many of them it did not tell since then. */
export async function countProducts(
  db: Db,
  feed: string,
  since: Date,
): Promise<{ readonly products: number; readonly unseen: number }> {
  const { rows } = await sql<{ products: number; unseen: number }>`
    select count(*)::integer as products,
      (count(*) filter (where coalesce(seen_at, '-infinity') < ${since}))::integer as unseen
    from products where feed = ${feed} and removed_at is null`.execute(db)
  return rows[0]!
}

/** Marks what the feed no longer tells; answers how many. Its own time stays: told again, it is back. */
export async function removeUnseen(db: Db, feed: string, since: Date): Promise<number> {
  const result = await sql`
    update products set removed_at = ${since}, in_stock = false where id in (
      select id from products where feed = ${feed} and removed_at is null and coalesce(seen_at, '-infinity') < ${since}
      order by id for update
    )`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

export interface MissingFields {
  readonly feed: string
  readonly products: number
  readonly price: number
  readonly url: number
  readonly image: number
  readonly stock: number
}

/** Of each feed's products that are sold, how many lack what messages show. */
export async function countMissing(db: Db, feed?: string): Promise<MissingFields[]> {
  const { rows } = await sql<MissingFields>`
    select feed, count(*)::integer as products,
      (count(*) filter (where current_price is null))::integer as price,
      (count(*) filter (where coalesce(data ->> 'url', '') = ''))::integer as url,
      (count(*) filter (where coalesce(data ->> 'image', '') = ''))::integer as image,
      (count(*) filter (where in_stock is null))::integer as stock
    from products where removed_at is null and feed = coalesce(${feed ?? null}::text, feed)
    group by feed order by feed`.execute(db)
  return rows
}
