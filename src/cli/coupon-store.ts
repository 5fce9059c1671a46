// Pools of coupon codes: filled and counted. Giving codes out is the pipeline's part.
import { sql } from 'kysely'
import { textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'

export interface CouponPool {
  readonly pool: string
  readonly codes: number
  readonly free: number
  /** When the last one was given out; null: none has been. */
  readonly lastTakenAt: Date | null
}

/** Answers how many were new; a code that its pool has already is left as it is, given out or not. */
export async function addCodes(db: Db, pool: string, codes: readonly string[]): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into coupons (pool, code)
    select ${pool}, code from unnest(${textColumn(codes, code => code)}::text[]) as x(code)
    order by code
    on conflict do nothing`.execute(db)
  return Number(numAffectedRows ?? 0)
}

export async function listCouponPools(db: Db): Promise<CouponPool[]> {
  const { rows } = await sql<CouponPool>`
    select pool, count(*)::integer as codes, count(*) filter (where claim is null)::integer as free,
      max(claimed_at) as "lastTakenAt"
    from coupons group by pool order by pool`.execute(db)
  return rows
}

/** Whether the published settings name the pool; true also where nothing has been published yet. */
export async function isPoolPublished(db: Db, pool: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select coalesce(settings -> 'coupons' ? ${pool}, false) as known from workspace`.execute(db)
  return rows[0]?.known ?? true
}
