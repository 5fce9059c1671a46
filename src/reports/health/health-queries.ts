// Reads how messages arrived from the rollups: one row for each group and sender, because senders differ in what they report.
import { type RawBuilder, sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import { ofJourney } from '../lists/part-queries.js'
import type { ReportPeriod } from '../report-kind.js'
import type { Arrivals, SenderArrivals } from './rates.js'

export const healthGroupings = ['sender', 'domain', 'journey', 'day', 'week'] as const
export type HealthGrouping = (typeof healthGroupings)[number]

export interface HealthQuery extends ReportPeriod {
  readonly journey: string | null
  readonly by: HealthGrouping
  readonly channel: 'email' | 'sms'
  /** null: all. */
  readonly sender: string | null
  readonly domain: string | null
}

export interface ArrivalsRow extends Arrivals {
  readonly id: string
  readonly sender: string
}

/** Weeks are those of ISO 8601. */
const groups: Readonly<Record<HealthGrouping, RawBuilder<string>>> = {
  sender: sql<string>`sender`,
  domain: sql<string>`domain`,
  journey: sql<string>`journey_id`,
  day: sql<string>`to_char(day, 'YYYY-MM-DD')`,
  week: sql<string>`to_char(day, 'IYYY-"W"IW')`,
}

const sums = sql`
      sum(handed_over)::int as "handedOver", sum(delivered)::int as delivered,
      sum(opened)::int as opened, sum(clicked)::int as clicked, sum(bounced)::int as bounced,
      sum(complained)::int as complained, sum(unsubscribed)::int as unsubscribed,
      sum(failed)::int as failed, sum(unknown)::int as unknown`

/** By group and sender, in the order of the groups. */
export async function readArrivals(db: Db, query: HealthQuery): Promise<ArrivalsRow[]> {
  const { from, to, journey, by, channel, sender, domain } = query
  const { rows } = await sql<ArrivalsRow>`${plannedEachTime}
    select ${groups[by]} as id, sender, ${sums}
    from report_health
    where day >= ${from}::date and day < ${to}::date and channel = ${channel}
      and ${ofJourney(sql`journey_id`, journey)}
      and (${sender}::text is null or sender = ${sender})
      and (${domain}::text is null or domain = ${domain})
    group by 1, 2 order by 1, 2`.execute(db)
  return rows
}

export interface JourneySender extends SenderArrivals {
  readonly journeyId: string
}

/** By which senders messages of journeys went, whatever the channel, from the first day of the period on. */
export async function readJourneySenders(
  db: Db,
  { from, journey }: Pick<HealthQuery, 'from' | 'journey'>,
): Promise<JourneySender[]> {
  const { rows } = await sql<JourneySender>`${plannedEachTime}
    select journey_id as "journeyId", sender, ${sums}
    from report_health where day >= ${from}::date and ${ofJourney(sql`journey_id`, journey)}
    group by 1, 2`.execute(db)
  return rows
}
