// Reads what journeys led to, in one statement and so from one moment. Sums are PostgreSQL's numeric, never a float.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/tables.js'

export const groupings = ['journey', 'message', 'channel', 'day'] as const
export type Grouping = (typeof groupings)[number]

export interface Period {
  readonly from: Date
  /** Not included. */
  readonly to: Date
}

/** Amounts as PostgreSQL writes them, with four digits behind the point. */
export interface ConversionCounts {
  /** null for the total of all rows. */
  readonly id: string | null
  readonly entered: number
  readonly messages: number
  readonly conversions: number
  readonly revenue: string
  readonly otherRevenue: Readonly<Record<string, string>>
}

/** What the rows are grouped by, as an expression for each of the three tables that are counted. */
interface Keys {
  /** null: an entry belongs to no single row, so that it appears in the total only. */
  readonly entered: RawBuilder<string> | null
  readonly handedOver: RawBuilder<string>
  readonly converted: RawBuilder<string>
}

const day = (column: string, timeZone: string): RawBuilder<string> =>
  sql<string>`to_char(${sql.ref(column)} at time zone ${timeZone}::text, 'YYYY-MM-DD')`

function keysOf(by: Grouping, timeZone: string): Keys {
  const journey = sql<string>`journey_id`
  const message = sql<string>`journey_id || '/' || step_id`
  const channel = sql<string>`channel`
  switch (by) {
    case 'journey':
      return { entered: journey, handedOver: journey, converted: journey }
    case 'message':
      return { entered: null, handedOver: message, converted: message }
    case 'channel':
      return { entered: null, handedOver: channel, converted: channel }
    case 'day':
      return {
        entered: day('entered_at', timeZone),
        handedOver: day('wire_at', timeZone),
        converted: day('occurred_at', timeZone),
      }
  }
}

/** Rows that are listed even when nothing happened in them. */
function listed(by: Grouping, { from, to }: Period, timeZone: string): RawBuilder<unknown> {
  if (by === 'journey') return sql`select id from journeys where status = 'active'`
  if (by === 'day')
    return sql`select to_char(d, 'YYYY-MM-DD') from generate_series(
      date_trunc('day', ${from}::timestamptz at time zone ${timeZone}::text),
      (${to}::timestamptz - interval '1 microsecond') at time zone ${timeZone}::text, '1 day') d`
  return sql`select ''::text where false`
}

export interface ConversionQuery extends Period {
  readonly by: Grouping
  readonly currency: string
  readonly timeZone: string
}

/**
 * The rows in the order of their ids, and the total, whose id is null. Entries count by `entered_at`, messages (those
 * handed over, whether or not the provider's answer came) by `wire_at`, conversions by `occurred_at`, each in [from, to).
 */
export async function countConversions(db: Db, query: ConversionQuery): Promise<ConversionCounts[]> {
  const { by, from, to, currency, timeZone } = query
  const keys = keysOf(by, timeZone)
  // No row has an empty id, so it can stand for the total: an empty text joins, a null does not.
  const { rows } = await sql<ConversionCounts>`
    with entered as (
      select coalesce(id, '') as id, count(*)::int as entered
      from (select ${keys.entered ?? sql`''::text`} as id from enrollments
            where entered_at >= ${from} and entered_at < ${to}) e
      group by grouping sets ((id), ())
    ), handed_over as (
      select coalesce(id, '') as id, count(*)::int as messages
      from (select ${keys.handedOver} as id from messages
            where wire_at >= ${from} and wire_at < ${to} and status in ('on_wire', 'sent', 'unknown')) m
      group by grouping sets ((id), ())
    ), money as (
      select coalesce(id, '') as id, currency, count(*)::int as conversions, sum(value) as amount
      from (select ${keys.converted} as id, currency, value from conversions
            where occurred_at >= ${from} and occurred_at < ${to}) c
      group by grouping sets ((id, currency), (currency))
    ), converted as (
      select id, sum(conversions)::int as conversions,
        sum(amount) filter (where currency = ${currency}) as revenue,
        jsonb_object_agg(currency, amount::text) filter (where currency <> ${currency} and amount is not null) as others
      from money group by id
    ), ids as (
      select id from entered union select id from handed_over union select id from converted
      union select ''::text union ${listed(by, query, timeZone)}
    )
    select nullif(id, '') as id, coalesce(max(entered), 0) as entered, coalesce(max(messages), 0) as messages,
      coalesce(max(conversions), 0) as conversions, coalesce(max(revenue), 0)::text as revenue,
      coalesce((array_agg(others) filter (where others is not null))[1], '{}') as "otherRevenue"
    from ids left join entered using (id) left join handed_over using (id) left join converted using (id)
    group by id order by ids.id`.execute(db)
  return rows
}

/** What the workspace says about money and days; before the first publishing, the settings' own defaults. */
export async function reportSettings(db: Db): Promise<{ currency: string; timeZone: string }> {
  const { rows } = await sql<{ currency: string | null; timeZone: string | null }>`
    select settings->>'currency' as currency, settings->>'timeZone' as "timeZone" from workspace`.execute(db)
  return { currency: rows[0]?.currency ?? 'EUR', timeZone: rows[0]?.timeZone ?? 'UTC' }
}

/** When a calendar day begins in a time zone. */
export async function startOfDay(db: Db, date: string, timeZone: string): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select ${date}::timestamp at time zone ${timeZone}::text as at`.execute(db)
  return rows[0]!.at
}
