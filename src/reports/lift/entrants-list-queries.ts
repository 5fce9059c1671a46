// Reads page by page who is in an arm: first entries in the period, newest first, as the rollups count them
// (src/rollups/count-arms-queries.ts), each with what came of it.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { marketingStep } from '../../rollups/count-arms-queries.js'
import type { ListPart, ListPosition } from '../list-kind.js'
import { all, before, where } from '../lists/part-queries.js'
import type { ReportRow } from '../report-kind.js'
import { type ArmsRead, windowsOf } from './arms-queries.js'

export interface EntrantsQuery extends ArmsRead {
  readonly arm: string | undefined
  readonly version: number | undefined
  readonly converted: 'yes' | 'no' | undefined
}

export async function readEntrants(
  db: Db,
  query: EntrantsQuery,
  part: ListPart,
): Promise<(ReportRow & { position: ListPosition })[]> {
  const { from, to, split, goal, timeZone, immature, version } = query
  const all_ = split === 'global'
  const { rows } = await sql<ReportRow & { position: ListPosition }>`
    with ${windowsOf(query)}, span as (
      select ${from}::timestamp at time zone ${timeZone}::text as starts,
        ${to}::timestamp at time zone ${timeZone}::text as ends
    ), counted as materialized (${versionsCounted(split)}), journeys_counted as (
      select distinct journey_id from counted
    ), entrants as (
      select e.entered_at, e.id, e.customer_id, e.journey_id, e.version, ${armOf(split)} as arm,
        coalesce(o.conversions, 0) > 0 as converted, o.amounts
      from span, journeys_counted j
      join enrollments e on e.journey_id = j.journey_id
      join counted c on c.journey_id = e.journey_id and c.version = e.version
      left join outcomes o on o.enrollment_id = e.id and o.goal = ${goal}
      left join windows w on w.journey_id = ${all_ ? sql`''` : sql`e.journey_id`}
        and (w.version is null or w.version = e.version)
      where e.entered_at >= starts and e.entered_at < ends
        and (e.entered_at at time zone ${timeZone}::text)::date >= coalesce(w.counts_from, ${from}::date)
        and (e.entered_at at time zone ${timeZone}::text)::date < coalesce(w.counts_to, ${to}::date)
        and (${immature}::boolean or coalesce((e.entered_at at time zone ${timeZone}::text)::date < w.open_from, true))
        and ${all([where(version, number => sql`e.version = ${number}`)])}
        and not exists (
          select from enrollments earlier ${all_ ? sql`join counted using (journey_id, version)` : sql``}
          where earlier.customer_id = e.customer_id ${all_ ? sql`` : sql`and earlier.journey_id = e.journey_id`}
            and earlier.entered_at >= greatest(starts, w.counts_from::timestamp at time zone ${timeZone}::text)
            and (earlier.entered_at, earlier.id) < (e.entered_at, e.id)
        )
    )
    select entered_at as "enteredAt", customer_id as customer, journey_id as journey, version, arm, converted,
      coalesce(amounts, '{}') as amounts, id as enrollment, json_build_array(entered_at::text, id::text) as position
    from entrants
    where arm is not null and ${before(part.after, [sql`entered_at`, sql`id::text`])} and ${conditions(query)}
    order by entered_at desc, id::text desc limit ${part.limit + 1}`.execute(db)
  return rows
}

/** Of everything: versions that write to people for marketing. Else those that compare something, each of which has a window. */
const versionsCounted = (split: string): RawBuilder<unknown> =>
  split === 'global'
    ? sql`select journey_id, version from journey_versions where jsonb_path_exists(definition, ${marketingStep}::jsonpath)`
    : sql`select journey_id, version from windows`

/** null: in none, such as those held out of everything where journeys are compared. */
function armOf(split: string): RawBuilder<unknown> {
  if (split === 'global') return sql`case when e.held_by = 'global' then 'held_out' else 'treated' end`
  if (split === 'holdout')
    return sql`case when e.held_by is null then 'treated' when e.held_by = 'journey' then 'held_out' end`
  return sql`case when e.held_by is null then e.variants ->> ${split}::text end`
}

const conditions = ({ arm, converted }: EntrantsQuery): RawBuilder<unknown> =>
  all([
    where(arm, name => sql`arm = ${name}`),
    where(converted, answer => sql`converted = ${answer === 'yes'}`),
  ])
