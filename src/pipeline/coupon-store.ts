// Codes of coupons, taken for good by the transaction that takes them. A code goes to one claim, a claim gets one code.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'

export interface CouponClaim {
  readonly claim: string
  readonly customerId: string
  readonly pool: string
}

/**
 * By claim: the code it had already, or a free one of its pool. A claim that is missing in the answer got none: the pool
 * is dry, or others hold its last codes at this moment. Passes over codes that others are taking (SKIP LOCKED), so that
 * nobody waits. The caller holds the customers' locks.
 */
export async function takeCoupons(
  db: Db,
  claims: readonly CouponClaim[],
  now: Date,
): Promise<Map<string, string>> {
  if (claims.length === 0) return new Map()
  const { rows } = await sql<{ claim: string; code: string }>`
    with asked as (
      select * from unnest(
        ${plainColumn(claims, ({ claim }) => claim)}::uuid[],
        ${plainColumn(claims, ({ customerId }) => customerId)}::uuid[],
        ${textColumn(claims, ({ pool }) => pool)}::text[]
      ) with ordinality as x(claim, customer_id, pool, n)
    ), had as (
      select c.claim, c.code from asked a join coupons c on c.claim = a.claim
    ), wanted as (
      select claim, customer_id, pool, row_number() over (partition by pool order by n) as n
      from asked where claim not in (select claim from had)
    ), free as materialized (
      select c.pool, c.code
      from (select pool, count(*) as most from wanted group by pool) p
      cross join lateral (
        select pool, code from coupons
        where pool = p.pool and claim is null order by pool, code limit p.most for update skip locked
      ) c
    ), numbered as (
      select pool, code, row_number() over (partition by pool order by code) as n from free
    ), taken as (
      update coupons c set claim = w.claim, customer_id = w.customer_id, claimed_at = ${now}
      from wanted w join numbered f on f.pool = w.pool and f.n = w.n
      where c.pool = f.pool and c.code = f.code
      returning c.claim, c.code
    )
    select claim, code from had union all select claim, code from taken`.execute(db)
  return new Map(rows.map(({ claim, code }) => [claim, code]))
}
