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

/** Of each item. */
export interface ItemStock {
  /** At all locations that have told, together; null: somewhere it is not counted. */
  readonly here: number | null
  /** At those that have not; null: nobody knows. */
  readonly elsewhere: number | null
  /** How many locations have told. */
  readonly places: number
  /** When the newest of its levels was told. */
  readonly updatedAt: Date
}

/** Beside those with a name: what is left for all that have told nothing. */
const elsewhere = ''

/**
 * Needs each item and location at most once, and in order. A level that is older than the known one is passed over. Answers
 * those of locations that had told nothing of the item before.
 */
export async function upsertLevels(db: Db, levels: readonly Level[]): Promise<Level[]> {
  const { rows } = await sql<{ item: string; location: string; isNew: boolean }>`
    insert into product_stock (inventory_item_id, location_id, available, updated_at)
    select * from unnest(
      ${textColumn(levels, ({ item }) => item)}::text[],
      ${textColumn(levels, ({ location }) => location)}::text[],
      ${plainColumn(levels, ({ available }) => available)}::integer[],
      ${plainColumn(levels, ({ updatedAt }) => updatedAt)}::timestamptz[]
    )
    on conflict (inventory_item_id, location_id) do update
      set available = excluded.available, updated_at = excluded.updated_at
    where product_stock.updated_at <= excluded.updated_at
    returning inventory_item_id as item, location_id as location, xmax = 0 as "isNew"`.execute(db)
  const isNew = new Set(rows.filter(row => row.isNew).map(row => JSON.stringify([row.item, row.location])))
  return levels.filter(({ item, location }) => isNew.has(JSON.stringify([item, location])))
}

/** The caller holds the product. */
export async function saveElsewhere(db: Db, left: ReadonlyMap<string, number>, at: Date): Promise<void> {
  if (left.size === 0) return
  const rows = [...left].sort(([a], [b]) => (a < b ? -1 : 1))
  await sql`
    insert into product_stock (inventory_item_id, location_id, available, updated_at)
    select item, ${elsewhere}, least(available, 1000000000)::integer, ${at}::timestamptz
    from unnest(
      ${textColumn(rows, ([item]) => item)}::text[], ${plainColumn(rows, ([, available]) => available)}::numeric[]
    ) as x(item, available)
    on conflict (inventory_item_id, location_id) do update
      set available = excluded.available, updated_at = excluded.updated_at`.execute(db)
}

export async function loadStock(db: Db, items: readonly string[]): Promise<Map<string, ItemStock>> {
  if (items.length === 0) return new Map()
  const { rows } = await sql<ItemStock & { item: string }>`
    select item, max(updated_at) filter (where told) as "updatedAt", (count(*) filter (where told))::integer as places,
      case when count(available) filter (where told) = count(*) filter (where told)
        then least(greatest(sum(available::bigint) filter (where told), -1000000000), 1000000000)::integer end as here,
      max(available) filter (where not told) as elsewhere
    from (
      select inventory_item_id as item, available, updated_at, location_id <> ${elsewhere} as told
      from product_stock where inventory_item_id = any(${textColumn(items, item => item)}::text[])
    ) levels
    group by item having count(*) filter (where told) > 0`.execute(db)
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
