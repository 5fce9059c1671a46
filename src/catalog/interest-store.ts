// Who looked at, carted and bought what: kept from the events, set by set, and always to the latest moment of each, so
// that events read twice change nothing.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'

/** Longer lists are no cart of a shopper. */
const longestList = 100

/**
 * From the events that were processed in that time, of customers that are still there. They are held until the transaction
 * ends, as everybody locks them: who is merged or erased meanwhile would come back otherwise. Answers how many interests
 * were new or later.
 */
export async function upsertInterests(db: Db, from: Date, to: Date): Promise<number> {
  const result = await sql`
    with told as (
      select e.customer_id, e.part, e.type, e.occurred_at, e.properties p from events e
      where e.processed_at >= ${from} and e.processed_at < ${to} and e.type in ('product_viewed', 'product_added',
        'cart_viewed', 'cart_updated', 'checkout_started', 'order_completed')
    ), named as (
      select customer_id, part, type, occurred_at, p -> 'product' ->> 'productId' as product_id, true as itself from told
      union all
      select customer_id, part, type, occurred_at, item ->> 'productId', false
      from told cross join (values ('{cart,items}'::text[]), ('{order,items}'), ('{items}')) paths(path),
        lateral (
          select item from jsonb_array_elements(
            case jsonb_typeof(p #> path) when 'array' then p #> path else '[]' end) item limit ${longestList}
        ) items
    ), dated as (
      select product_id, customer_id, part,
        max(occurred_at) filter (where type = 'product_viewed' and itself) as viewed_at,
        max(occurred_at) filter (where type not in ('product_viewed', 'order_completed')) as carted_at,
        max(occurred_at) filter (where type = 'order_completed') as bought_at
      from named where product_id <> '' and length(product_id) <= 200
      group by product_id, customer_id, part
    ), living as materialized (
      select id from customers where id in (select customer_id from dated) order by id for key share
    )
    insert into product_interests as i (product_id, customer_id, part, viewed_at, carted_at, bought_at)
    select d.* from dated d join living on living.id = d.customer_id
    where viewed_at is not null or carted_at is not null or bought_at is not null
    order by product_id, customer_id
    on conflict (product_id, customer_id) do update set
      viewed_at = greatest(i.viewed_at, excluded.viewed_at),
      carted_at = greatest(i.carted_at, excluded.carted_at),
      bought_at = greatest(i.bought_at, excluded.bought_at)
    where excluded.viewed_at > coalesce(i.viewed_at, '-infinity')
      or excluded.carted_at > coalesce(i.carted_at, '-infinity')
      or excluded.bought_at > coalesce(i.bought_at, '-infinity')`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

/**
 * Who looked at it or had it in a cart since then, and has not bought it after that; in ascending order of id, beginning
 * after this one.
 */
export async function interestedIn(
  db: Db,
  productId: string,
  since: Date,
  afterCustomer: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from product_interests
    where product_id = ${productId} and (${afterCustomer}::uuid is null or customer_id > ${afterCustomer}::uuid)
      and greatest(viewed_at, carted_at) >= ${since}
      and (bought_at is null or bought_at < greatest(viewed_at, carted_at))
    order by customer_id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Where a job goes on; null: it never ran. */
export async function readCursor(db: Db, name: string): Promise<Date | null> {
  const row = await db
    .selectFrom('job_cursors')
    .select('position')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.position ?? null
}

export async function saveCursor(db: Db, name: string, position: Date): Promise<void> {
  await db
    .insertInto('job_cursors')
    .values({ name, position })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ position }))
    .execute()
}

/** How fast the product's clock runs. */
export async function readSpeed(db: Db): Promise<number> {
  const { speed } = await db.selectFrom('clock').select('speed').executeTakeFirstOrThrow()
  return Number(speed)
}

/** When the first event was processed. Reads all of them; null: there is none. */
export async function firstProcessed(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ first: Date | null }>`select min(processed_at) as first from events`.execute(
    db,
  )
  return rows[0]?.first ?? null
}
