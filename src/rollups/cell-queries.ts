// Days of journeys, and what is of them, as parts of statements.
import { type RawBuilder, sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Cell } from './cell.js'

/** `cells(journey_id, day, since, until)`: from the first instant of the day to the first of the next one. */
export const cellRows = (cells: readonly Cell[], timeZone: string): RawBuilder<unknown> => sql`
  cells as materialized (
    select journey_id, day, day::timestamp at time zone ${timeZone}::text as since,
      (day + 1)::timestamp at time zone ${timeZone}::text as until
    from unnest(
      ${textColumn(cells, ({ journeyId }) => journeyId)}::text[], ${plainColumn(cells, ({ day }) => day)}::date[]
    ) as c(journey_id, day)
  )`

/**
 * At the end of a lateral subselect: what it selects is looked up for each row, by its index. PostgreSQL does not know how short a
 * day is, and would read tables of years for each round to count one.
 */
export const oneByOne = sql`offset 0`

/** Passes of a cell `c`, for a lateral join. */
export const enteredBetween = (journeyId: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select * from enrollments e
  where e.journey_id = ${journeyId} and e.entered_at >= c.since and e.entered_at < c.until ${oneByOne}`

/** By the day of the hand-over, or of the decision where there was none. */
export const messagesBetween: RawBuilder<unknown> = sql`
  select * from messages m
  where m.journey_id = c.journey_id and coalesce(m.wire_at, m.created_at) >= c.since
    and coalesce(m.wire_at, m.created_at) < c.until ${oneByOne}`
