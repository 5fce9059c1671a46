// What the statements of all lists have in common: the first instants of days, and where a page begins.
import { type RawBuilder, sql } from 'kysely'
import type { JsonValue } from '../../model/json.js'
import { firstInstant } from '../../rollups/cell-queries.js'
import type { ListPage, ListPart, ListPosition } from '../list-kind.js'
import type { ReportPeriod, ReportRow, ReportSettings } from '../report-kind.js'

/** Whether a moment lies in the period of the report. */
export const inPeriod = (
  at: RawBuilder<unknown>,
  { from, to }: ReportPeriod,
  { timeZone }: Pick<ReportSettings, 'timeZone'>,
): RawBuilder<boolean> => sql<boolean>`(
  ${at} >= ${firstInstant(sql`${from}::date`, timeZone)} and ${at} < ${firstInstant(sql`${to}::date`, timeZone)})`

export const all = (conditions: readonly (RawBuilder<unknown> | null)[]): RawBuilder<unknown> => {
  const present = conditions.filter(condition => condition !== null)
  return present.length === 0 ? sql`true` : sql`(${sql.join(present, sql` and `)})`
}

/** A condition of a filter; null where it was not asked for. */
export const where = <T>(
  value: T | undefined,
  condition: (value: T) => RawBuilder<unknown>,
): RawBuilder<unknown> | null => (value === undefined ? null : condition(value))

/** Newest first; those of one moment by their names. The position has the moment as PostgreSQL writes it. */
export function before(
  after: ListPosition | null,
  keys: readonly RawBuilder<unknown>[],
): RawBuilder<unknown> {
  if (after === null) return sql`true`
  const [at, ...names] = after
  return sql`(${sql.join(keys)}) < (${sql.join([sql`${at}::timestamptz`, ...names.map(name => sql`${name}`)])})`
}

/** Of one row more than the page may have, which only says whether there is a next one. `position` is of each row. */
export function pageOf(
  rows: readonly (ReportRow & { readonly position: ListPosition })[],
  { limit }: ListPart,
): ListPage {
  const shown = rows.slice(0, limit)
  return {
    rows: shown.map(({ position: _, ...row }) => withTexts(row)),
    next: rows.length > limit ? shown.at(-1)!.position : null,
  }
}

/** '' is the main one. `row` has a journey and a version. */
export const brandOf = (row: RawBuilder<unknown>): RawBuilder<unknown> => sql`coalesce((
  select definition #>> '{journey,brand}' from journey_versions b
  where b.journey_id = ${row}.journey_id and b.version = ${row}.version), '')`

/** Moments as texts, as in JSON. */
export const withTexts = (row: Readonly<Record<string, unknown>>): ReportRow =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      (value instanceof Date ? value.toISOString() : value) as JsonValue,
    ]),
  )

/** null: all. Said in the statement and not by a parameter that may be null, which would keep a prepared one from its index. */
export const ofJourney = (column: RawBuilder<unknown>, journey: string | null): RawBuilder<unknown> =>
  journey === null ? sql`true` : sql`${column} = ${journey}`
