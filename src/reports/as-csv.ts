// A report as CSV: a header, one line a row, no total: a spreadsheet adds up by itself, and would add a total up as well.
import { csv } from './csv.js'
import type { ReportColumn, ReportRow } from './report-kind.js'
import { csvName, csvValue, valueAt } from './shown-value.js'

export const csvHeader = (columns: readonly ReportColumn[]): string => csv([columns.map(csvName)])

export const csvLines = (columns: readonly ReportColumn[], rows: readonly ReportRow[]): string =>
  csv(rows.map(row => columns.map(({ key, kind }) => csvValue(valueAt(row, key), kind))))
