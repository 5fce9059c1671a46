// How far counting has come.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { countedIn } from './recount-store.js'

export interface WaitingMarks {
  /** Customers whose credit is to be counted, as often as they were marked. */
  readonly credit: number
  readonly rollups: number
}

export async function marksWaiting(db: Db): Promise<WaitingMarks> {
  const { rows } = await sql<WaitingMarks>`
    select (select count(*)::int from credit_marks) as credit,
      (select count(*)::int from rollup_marks) + (select count(*)::int from refusal_marks) as rollups`.execute(
    db,
  )
  return rows[0]!
}

/**
 * Until when, by the product's clock, what happened is in the rollups: the age of the oldest mark that waits, or now. null:
 * what was there before the rollups is not counted yet, or in the days of another time zone.
 */
export async function countedTo(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select case when exists (
      select from job_cursors
      where name = ${countedIn} || coalesce((select settings ->> 'timeZone' from workspace), 'UTC')
    ) then
      tf_now() - greatest(interval '0', clock_timestamp() - least(
        (select marked_at from credit_marks order by id limit 1),
        (select marked_at from rollup_marks order by id limit 1),
        (select marked_at from refusal_marks order by id limit 1),
        clock_timestamp()
      )) * (select speed from clock)
    end as at`.execute(db)
  return rows[0]!.at
}

type MarkTable = 'credit_marks' | 'rollup_marks' | 'refusal_marks'

/** Whether one of the marks is left that are there now, as a question to be asked again and again. */
export async function marksThereNow(db: Db, tables: readonly MarkTable[]): Promise<() => Promise<boolean>> {
  const latest = await Promise.all(
    tables.map(async table => {
      const { rows } = await sql<{
        id: string | null
      }>`select max(id) as id from ${sql.table(table)}`.execute(db)
      return { table, id: rows[0]!.id }
    }),
  )
  return async () => {
    for (const { table, id } of latest) {
      const { rows } = await sql`select 1 from ${sql.table(table)} where id <= ${id}::bigint limit 1`.execute(
        db,
      )
      if (rows.length > 0) return true
    }
    return false
  }
}
