// Products as the catalog knows them now, for what messages show; and those that can stand in for one that is gone.
import { sql } from 'kysely'
import { textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { KnownProduct } from './offer.js'

/** By id; what the catalog never knew is missing, what it knows no more is `removed`. */
export async function loadKnownProducts(db: Db, ids: readonly string[]): Promise<Map<string, KnownProduct>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<KnownProduct>`
    select id, data, updated_at as "updatedAt", removed_at is not null as removed, in_stock as "inStock"
    from products where id = any(${textColumn(ids, id => id)}::text[])`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}

/** Enough for a message whose items are all gone and alike. */
const substitutesEach = 10
/** With so many of its collections a product needs none of its categories, which are large and slow to look through. */
const enoughOfCollections = 3

/**
 * For each of these products others that are in stock: of a collection they share, and where that has few, then of a
 * category; nearest in price first, and by id, so that the order is the same each time.
 */
export async function loadSubstitutes(db: Db, ids: readonly string[]): Promise<Map<string, KnownProduct[]>> {
  const found = new Map<string, KnownProduct[]>()
  const add = (rows: readonly Substitute[]): void => {
    for (const { about, ...product } of rows) {
      const known = found.get(about) ?? []
      if (!known.some(({ id }) => id === product.id)) found.set(about, [...known, product])
    }
  }
  add(await sharing(db, ids, 'collections'))
  add(
    await sharing(
      db,
      ids.filter(id => (found.get(id)?.length ?? 0) < enoughOfCollections),
      'categories',
    ),
  )
  return found
}

type Substitute = KnownProduct & { readonly about: string }

async function sharing(
  db: Db,
  ids: readonly string[],
  group: 'collections' | 'categories',
): Promise<readonly Substitute[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Substitute>`
    select p.id as about, s.id, s.data, s.updated_at as "updatedAt", false as removed, s.in_stock as "inStock"
    from products p
    cross join lateral (
      select o.*, abs(o.current_price - p.current_price) as apart
      from products o
      where o.${sql.ref(group)} && p.${sql.ref(group)} and o.in_stock and o.removed_at is null and o.id <> p.id
        and (o.currency is null or p.currency is null or o.currency = p.currency)
      order by apart nulls last, o.id limit ${substitutesEach}
    ) s
    where p.id = any(${textColumn(ids, id => id)}::text[])
    order by p.id, s.apart nulls last, s.id`.execute(db)
  return rows
}

/** What is bought is not recommended again for so long. */
const boughtWithin = sql`interval '90 days'`

/** What these customers bought lately, by customer. */
export async function loadBoughtLately(
  db: Db,
  customerIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (customerIds.length === 0) return new Map()
  const { rows } = await sql<{ customerId: string; ids: string[] }>`
    select customer_id as "customerId", array_agg(product_id order by product_id) as ids
    from product_interests
    where customer_id = any(${customerIds}::uuid[]) and bought_at > (select tf_now()) - ${boughtWithin}
    group by customer_id`.execute(db)
  return new Map(rows.map(({ customerId, ids }) => [customerId, ids]))
}
