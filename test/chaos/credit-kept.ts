// What must hold of the reports after the crash test: whoever was killed when, every order is earned once, by one message, and the
// rollups say what the rows say. Worked out from the shoppers alone.
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/tables.js'
import { recountAll } from '../../src/rollups/index.js'
import { eventually } from '../support/eventually.js'
import { buyerCount, messagesPerShopper } from './shoppers.js'

/** Until some of the orders are credited, of which there are more than are credited at a time. */
export async function untilCrediting(db: Db): Promise<void> {
  await eventually(async () => expect((await creditedOf(db)).orders).toBeGreaterThan(0), { within: 30_000 })
  expect((await creditedOf(db)).orders, 'nothing is left to be credited').toBeLessThan(buyerCount)
}

export async function expectCreditKept(db: Db): Promise<void> {
  await eventually(
    async () => {
      expect(await creditedOf(db)).toEqual({
        orders: buyerCount,
        conversions: buyerCount,
        credits: buyerCount * messagesPerShopper,
        lastTouches: buyerCount,
        waiting: 0,
      })
    },
    { within: 120_000 },
  )
  const { rows } = await sql<{ orders: number; last: number }>`
    select sum(orders)::int as orders, sum(last_touch)::float8 as last from report_shop where journey_id = ''`.execute(
    db,
  )
  expect(rows).toEqual([{ orders: buyerCount, last: buyerCount }])
  expect((await recountAll(db)).differences).toEqual([])
}

interface Credited {
  readonly orders: number
  readonly conversions: number
  readonly credits: number
  readonly lastTouches: number
  /** Marks that nobody has taken. */
  readonly waiting: number
}

async function creditedOf(db: Db): Promise<Credited> {
  const { rows } = await sql<Credited>`
    select (select count(*)::int from orders) as orders,
      (select count(*)::int from conversions) as conversions, (select count(*)::int from credits) as credits,
      (select coalesce(sum(last_touch), 0)::int from credits) as "lastTouches",
      (select count(*)::int from credit_marks) + (select count(*)::int from rollup_marks) as waiting`.execute(
    db,
  )
  return rows[0]!
}
