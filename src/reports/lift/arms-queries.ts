// Reads the arms of comparisons from the rollups, and what the versions of journeys say about them. One row is a customer's
// first entry in the period: those whom a day counts and who had come before it in the period are taken off, by their gaps.
import { type RawBuilder, sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import type { SplitStep } from '../../journeys/definition/step-schema.js'
import { ofJourney } from '../lists/part-queries.js'
import type { ReportPeriod } from '../report-kind.js'

export interface ArmsQuery extends ReportPeriod {
  /** null: all; '' where customers are held out of everything. */
  readonly journey: string | null
  /** 'holdout', 'global', or the id of a split step. */
  readonly split: string
  readonly goal: string
}

/** How long those who entered a version have for its goal, and how they are divided. */
export interface Terms {
  readonly journeyId: string
  readonly version: number
  /** null: it has no such goal. */
  readonly within: string | null
  readonly holdout: number | null
  /** The split step that is asked for; null: it has none of this id. */
  readonly step: SplitStep | null
}

/** Of all versions there were, so that those who came in by an earlier one are read by its own terms. */
export async function termsOf(
  db: Db,
  { journey, split, goal }: Pick<ArmsQuery, 'journey' | 'split' | 'goal'>,
): Promise<Terms[]> {
  const path: RawBuilder<unknown> =
    goal === 'primary'
      ? sql`definition #> '{journey,goal}'`
      : sql`definition #> '{journey,goals}' -> ${goal}::text`
  const { rows } = await sql<Terms>`
    select journey_id as "journeyId", version, ${path} ->> 'within' as within,
      (definition #>> '{journey,entry,holdout}')::float8 as holdout,
      jsonb_path_query_first(definition, 'strict $.journey.steps.** ? (@.id == $step && exists(@.split))',
        jsonb_build_object('step', ${split}::text), true) as step
    from journey_versions
    where ${ofJourney(sql`journey_id`, journey)}
    order by journey_id, version`.execute(db)
  return rows
}

/** Ids of the split steps there ever were. */
export async function splitSteps(db: Db, journey: string | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct jsonb_path_query(definition, 'strict $.journey.steps.** ? (exists(@.split)).id', '{}', true) #>> '{}' as id
    from journey_versions where ${ofJourney(sql`journey_id`, journey)} order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** The newest version of each journey that somebody entered in the period and came to the split. */
export async function newestEntered(db: Db, query: ArmsQuery): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ journeyId: string; version: number }>`
    select journey_id as "journeyId", max(version) as version from report_arms
    where ${ofArms(query)} group by journey_id`.execute(db)
  return new Map(rows.map(({ journeyId, version }) => [journeyId, version]))
}

/** How long those who entered have; where it leads to days is for the database to say, which has the clock. */
export interface Window {
  readonly journeyId: string
  /** null: all versions. */
  readonly version: number | null
  readonly withinMs: number
  /** The days of the period that count, the last one not included: those on which one share was held out. */
  readonly from: string
  readonly to: string
}

/** What the settings say of who is held out of everything; null: nobody is. */
export async function globalTerms(db: Db): Promise<{ share: number; within: string } | null> {
  const { rows } = await sql<{ share: number | null; within: string | null }>`
    select (settings -> 'holdout' ->> 'share')::float8 as share,
      coalesce(settings -> 'holdout' -> 'goal' ->> 'within', '30d') as within
    from workspace`.execute(db)
  const { share = null, within = null } = rows[0] ?? {}
  return share === null || within === null ? null : { share, within }
}

export interface ArmRow {
  readonly journeyId: string
  readonly version: number
  readonly arm: string
  /**
   * '' carries entrants and converted; a currency value and squares; two, as "EUR/USD", the products of who paid in both as
   * squares.
   */
  readonly currency: string
  readonly entrants: number
  readonly converted: number
  readonly value: number
  readonly squares: number
  /** Entrants whose window is still open; in the other figures only where `immature` is. */
  readonly open: number
  /** The first and the last day of those who count; null: there is none. */
  readonly first: string | null
  readonly last: string | null
}

export interface ArmsRead extends ArmsQuery {
  readonly windows: readonly Window[]
  /** true: those whose window is still open are counted as well. */
  readonly immature: boolean
  readonly timeZone: string
  /** Until when what happened is counted in: a window that ended later may still get an order. null: until now. */
  readonly countedTo: Date | null
}

export async function readArms(db: Db, query: ArmsRead): Promise<ArmRow[]> {
  const counts = sql`(${query.immature}::boolean or not open)`
  const { rows } = await sql<ArmRow>`${plannedEachTime}
    with ${windowsOf(query)}, sums as (
      select journey_id, version, arm, currency, open, ${firstOnly('entrants')} as entrants,
        ${firstOnly('converted')} as converted, ${firstOnly('value')} as value, ${firstOnly('squares')} as squares,
        min(day) filter (where ${anybodyFirst}) as first, max(day) filter (where ${anybodyFirst}) as last
      from (${countedRows(query)}) a group by journey_id, version, arm, currency, open
    )
    select journey_id as "journeyId", version, arm, currency,
      coalesce(sum(entrants) filter (where ${counts}), 0)::int as entrants,
      coalesce(sum(converted) filter (where ${counts}), 0)::int as converted,
      coalesce(sum(value) filter (where ${counts}), 0)::float8 as value,
      coalesce(sum(squares) filter (where ${counts}), 0)::float8 as squares,
      coalesce(sum(entrants) filter (where open), 0)::int as open,
      to_char(min(first) filter (where ${counts}), 'YYYY-MM-DD') as first,
      to_char(max(last) filter (where ${counts}), 'YYYY-MM-DD') as last
    from sums where entrants > 0 or value <> 0 or squares <> 0 group by journey_id, version, arm, currency
    order by journey_id, version, arm, currency`.execute(db)
  return rows
}

export interface ArmDay {
  readonly day: string
  readonly version: number
  readonly arm: string
  readonly entrants: number
}

/** Where to look when the arms of a journey do not fit: entrants by day and version. */
export async function armsByDay(db: Db, query: ArmsRead): Promise<ArmDay[]> {
  const { rows } = await sql<ArmDay>`${plannedEachTime}
    with ${windowsOf(query)}
    select to_char(day, 'YYYY-MM-DD') as day, version, arm, ${firstOnly('entrants')}::int as entrants
    from (${countedRows(query)}) a where currency = '' and (${query.immature}::boolean or not open)
    group by a.day, a.version, a.arm having ${firstOnly('entrants')} > 0
    order by a.day, a.version, a.arm`.execute(db)
  return rows
}

/**
 * Of rows as `countedRows` has them: the sum of those who entered for the first time on the days that count. Those who had entered
 * on such a day before are in again_*, and are taken off.
 */
const firstOnly = (figure: 'entrants' | 'converted' | 'value' | 'squares'): RawBuilder<unknown> =>
  sql`(sum(${sql.ref(figure)}) - coalesce(sum(${sql.ref(`again_${figure}`)}[nth]), 0))`
const anybodyFirst = sql`entrants > coalesce(again_entrants[nth], 0)`

/** `nth`: the last of the gaps that do not lead out of the days that count; zero, which no list has, where all do. */
const countedRows = (query: ArmsRead): RawBuilder<unknown> => sql`
  select a.*, coalesce(a.day >= w.open_from, false) as open,
    width_bucket((a.day - ${countsFrom(query)})::smallint, a.again_gaps) as nth
  from (select * from report_arms where ${ofArms(query)}) a ${withWindow(query)}
  where ${isCounted} offset 0`

/** Of a row `a` with its window `w`. */
export const countsFrom = ({ from }: ArmsQuery): RawBuilder<unknown> =>
  sql`coalesce(w.counts_from, ${from}::date)`
export const isCounted = sql`a.day >= coalesce(w.counts_from, a.day) and a.day < coalesce(w.counts_to, a.day + 1)`

/** Rows of what is asked for. */
export const ofArms = ({ from, to, journey, split, goal }: ArmsQuery): RawBuilder<unknown> => sql`
  ${ofJourney(sql`journey_id`, journey)} and split = ${split} and goal = ${goal}
    and day >= ${from}::date and day < ${to}::date`

/** Rows `a` each with the window of their version. */
export const withWindow = ({ split }: ArmsQuery): RawBuilder<unknown> => sql`
  left join windows w on w.journey_id = a.journey_id ${split === 'global' ? sql`` : sql`and w.version = a.version`}`

/**
 * `windows`: which days count, and from which day on the windows of those who entered are open, because the last of that day have
 * not had their time. Materialized, or PostgreSQL reckons with time zones anew for each row it is compared with.
 */
export function windowsOf({ windows, timeZone, countedTo }: ArmsRead): RawBuilder<unknown> {
  const rows = windows.map(({ journeyId, version, withinMs, from, to }) => ({
    journey_id: journeyId,
    version,
    within_ms: withinMs,
    counts_from: from,
    counts_to: to,
  }))
  return sql`
    windows as materialized (
      select journey_id, version, counts_from, counts_to,
        ((coalesce(${countedTo}::timestamptz, tf_now()) - make_interval(secs => within_ms / 1000.0))
          at time zone ${timeZone}::text)::date as open_from
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as x(journey_id text, version integer, within_ms float8, counts_from date, counts_to date)
    )`
}

export interface CountryArm {
  readonly country: string
  readonly held: boolean
  readonly entered: number
}

/** Passes, not customers: a hint where to look, which needs no more. */
export async function holdoutByCountry(
  db: Db,
  { from, to }: ReportPeriod,
  journey: string,
): Promise<CountryArm[]> {
  const { rows } = await sql<CountryArm>`
    select value as country, held_by = 'journey' as held, sum(entered)::int as entered
    from report_entries
    where journey_id = ${journey} and dimension = 'country' and held_by <> 'global'
      and day >= ${from}::date and day < ${to}::date
    group by 1, 2 order by 1, 2`.execute(db)
  return rows
}
