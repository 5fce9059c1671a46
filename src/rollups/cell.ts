// What is counted at a time: days of journeys, as a part of a statement.
import { type RawBuilder, sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'

/** One day of one journey; '' is all of them together. */
export interface Cell {
  readonly journeyId: string
  /** "2026-11-21", in the shop's time zone. */
  readonly day: string
}

/** `cells(journey_id, day, since, until)`: from the first instant of the day to the first of the next one. */
export const cellRows = (cells: readonly Cell[], timeZone: string): RawBuilder<unknown> => sql`
  cells as materialized (
    select journey_id, day, day::timestamp at time zone ${timeZone}::text as since,
      (day + 1)::timestamp at time zone ${timeZone}::text as until
    from unnest(
      ${textColumn(cells, ({ journeyId }) => journeyId)}::text[], ${plainColumn(cells, ({ day }) => day)}::date[]
    ) as c(journey_id, day)
  )`
