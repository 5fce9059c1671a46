// A report as people read it in a terminal: a table, its total, and what has to be known to read it right.
import { type Report, type ReportColumn, type ReportRow, valueAt } from '../../../reports/index.js'
import { table } from '../../table.js'
import type { Terminal } from '../../terminal.js'
import { asOptions } from './as-options.js'
import { cellText } from './cell-text.js'
import { chartOf } from './chart-of.js'
import { columnsToShow } from './columns-to-show.js'
import { shopLines } from './shop-lines.js'

export const nothing = 'Nothing of that kind in this period.'

export function showReport(
  terminal: Terminal,
  report: Report,
  columns: readonly ReportColumn[],
  wide = false,
): void {
  if (report.rows.length === 0 && report.total === null) terminal.out(nothing)
  else showRows(terminal, report.rows, columns, report.total, wide)
  const shop = shopLines(report)
  if (shop.length > 0) terminal.out('')
  for (const line of shop) terminal.out(line)
  const chart = terminal.width === null ? [] : chartOf(report, terminal.width)
  if (chart.length > 0) terminal.out('')
  for (const line of chart) terminal.out(line)
  const parameters = Object.keys(report.parameters)
  for (const note of report.notes) terminal.out(`\n${asOptions(note, parameters)}`)
}

/** The total stands below the rows, in bold. Columns in which nothing stands are left out. */
export function showRows(
  terminal: Terminal,
  rows: readonly ReportRow[],
  columns: readonly ReportColumn[],
  total: ReportRow | null,
  wide = false,
): void {
  const all = total === null ? rows : [...rows, total]
  const measured = columns.map(column => {
    const texts = all.map(row => cell(row, column))
    const width = Math.max(column.title.length, ...texts.map(({ length }) => length))
    return { column, width, isEmpty: texts.every(text => text === '') }
  })
  const shown = columnsToShow(measured, { room: terminal.width, wide })
  const titles = shown.map(({ title, kind }) => ({
    title,
    align: atLeft.has(kind) ? ('left' as const) : ('right' as const),
  }))
  const cells = rows.map(row =>
    shown.map((column, index) => cell(row, column) || (index === 0 ? '(none)' : '')),
  )
  const totalCells = total === null ? [] : [['all', ...shown.slice(1).map(column => cell(total, column))]]
  const lines = table(titles, [...cells, ...totalCells])
  for (const line of total === null ? lines : lines.slice(0, -1)) terminal.out(line)
  if (total !== null) terminal.out(terminal.paint('bold', lines.at(-1) ?? ''))
}

const atLeft: ReadonlySet<ReportColumn['kind']> = new Set(['text', 'variants', 'time'])

const cell = (row: ReportRow, { key, kind }: ReportColumn): string => cellText(valueAt(row, key), kind)
