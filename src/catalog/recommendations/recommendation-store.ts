// Reads what was computed, for many messages at once; and what a customer was last interested in.
import { type RawBuilder, sql } from 'kysely'
import { textColumn } from '../../db/columns.js'
import type { Db } from '../../db/tables.js'
import type { JsonObject } from '../../model/json.js'
import type { CompatibleRule, Selector } from './selector.js'

export type StoredKind = 'bought_together' | 'viewed_together' | 'best_sellers'

export interface Stored {
  readonly kind: StoredKind
  /** A product's id; of best sellers a category, empty for all. */
  readonly about: string
  readonly productId: string
  readonly score: number
  readonly support: number
  readonly reason: JsonObject
}

type About = Pick<Stored, 'kind' | 'about'>

/** The best first. */
export async function loadStored(db: Db, abouts: readonly About[]): Promise<Stored[]> {
  if (abouts.length === 0) return []
  const { rows } = await sql<Stored>`
    select r.kind, r.about, r.product_id as "productId", r.score, r.support, r.reason
    from unnest(${textColumn(abouts, ({ kind }) => kind)}::text[], ${textColumn(abouts, ({ about }) => about)}::text[])
      as x(kind, about)
    join recommendations r on r.kind = x.kind and r.about = x.about
    order by r.kind, r.about, r.rank`.execute(db)
  return rows
}

/** Beyond these a message about nothing says too little of what its customer likes. */
const mostSeeds = 3

/** What customers bought last, or else put into carts, or else viewed. */
export async function loadLastInterests(
  db: Db,
  customerIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (customerIds.length === 0) return new Map()
  const { rows } = await sql<{ customerId: string; ids: string[] }>`
    select c.id as "customerId", array(
      select product_id from product_interests i where i.customer_id = c.id
      order by bought_at desc nulls last, carted_at desc nulls last, viewed_at desc nulls last, product_id
      limit ${mostSeeds}
    ) as ids
    from unnest(${customerIds}::uuid[]) as c(id)`.execute(db)
  return new Map(rows.map(({ customerId, ids }) => [customerId, ids]))
}

const mostByRule = 20

/** Products in stock that a rule recommends, those that sell best first. */
export async function loadSelected(db: Db, selector: Selector): Promise<string[]> {
  const { product, category, collection, brand } = selector
  const and = (wanted: string | undefined, test: RawBuilder<unknown>): RawBuilder<unknown> =>
    wanted === undefined ? sql`` : sql`and ${test}`
  const { rows } = await sql<{ id: string }>`
    select p.id from products p
    left join recommendations r
      on r.kind = 'best_sellers' and r.about = ${category ?? ''} and r.product_id = p.id
    where p.removed_at is null and p.in_stock is not false
      ${and(product, sql`p.id = ${product}`)}
      ${and(category, sql`p.categories @> array[${category}::text]`)}
      ${and(collection, sql`p.collections @> array[${collection}::text]`)}
      ${and(brand, sql`coalesce(p.brand, p.data ->> 'brand') = ${brand}`)}
    order by r.rank nulls last, p.id limit ${mostByRule}`.execute(db)
  return rows.map(({ id }) => id)
}

/** The rules of the published settings, which were checked when they were published. */
export async function publishedRules(db: Db): Promise<readonly CompatibleRule[]> {
  const { rows } = await sql<{ rules: readonly CompatibleRule[] | null }>`
    select settings #> '{catalog,compatible}' as rules from workspace`.execute(db)
  return rows[0]?.rules ?? []
}
