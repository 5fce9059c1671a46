// Reads page by page whom caps and quiet hours kept back, newest first: at the decision, and at the last check.
import { type RawBuilder, sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import type { ListPart, ListPosition } from '../list-kind.js'
import { all, before, inPeriod, where } from '../lists/part-queries.js'
import type { ReportRequest, ReportRow, ReportSettings } from '../report-kind.js'
import type { HoldFilters } from './hold-filters.js'

/** As rollups count them: src/rollups/count-holds-queries.ts. */
export async function readHeld(
  db: Db,
  request: ReportRequest<HoldFilters>,
  settings: ReportSettings,
  part: ListPart,
): Promise<(ReportRow & { position: ListPosition })[]> {
  const { journey, parameters } = request
  const atHandOver = sql`coalesce(m.wire_at, m.created_at)`
  const page = (row: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    ${before(part.after, [sql`${row}.at`, sql`${row}.id`])} and ${conditions(parameters, row)}
    order by ${row}.at desc, ${row}.id desc limit ${part.limit + 1}`
  const { rows } = await sql<ReportRow & { position: ListPosition }>`${plannedEachTime}
    with journeys_asked as (
      select distinct journey_id from journey_versions where ${journey}::text is null or journey_id = ${journey}
    ), decided as (
      select h.* from journeys_asked j cross join lateral (
        select * from (
          select d.decided_at as at, d.enrollment_id || ':' || lpad(d.n::text, 9, '0') as id, d.customer_id, d.journey_id,
            d.version, d.step_id, coalesce(d.detail ->> 'channel', 'audience') as channel, 'decision' as stage,
            d.kind as action, d.reason, coalesce(d.detail #>> '{because,cap}', '') as rule, d.enrollment_id
          from decisions d
          where d.journey_id = j.journey_id and ${inPeriod(sql`d.decided_at`, request, settings)}
            and d.kind in ('skipped', 'waited') and d.reason in ('capped', 'room_kept', 'quiet_hours')
        ) d where ${page(sql`d`)}
      ) h
    ), checked as (
      select h.* from journeys_asked j cross join lateral (
        select * from (
          select ${atHandOver} as at, m.id::text as id, m.customer_id, m.journey_id, m.version, m.step_id, m.channel,
            'hand_over' as stage, 'skipped' as action, 'capped' as reason, split_part(m.reason, ': ', 2) as rule,
            m.enrollment_id
          from messages m
          where m.journey_id = j.journey_id and ${inPeriod(atHandOver, request, settings)}
            and m.status = 'skipped' and m.reason like 'capped%'
        ) m where ${page(sql`m`)}
      ) h
    )
    select at, customer_id as customer, journey_id as journey, version, step_id as step, channel, stage, action, reason, rule,
      enrollment_id as enrollment, json_build_array(at::text, id) as position
    from (select * from decided union all select * from checked) h
    order by at desc, id desc limit ${part.limit + 1}`.execute(db)
  return rows
}

const conditions = (filters: HoldFilters, row: RawBuilder<unknown>): RawBuilder<unknown> =>
  all([
    where(filters.version, version => sql`${row}.version = ${version}`),
    where(filters.step, step => sql`coalesce(${row}.step_id, '') = ${step}`),
    where(filters.channel, channel => sql`${row}.channel = ${channel}`),
    where(filters.stage, stage => sql`${row}.stage = ${stage}`),
    where(filters.action, action => sql`${row}.action = ${action}`),
    where(filters.reason, reason => sql`${row}.reason = ${reason}`),
    where(filters.rule, rule => sql`${row}.rule = ${rule}`),
  ])
