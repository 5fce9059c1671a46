// Reads messages page by page, newest first. Each journey has an index by the day of its messages, so each is asked for its newest.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { ListPart, ListPosition } from '../list-kind.js'
import type { ReportRequest, ReportRow, ReportSettings } from '../report-kind.js'
import { variantAsJson } from './filters.js'
import type { MessageFilters } from './message-filters.js'
import { all, before, brandOf, inPeriod, where } from './part-queries.js'

const at = sql`coalesce(m.wire_at, m.created_at)`

export async function readMessages(
  db: Db,
  request: ReportRequest<MessageFilters>,
  settings: ReportSettings,
  part: ListPart,
): Promise<(ReportRow & { position: ListPosition })[]> {
  const { journey, parameters } = request
  const { rows } = await sql<ReportRow & { position: ListPosition }>`
    with journeys_asked as (
      select distinct journey_id from journey_versions where ${journey}::text is null or journey_id = ${journey}
    )
    select ${at} as at, m.customer_id as customer, m.journey_id as journey, m.version, m.step_id as step, m.channel,
      m.status, m.reason, m.delivery, m.unsubscribed, m.sender, m.domain, m.template, m.created_at as "createdAt",
      m.wire_at as "handedOverAt", m.id as message, m.enrollment_id as enrollment,
      json_build_array((${at})::text, m.id::text) as position
    from journeys_asked j cross join lateral (
      select m.* from messages m left join enrollments e on e.id = m.enrollment_id
      where m.journey_id = j.journey_id and ${inPeriod(at, request, settings)}
        and ${before(part.after, [at, sql`m.id::text`])} and ${conditions(parameters)}
      order by ${at} desc, m.id::text desc limit ${part.limit + 1}
    ) m
    order by ${at} desc, m.id::text desc limit ${part.limit + 1}`.execute(db)
  return rows
}

const conditions = (filters: MessageFilters): RawBuilder<unknown> =>
  all([
    where(filters.version, version => sql`m.version = ${version}`),
    where(filters.step, step => sql`m.step_id = ${step}`),
    where(filters.channel, channel => sql`m.channel = ${channel}`),
    where(filters.variant, variant => sql`e.variants @> ${variantAsJson(variant)}::jsonb`),
    where(filters.segment, segment => sql`${segment} = any(e.segments)`),
    where(filters.country, country => sql`coalesce(e.country, '') = ${country}`),
    where(filters.brand, brand => sql`${brandOf(sql`m`)} = ${brand}`),
    where(filters.status, status => statuses[status]),
    where(filters.delivery, delivery => sql`${handedOver} and ${deliveries[delivery]}`),
    // Some go on behind a colon, such as `capped: global`.
    where(filters.reason, reason => sql`(m.reason = ${reason} or starts_with(m.reason, ${`${reason}: `}))`),
    where(filters.sender, sender => sql`coalesce(m.sender, '') = ${sender}`),
    where(filters.domain, domain => sql`coalesce(m.domain, '') = ${domain}`),
  ])

/** As rollups count them: src/rollups/count-messages-queries.ts. */
const handedOver = sql`m.status in ('on_wire', 'sent', 'unknown')`
const statuses = {
  handed_over: handedOver,
  waiting: sql`m.status in ('queued', 'claimed')`,
  held_out: sql`m.status = 'held_out'`,
  failed: sql`m.status = 'failed'`,
  unknown: sql`m.status = 'unknown'`,
  skipped: sql`m.status = 'skipped'`,
  withdrawn: sql`m.status = 'withdrawn'`,
} as const
const deliveries = {
  delivered: sql`m.delivery in ('delivered', 'opened', 'clicked', 'complained')`,
  opened: sql`m.delivery in ('opened', 'clicked')`,
  clicked: sql`m.delivery = 'clicked'`,
  bounced: sql`m.delivery = 'bounced'`,
  complained: sql`m.delivery = 'complained'`,
  unsubscribed: sql`m.unsubscribed`,
} as const
