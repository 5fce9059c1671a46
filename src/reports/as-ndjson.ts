// Rows as NDJSON: one JSON object a line, for programs that read as it comes.
import type { ReportRow } from './report-kind.js'

export const ndjsonLines = (rows: readonly ReportRow[]): string =>
  rows.map(row => `${JSON.stringify(row)}\n`).join('')
