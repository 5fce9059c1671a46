// Stock that shops tell apart from its product, by their own name for what lies on the shelf.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { JsonObject } from '../model/json.js'
import { factsOf } from './product-facts.js'

export interface Level {
  readonly item: string
  readonly location: string
  /** null: not counted. */
  readonly available: number | null
  readonly updatedAt: Date
}

/** Of each item, all its locations together. */
export interface ItemStock {
  /** null: somewhere it is not counted. */
  readonly available: number | null
  /** When the newest of its levels was told. */
  readonly updatedAt: Date
}

/** Needs each item and location at most once, and in order. A level that is older than the known one is passed over. */
export async function upsertLevels(db: Db, levels: readonly Level[]): Promise<void> {
  await sql`
    insert into product_stock (inventory_item_id, location_id, available, updated_at)
    select * from unnest(
      ${textColumn(levels, ({ item }) => item)}::text[],
      ${textColumn(levels, ({ location }) => location)}::text[],
      ${plainColumn(levels, ({ available }) => available)}::integer[],
      ${plainColumn(levels, ({ updatedAt }) => updatedAt)}::timestamptz[]
    )
    on conflict (inventory_item_id, location_id) do update
      set available = excluded.available, updated_at = excluded.updated_at
    where product_stock.updated_at <= excluded.updated_at`.execute(db)
}

export async function loadStock(db: Db, items: readonly string[]): Promise<Map<string, ItemStock>> {
  if (items.length === 0) return new Map()
  const { rows } = await sql<{ item: string; available: number | null; updatedAt: Date }>`
    select inventory_item_id as item, max(updated_at) as "updatedAt",
      case when count(available) = count(*)
        then least(greatest(sum(available::bigint), -1000000000), 1000000000)::integer end as available
    from product_stock where inventory_item_id = any(${textColumn(items, item => item)}::text[])
    group by inventory_item_id`.execute(db)
  return new Map(rows.map(({ item, ...stock }) => [item, stock]))
}

export interface StockedProduct {
  readonly id: string
  readonly data: JsonObject
  readonly updatedAt: Date
  readonly inStock: boolean | null
}

/** The products with a variant among these items, held until the transaction ends. */
export async function lockProductsOfItems(db: Db, items: readonly string[]): Promise<StockedProduct[]> {
  const wanted = JSON.stringify(items.map(inventoryItemId => [{ inventoryItemId }]))
  const { rows } = await sql<StockedProduct>`
    select id, data, updated_at as "updatedAt", in_stock as "inStock" from products
    where id in (
      select p.id from jsonb_array_elements(${wanted}::jsonb) as w(item)
      join products p on p.data -> 'variants' @> w.item
    ) and removed_at is null
    order by id for update`.execute(db)
  return rows
}

/** Writes what stock changes: the data and whether any is left. The time of the product's own word stays. */
export async function saveStock(
  db: Db,
  products: readonly { readonly id: string; readonly data: JsonObject }[],
): Promise<void> {
  if (products.length === 0) return
  const rows = products.map(({ id, data }) => ({ id, data, inStock: factsOf(data).inStock }))
  await sql`
    update products p set data = x.data, in_stock = x."inStock"
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(id text, data jsonb, "inStock" boolean)
    where p.id = x.id`.execute(db)
}
