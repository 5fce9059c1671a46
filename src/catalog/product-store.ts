// The products of the catalog: written in batches, never over a newer state; read by id.
import { sql } from 'kysely'
import { jsonColumn, plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { JsonObject } from '../model/json.js'
import type { Product } from './product.js'

/**
 * Answers how many were written: not those of which a newer state is known. Needs every id at most once, and in order, so
 * that two batches never wait for each other crosswise.
 */
export async function upsertProducts(db: Db, products: readonly Product[], now: Date): Promise<number> {
  const result = await sql`
    insert into products (id, data, updated_at)
    select * from unnest(
      ${textColumn(products, ({ id }) => id)}::text[],
      ${jsonColumn(products, ({ data }) => data)},
      ${plainColumn(products, ({ updatedAt }) => updatedAt ?? now)}::timestamptz[]
    )
    on conflict (id) do update set data = excluded.data, updated_at = excluded.updated_at
    where products.updated_at <= excluded.updated_at`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

/** By id; what the catalog does not know is missing. */
export async function loadProducts(db: Db, ids: readonly string[]): Promise<Map<string, JsonObject>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; data: JsonObject }>`
    select id, data from products where id = any(${textColumn(ids, id => id)}::text[])`.execute(db)
  return new Map(rows.map(({ id, data }) => [id, data]))
}

export async function findProduct(
  db: Db,
  id: string,
): Promise<{ readonly data: JsonObject; readonly updatedAt: Date } | undefined> {
  return await db
    .selectFrom('products')
    .select(['data', 'updated_at as updatedAt'])
    .where('id', '=', id)
    .executeTakeFirst()
}
