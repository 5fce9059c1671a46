// What a report needs to know before it reads any figure: money and days as the workspace has them, and which journeys there are.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { ReportSettings } from './report-kind.js'

/** What the workspace says about money and days; before the first publishing, the settings' own defaults. */
export async function reportSettings(db: Db): Promise<ReportSettings> {
  const { rows } = await sql<{ currency: string | null; timeZone: string | null; rates: object | null }>`
    select settings->>'currency' as currency, settings->>'timeZone' as "timeZone",
      settings->'reports'->'rates' as rates
    from workspace`.execute(db)
  const { currency, timeZone, rates } = rows[0] ?? {}
  return { currency: currency ?? 'EUR', timeZone: timeZone ?? 'UTC', rates: { ...rates } }
}

export interface AskedDays {
  readonly today: string
  /** The day in which the moment lies; null where none was asked for. */
  readonly from: string | null
  readonly to: string | null
  /** Whether the moment is the first one of its day. */
  readonly fromStarts: boolean
  readonly toStarts: boolean
}

/** Which days moments lie in, in the time zone. */
export async function daysOf(
  db: Db,
  { from, to }: { readonly from: Date | null; readonly to: Date | null },
  timeZone: string,
): Promise<AskedDays> {
  const { rows } = await sql<AskedDays>`
    select to_char(today, 'YYYY-MM-DD') as today,
      to_char(asked_from, 'YYYY-MM-DD') as from, to_char(asked_to, 'YYYY-MM-DD') as to,
      coalesce(asked_from = date_trunc('day', asked_from), true) as "fromStarts",
      coalesce(asked_to = date_trunc('day', asked_to), true) as "toStarts"
    from (
      select tf_now() at time zone ${timeZone}::text as today,
        ${from}::timestamptz at time zone ${timeZone}::text as asked_from,
        ${to}::timestamptz at time zone ${timeZone}::text as asked_to
    ) asked`.execute(db)
  return rows[0]!
}

/** Every journey that was ever published, archived ones too: their numbers stay. */
export async function journeyIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('journeys').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}
