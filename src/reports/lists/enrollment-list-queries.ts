// Reads passes page by page, newest entry first. Each journey has an index by entry, so each is asked for its newest ones.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { type GoalWindow, openWindows } from '../conversions/goal-queries.js'
import type { ListPart, ListPosition } from '../list-kind.js'
import type { ReportRequest, ReportRow, ReportSettings } from '../report-kind.js'
import type { EnrollmentFilters } from './enrollment-filters.js'
import { variantAsJson } from './filters.js'
import { all, before, brandOf, inPeriod, where } from './part-queries.js'

/** `windows`: of the goal that `open` asks for. */
export async function readEnrollments(
  db: Db,
  request: ReportRequest<EnrollmentFilters>,
  settings: ReportSettings,
  part: ListPart,
  windows: readonly GoalWindow[],
): Promise<(ReportRow & { position: ListPosition })[]> {
  const { journey, parameters } = request
  const { rows } = await sql<ReportRow & { position: ListPosition }>`
    with windows as materialized (${openWindows(windows, settings.timeZone)}), journeys_asked as (
      select distinct journey_id from journey_versions where ${journey}::text is null or journey_id = ${journey}
    ), found as (
      select e.*
      from journeys_asked j cross join lateral (
        select * from enrollments e
        where e.journey_id = j.journey_id and ${inPeriod(sql`e.entered_at`, request, settings)}
          and ${before(part.after, [sql`e.entered_at`, sql`e.id::text`])} and ${conditions(parameters, settings)}
        order by e.entered_at desc, e.id::text desc limit ${part.limit + 1}
      ) e
      order by e.entered_at desc, e.id::text desc limit ${part.limit + 1}
    )
    select entered_at as "enteredAt", customer_id as customer, journey_id as journey, version, status, step_id as step,
      ended_by as "endedBy", held_by as "heldBy", variants, country, segments,
      exists (${converted(sql`found`)}) as converted, ended_at as "endedAt", id as enrollment,
      json_build_array(entered_at::text, id::text) as position
    from found order by entered_at desc, id::text desc`.execute(db)
  return rows
}

const conditions = (filters: EnrollmentFilters, { timeZone }: ReportSettings): RawBuilder<unknown> =>
  all([
    where(filters.version, version => sql`e.version = ${version}`),
    where(filters.variant, variant => sql`e.variants @> ${variantAsJson(variant)}::jsonb`),
    where(filters.segment, segment => sql`${segment} = any(e.segments)`),
    where(filters.country, country => sql`coalesce(e.country, '') = ${country}`),
    where(filters.brand, brand => sql`${brandOf(sql`e`)} = ${brand}`),
    where(filters.held_by, by =>
      by === 'any' ? sql`e.held_by is not null` : sql`coalesce(e.held_by, 'no') = ${by}`,
    ),
    where(filters.reached, stage => sql`exists (${reached[stage]})`),
    where(filters.status, status =>
      status === 'active' ? sql`e.status = 'active'` : sql`e.status <> 'active'`,
    ),
    where(filters.open, () => isOpen(timeZone)),
    where(filters.waiting, step => sql`e.status = 'active' and coalesce(e.step_id, '') = ${step}`),
    where(
      filters.ended,
      ended =>
        sql`e.status <> 'active' and e.status || coalesce(':' || nullif(e.ended_by, e.status), '') = ${ended}`,
    ),
  ])

/** By its day, as reports count those who are immature. */
const isOpen = (timeZone: string): RawBuilder<unknown> => sql`exists (
  select from windows w where w.journey_id = e.journey_id and w.version = e.version
    and (e.entered_at at time zone ${timeZone}::text)::date >= w.open_from)`

const converted = (row: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select from outcomes o where o.enrollment_id = ${row}.id and o.goal = 'primary' and o.conversions > 0`

/** As rollups count them: src/rollups/count-entries-queries.ts. */
const handedOver = sql`
  select from messages m where m.enrollment_id = e.id and m.status in ('on_wire', 'sent', 'unknown')`
const reached = {
  messaged: handedOver,
  delivered: sql`${handedOver} and m.delivery in ('delivered', 'opened', 'clicked', 'complained')`,
  clicked: sql`${handedOver} and m.delivery = 'clicked'`,
  converted: converted(sql`e`),
} as const
