// The products of the catalog: written in batches, never over a newer state; read by id.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { JsonObject } from '../model/json.js'
import type { Product } from './product.js'
import { asRead, factsOf } from './product-facts.js'

/** Whose word it is, and when it was given. */
export interface Teller {
  /** null: the one a product names itself, or else `api`. */
  readonly feed: string | null
  readonly source: string
  /** What a product without a time of its own is as of. */
  readonly asOf: Date
  /** Now. */
  readonly at: Date
}

/** What the catalog said before. */
export interface ProductBefore {
  readonly id: string
  readonly currentPrice: string | null
  readonly currency: string | null
  readonly inStock: boolean | null
  readonly updatedAt: Date
}

/** Held until the transaction ends. In the order of their ids, as everybody locks them. */
export async function lockProducts(db: Db, ids: readonly string[]): Promise<Map<string, ProductBefore>> {
  const { rows } = await sql<ProductBefore>`
    select id, case when current_price is not null
        then coalesce(data ->> 'currentPrice', trim_scale(current_price)::text) end as "currentPrice",
      currency, in_stock as "inStock", updated_at as "updatedAt"
    from products where id = any(${textColumn(ids, id => id)}::text[]) order by id for update`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}

/**
 * Answers which were written, and whether they changed with it: not those of which a newer state is known. Needs every id at most once, and in order, so
 * that two batches never wait for each other crosswise.
 */
export async function upsertProducts(
  db: Db,
  products: readonly Product[],
  { feed, source, asOf, at }: Teller,
): Promise<Map<string, boolean>> {
  const told = products.map(({ id, data, updatedAt }) => ({
    id,
    data,
    feed: feed ?? (typeof data.feed === 'string' && data.feed !== '' ? data.feed : 'api'),
    told_at: updatedAt ?? asOf,
    ...factsOf(data),
  }))
  const { rows } = await sql<{ id: string; changed: boolean }>`
    with told as (
      select * from json_to_recordset(${JSON.stringify(told)}::json) as x(id text, data jsonb, feed text,
        told_at timestamptz, "inStock" boolean, "currentPrice" numeric, currency text, categories text[],
        collections text[], brand text)
    ), same as (
      select p.id from products p join told using (id) where p.data = told.data and p.removed_at is null
    )
    insert into products (id, data, updated_at, source_id, feed, in_stock, current_price, currency, categories,
      collections, brand, seen_at)
    select id, data, told_at, ${source}, feed, "inStock", "currentPrice", currency, categories, collections, brand, ${at}
    from told
    on conflict (id) do update set data = excluded.data, updated_at = excluded.updated_at,
      source_id = excluded.source_id, feed = excluded.feed, in_stock = excluded.in_stock,
      current_price = excluded.current_price, currency = excluded.currency, categories = excluded.categories,
      collections = excluded.collections, brand = excluded.brand, seen_at = excluded.seen_at, removed_at = null
    where products.updated_at <= excluded.updated_at
    returning id, id not in (select id from same) as changed`.execute(db)
  return new Map(rows.map(({ id, changed }) => [id, changed]))
}

/** They were told again, if with nothing new: so they are not missing. */
export async function touchProducts(db: Db, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`update products set seen_at = greatest(seen_at, ${at}::timestamptz)
    where id in (select id from products where id = any(${textColumn(ids, id => id)}::text[]) order by id for update)`.execute(
    db,
  )
}

export interface RemovedProduct {
  readonly id: string
  readonly updatedAt: Date
}

/** What nobody ever told is removed too, or an older word of it that comes late would bring it into the catalog. */
export async function insertRemovals(db: Db, removed: readonly RemovedProduct[], at: Date): Promise<number> {
  const result = await sql`
    insert into products (id, data, updated_at, in_stock, removed_at, seen_at)
    select id, jsonb_build_object('id', id), removed_at, false, removed_at, ${at}
    from unnest(
      ${textColumn(removed, ({ id }) => id)}::text[],
      ${plainColumn(removed, ({ updatedAt }) => updatedAt)}::timestamptz[]
    ) as x(id, removed_at)
    on conflict (id) do update set updated_at = excluded.updated_at, removed_at = excluded.removed_at, in_stock = false
    where products.updated_at <= excluded.updated_at`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

/** By id, as conditions read it; what the catalog does not know is missing. */
export async function loadProducts(db: Db, ids: readonly string[]): Promise<Map<string, JsonObject>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; data: JsonObject; removed: boolean }>`
    select id, data, removed_at is not null as removed
    from products where id = any(${textColumn(ids, id => id)}::text[])`.execute(db)
  return new Map(rows.map(({ id, data, removed }) => [id, asRead(data, removed)]))
}

export async function findProduct(
  db: Db,
  id: string,
): Promise<
  { readonly data: JsonObject; readonly updatedAt: Date; readonly removedAt: Date | null } | undefined
> {
  return await db
    .selectFrom('products')
    .select(['data', 'updated_at as updatedAt', 'removed_at as removedAt'])
    .where('id', '=', id)
    .executeTakeFirst()
}
