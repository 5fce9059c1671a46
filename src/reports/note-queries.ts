// What has to be said about figures: which of them have moved since, and which can no longer be counted.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { ReportPeriod } from './report-kind.js'

export interface Revised {
  /** Days of the period whose numbers are others than they were when the day was over. */
  readonly days: number
  readonly lastAt: Date
  /** What has changed in sum. */
  readonly conversions: number
  readonly entered: number
  readonly revenue: Readonly<Record<string, string>>
}

/** null: nothing has moved. `journey` null: all of them together. */
export async function readRevised(
  db: Db,
  { from, to }: ReportPeriod,
  kind: 'entries' | 'orders',
  journey: string | null,
): Promise<Revised | null> {
  const ofJourney =
    journey !== null || kind === 'orders' ? sql`journey_id = ${journey ?? ''}` : sql`journey_id <> ''`
  const { rows } = await sql<Omit<Revised, 'lastAt'> & { lastAt: Date | null }>`
    with moved as (
      select day, max(revised_at) as at, (array_agg(before order by id))[1] as before,
        (array_agg(after order by id desc))[1] as after
      from report_revisions
      where kind = ${kind} and ${ofJourney} and day >= ${from}::date and day < ${to}::date
      group by journey_id, day
    ), differing as (select * from moved where before <> after)
    select count(distinct day)::int as days, max(at) as "lastAt", ${changeOf('conversions')} as conversions,
      ${changeOf('entered')} as entered,
      coalesce((
        select jsonb_object_agg(currency, amount::text) from (
          select currency, sum(amount) as amount from (
            select key as currency, value::numeric as amount from differing, jsonb_each_text(after -> 'revenue')
            union all
            select key, -value::numeric from differing, jsonb_each_text(before -> 'revenue')
          ) amounts group by currency
        ) sums where amount <> 0), '{}') as revenue
    from differing`.execute(db)
  const { lastAt, ...revised } = rows[0]!
  return lastAt === null ? null : { ...revised, lastAt }
}

const changeOf = (name: string) => sql<number>`
  coalesce(sum(coalesce((after ->> ${name})::numeric, 0) - coalesce((before ->> ${name})::numeric, 0)), 0)::float8`

/** The first day that is still counted anew; null: every day is. */
export async function firstCountedDay(db: Db, timeZone: string): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    select to_char((max(position) - interval '1 microsecond') at time zone ${timeZone}::text + interval '1 day',
      'YYYY-MM-DD') as day
    from job_cursors where name = 'rollups messages kept since'`.execute(db)
  return rows[0]?.day ?? null
}
