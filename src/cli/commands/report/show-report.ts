// A report as people read it in a terminal: a table, its total, and what has to be known to read it right.
import type { JsonValue } from '../../../model/json.js'
import { csvValue, type Report, type ReportColumn, type ReportRow, valueAt } from '../../../reports/index.js'
import { table } from '../../table.js'
import type { Terminal } from '../../terminal.js'
import { chartOf } from './chart-of.js'

export function showReport(terminal: Terminal, report: Report, columns: readonly ReportColumn[]): void {
  showRows(terminal, report.rows, columns, report.total)
  const chart = terminal.width === null ? [] : chartOf(report, terminal.width)
  if (chart.length > 0) terminal.out('')
  for (const line of chart) terminal.out(line)
  for (const note of report.notes) terminal.out(`\n${note}`)
}

/** The total stands below the rows, in bold. Columns in which nothing stands are left out. */
export function showRows(
  terminal: Terminal,
  rows: readonly ReportRow[],
  columns: readonly ReportColumn[],
  total: ReportRow | null,
): void {
  const all = total === null ? rows : [...rows, total]
  const shown = columns.filter(
    (column, index) => column.inTable !== false && (index === 0 || all.some(row => cell(row, column) !== '')),
  )
  const titles = shown.map(({ title, kind }) => ({
    title,
    align: kind === 'text' || kind === 'time' ? ('left' as const) : ('right' as const),
  }))
  const cells = rows.map(row =>
    shown.map((column, index) => cell(row, column) || (index === 0 ? '(none)' : '')),
  )
  const totalCells = total === null ? [] : [['all', ...shown.slice(1).map(column => cell(total, column))]]
  const lines = table(titles, [...cells, ...totalCells])
  for (const line of total === null ? lines : lines.slice(0, -1)) terminal.out(line)
  if (total !== null) terminal.out(terminal.paint('bold', lines.at(-1) ?? ''))
}

const cell = (row: ReportRow, { key, kind }: ReportColumn): string => cellText(valueAt(row, key), kind)

function cellText(value: JsonValue, kind: ReportColumn['kind']): string {
  if (value === null) return ''
  if (typeof value === 'number' && kind === 'share') return shareText(value * 100)
  if (typeof value === 'number' && kind === 'number') return numberText(value)
  if (typeof value === 'string' && kind === 'time') return value.slice(0, 19).replace('T', ' ').concat('Z')
  return String(csvValue(value) ?? '')
}

/** Two digits behind the point, and more of what is small. */
const numberText = (value: number): string =>
  String(Math.abs(value) < 0.1 ? Number(value.toPrecision(2)) : Number(value.toFixed(2)))

/** One digit behind the point, and two that count of what is less than one. */
const shareText = (percent: number): string =>
  `${percent === 0 || Math.abs(percent) >= 1 ? percent.toFixed(1) : Number(percent.toPrecision(2))} %`
