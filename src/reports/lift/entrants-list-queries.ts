// Reads page by page who is in an arm: first entries in the period, newest first, as the rollups count them
// (src/rollups/count-arms-queries.ts), each with what came of it.
import { type RawBuilder, sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import { firstInstant } from '../../rollups/cell-queries.js'
import { marketingStep } from '../../rollups/count-arms-queries.js'
import type { ListPart, ListPosition } from '../list-kind.js'
import { all, before, where } from '../lists/part-queries.js'
import type { ReportPeriod, ReportRow } from '../report-kind.js'
import { type ArmsRead, countsFrom, windowsOf } from './arms-queries.js'

export interface EntrantsQuery extends ArmsRead {
  readonly arm: string | undefined
  readonly version: number | undefined
  readonly converted: 'yes' | 'no' | undefined
  /** true: only those whose window is still open. */
  readonly isOpen: boolean
}

/** Of those who entered in `listed`, a part of the period. Each journey has an index by entry, so each is asked for its newest. */
export async function readEntrants(
  db: Db,
  query: EntrantsQuery,
  part: ListPart,
  listed: ReportPeriod,
): Promise<(ReportRow & { position: ListPosition })[]> {
  const { split, goal, timeZone } = query
  const first = (day: string): RawBuilder<unknown> => firstInstant(sql`${day}::date`, timeZone)
  const { rows } = await sql<ReportRow & { position: ListPosition }>`${plannedEachTime}
    with ${windowsOf(query)}, counted as materialized (${versionsCounted(split)}),
    journeys_counted as (select distinct journey_id from counted)
    select e.entered_at as "enteredAt", e.customer_id as customer, e.journey_id as journey, e.version, e.arm, e.converted,
      coalesce(e.amounts, '{}') as amounts, e.id as enrollment, json_build_array(e.entered_at::text, e.id::text) as position
    from journeys_counted j cross join lateral (
      select e.*, ${armOf(split)} as arm, ${hasConverted} as converted, o.amounts
      from (
        -- In their order at once, and what else is needed one by one: few are looked at until there are enough.
        select *, id::text as name from enrollments
        where journey_id = j.journey_id and entered_at >= ${first(listed.from)} and entered_at < ${first(listed.to)}
          and ${before(part.after, [sql`entered_at`, sql`id::text`])}
        order by entered_at desc, id::text desc offset 0
      ) e
      cross join lateral (
        select from counted c where c.journey_id = e.journey_id and c.version = e.version offset 0
      ) c
      left join lateral (
        select * from windows w
        where w.journey_id = ${split === 'global' ? sql`''` : sql`e.journey_id`} and (w.version is null or w.version = e.version)
        offset 0
      ) w on true
      left join lateral (
        select * from outcomes o where o.enrollment_id = e.id and o.goal = ${goal} offset 0
      ) o on true
      where ${counts(query)} and ${conditions(query)} and ${isFirst(query)}
      order by e.entered_at desc, e.name desc limit ${part.limit + 1}
    ) e
    order by e.entered_at desc, e.name desc limit ${part.limit + 1}`.execute(db)
  return rows
}

/** Whether the day of the entry counts, and whether its window is over. */
const counts = (query: EntrantsQuery): RawBuilder<unknown> => {
  const { to, immature, isOpen, timeZone } = query
  const day = sql`(e.entered_at at time zone ${timeZone}::text)::date`
  return sql`${day} >= ${countsFrom(query)} and ${day} < coalesce(w.counts_to, ${to}::date)
    and case when coalesce(${day} < w.open_from, true) then not ${isOpen}::boolean else ${immature}::boolean end`
}

/** In the period, or since the day from which on its version counts. */
const isFirst = (query: EntrantsQuery): RawBuilder<unknown> => sql`not exists (
  select from enrollments earlier ${query.split === 'global' ? sql`join counted using (journey_id, version)` : sql``}
  where earlier.customer_id = e.customer_id ${query.split === 'global' ? sql`` : sql`and earlier.journey_id = e.journey_id`}
    and earlier.entered_at >= ${firstInstant(countsFrom(query), query.timeZone)}
    and (earlier.entered_at, earlier.id) < (e.entered_at, e.id)
)`

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

const hasConverted = sql`(coalesce(o.conversions, 0) > 0)`

const conditions = ({ split, arm, version, converted }: EntrantsQuery): RawBuilder<unknown> =>
  all([
    sql`${armOf(split)} is not null`,
    where(arm, name => sql`${armOf(split)} = ${name}`),
    where(version, number => sql`e.version = ${number}`),
    where(converted, answer => sql`${hasConverted} = ${answer === 'yes'}`),
  ])
