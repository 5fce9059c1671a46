// The one clock of the product: the database's, read through tf_now(), which a demo can run faster.
import { sql } from 'kysely'
import type { Db } from './tables.js'

/** The product's time. Everything that is due is due by it. */
export async function now(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select tf_now() as now`.execute(db)
  return rows[0]!.now
}

export interface ClockSetting {
  readonly realAnchor: Date
  readonly clockAnchor: Date
  readonly speed: number
}

/** From now on the clock shows `at` (default: what it shows already) and runs `speed` times as fast as real time. */
export async function setClock(db: Db, { at, speed }: { at?: Date; speed: number }): Promise<void> {
  await sql`update clock set clock_anchor = coalesce(${at ?? null}::timestamptz, tf_now()), real_anchor = clock_timestamp(),
    speed = ${speed}`.execute(db)
}

/** For a process that shows times without asking the database each time. */
export async function readClock(db: Db): Promise<ClockSetting> {
  return await db
    .selectFrom('clock')
    .select(['real_anchor as realAnchor', 'clock_anchor as clockAnchor', 'speed'])
    .executeTakeFirstOrThrow()
}
