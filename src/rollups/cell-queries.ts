// Days of journeys, and what is of them, as parts of statements.
import { type RawBuilder, sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Cell } from './cell.js'

/**
 * Of a date in the shop. Where the clocks go back to midnight there are two of them, of which PostgreSQL takes the later one: the
 * day begins an hour before.
 */
export const firstInstant = (day: RawBuilder<unknown>, timeZone: string): RawBuilder<unknown> => {
  const midnight = sql`${day}::timestamp at time zone ${timeZone}::text`
  const earlier = sql`(${midnight} - interval '1 hour')`
  return sql`case when (${earlier} at time zone ${timeZone}::text)::date = ${day} then ${earlier} else ${midnight} end`
}

/** `cells(journey_id, day, since, until)`: from the first instant of the day to the first of the next one. */
export const cellRows = (cells: readonly Cell[], timeZone: string): RawBuilder<unknown> => sql`
  cells as materialized (
    select journey_id, day, ${firstInstant(sql`day`, timeZone)} as since, ${firstInstant(sql`(day + 1)`, timeZone)} as until
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
