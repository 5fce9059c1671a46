// A batch of rows as one parameter per column. PostgreSQL takes arrays in about two thirds of the time it needs for the
// same rows as JSON objects (measured on the events table), and a statement stays the same whatever the batch's size.
import { type RawBuilder, sql } from 'kysely'

type Plain = string | number | Date | null | undefined

/** For ids, numbers, times and words of ours: values that need no quoting inside an array. */
export const plainColumn = <T>(rows: readonly T[], pick: (row: T) => Plain): string =>
  `{${rows.map(row => plain(pick(row))).join(',')}}`

/** For text that comes from outside. */
export const textColumn = <T>(rows: readonly T[], pick: (row: T) => string | null | undefined): string =>
  `{${rows.map(row => quoted(pick(row))).join(',')}}`

/**
 * For JSON: the rows as one JSON array, taken apart by PostgreSQL. What is null or undefined here arrives as JSON's
 * null; `nullif(column, 'null')` makes it the database's.
 */
export const jsonColumn = <T>(rows: readonly T[], pick: (row: T) => unknown): RawBuilder<unknown> =>
  sql`array(select jsonb_array_elements(${JSON.stringify(rows.map(row => pick(row) ?? null))}::jsonb))`

function plain(value: Plain): string {
  if (value === null || value === undefined) return 'NULL'
  return value instanceof Date ? instant(value) : String(value)
}

/** As PostgreSQL reads it: JavaScript puts a sign before years of more or less than four digits ("+010000-01-01…"). */
function instant(date: Date): string {
  const text = date.toISOString()
  if (text.startsWith('-')) return '-infinity'
  return text.startsWith('+') ? text.slice(1).replace(/^0+/, '') : text
}

const special = /["\\]/
const everySpecial = /["\\]/g

function quoted(value: string | null | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  return special.test(value) ? `"${value.replace(everySpecial, '\\$&')}"` : `"${value}"`
}
