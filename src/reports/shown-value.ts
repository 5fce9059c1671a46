// Values of rows as files and tables show them, for every report alike.
import { type JsonValue, readPath } from '../model/json.js'
import type { CsvCell } from './csv.js'
import type { ColumnKind, ReportColumn, ReportRow } from './report-kind.js'

/** `"lastTouch.revenue"` reads a value inside; null where there is none. */
export const valueAt = (row: ReportRow, key: string): JsonValue => readPath(row, key.split('.')) ?? null

/** `"lastTouch.revenue"` → `"last_touch_revenue"`. */
export const csvName = ({ key, csv }: ReportColumn): string =>
  csv ?? key.replaceAll('.', '_').replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** `{ USD: "12.00", CHF: "3.00" }` → `"CHF 3.00; USD 12.00"`; variants `{ subject: "B" }` → `"subject=B"`. */
export function csvValue(value: JsonValue, kind: ColumnKind): CsvCell {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(one => csvValue(one, kind) ?? '').join('; ')
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${name}${kind === 'variants' ? '=' : ' '}${csvValue(one, kind) ?? ''}`)
    .join('; ')
}
