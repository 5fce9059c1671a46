// Reads events page by page, newest first, with a row for each refusal where refusals are asked for.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { ListPart, ListPosition } from '../list-kind.js'
import type { ReportRequest, ReportRow, ReportSettings } from '../report-kind.js'
import type { EventFilters } from './event-filters.js'
import { all, before, inPeriod, where } from './part-queries.js'

export async function readEvents(
  db: Db,
  request: ReportRequest<EventFilters>,
  settings: ReportSettings,
  part: ListPart,
): Promise<(ReportRow & { position: ListPosition })[]> {
  const { type, source, refused } = request.parameters
  const keys = [sql`e.processed_at`, sql`e.source_id`, sql`e.id`, sql`coalesce(r.n, '')`]
  const { rows } = await sql<ReportRow & { position: ListPosition }>`
    select e.processed_at as "processedAt", e.customer_id as customer, e.type, e.source_id as source, e.id as event,
      e.occurred_at as "occurredAt", r.refusal ->> 'journeyId' as journey, (r.refusal ->> 'version')::int as version,
      r.refusal ->> 'reason' as refused,
      json_build_array(e.processed_at::text, e.source_id, e.id, coalesce(r.n, '')) as position
    from events e
    left join lateral (
      -- As many digits in any case: they are compared as texts.
      select refusal, to_char(n, 'FM00000') as n from jsonb_array_elements(e.refusals) with ordinality as x(refusal, n)
    ) r on ${refused === undefined ? sql`false` : sql`true`}
    where ${inPeriod(sql`e.processed_at`, request, settings)} and ${before(part.after, keys)}
      and ${all([
        where(type, type => sql`e.type = ${type}`),
        where(source, source => sql`e.source_id = ${source}`),
        where(refused, reason => refusal(reason, request)),
      ])}
    order by ${sql.join(keys.map(key => sql`${key} desc`))} limit ${part.limit + 1}`.execute(db)
  return rows
}

const refusal = (
  reason: string,
  { journey, parameters: { version } }: ReportRequest<EventFilters>,
): RawBuilder<unknown> =>
  all([
    sql`e.refusals is not null and r.refusal is not null`,
    reason === 'any' ? null : sql`r.refusal ->> 'reason' = ${reason}`,
    journey === null ? null : sql`r.refusal ->> 'journeyId' = ${journey}`,
    where(version, version => sql`(r.refusal ->> 'version')::int = ${version}`),
  ])
