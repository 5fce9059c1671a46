// Which chart a report has for people who look at it, if any. A table says the same; a chart says it faster.
import type { JsonValue } from '../../../model/json.js'
import { type Report, type ReportRow, valueAt } from '../../../reports/index.js'
import { bars, intervals, type Span, sparkline } from './charts.js'

/** Lines of at most `width` letters; none where there is nothing to draw. */
export function chartOf({ report, rows, parameters }: Report, width: number): string[] {
  if (rows.length === 0) return []
  const by = String(parameters.by ?? '')
  if (report === 'lift') return liftChart(rows, width)
  if (report === 'timing') return by === 'week_hour' ? weekChart(rows) : barChart(rows, 'conversions', width)
  if (!['day', 'week', 'month'].includes(by)) return []
  if (report === 'health') return lineCharts(rows, healthLines)
  return report === 'conversions' ? lineCharts(rows, conversionLines) : []
}

const conversionLines = [
  ['messages', 'messages'],
  ['conversions', 'conversions'],
  ['revenue', 'revenue'],
] as const
const healthLines = [
  ['handedOver', 'handed over'],
  ['delivery.rate', 'delivered'],
  ['bounce.rate', 'bounces'],
  ['complaint.rate', 'complaints'],
  ['click.rate', 'clicked'],
] as const

/** One line a figure, each on a scale of its own, with the first and the last day. */
function lineCharts(
  rows: readonly ReportRow[],
  lines: readonly (readonly [key: string, title: string])[],
): string[] {
  if (rows.length < 2) return []
  const margin = Math.max(...lines.map(([, title]) => title.length))
  const drawn = lines.flatMap(([key, title]) => {
    const values = rows.map(row => numberOf(valueAt(row, key)))
    return values.every(value => value === null || value === 0)
      ? []
      : [`${title.padStart(margin)} ${sparkline(values)}`]
  })
  const [first, last] = [String(rows[0]!.id), String(rows.at(-1)!.id)]
  return drawn.length === 0 ? [] : [...drawn, `${' '.repeat(margin)} ${first} to ${last}`]
}

function barChart(rows: readonly ReportRow[], key: string, width: number): string[] {
  const values = rows.map(row => ({
    label: String(row.name ?? row.id),
    value: numberOf(valueAt(row, key)) ?? 0,
  }))
  return values.some(({ value }) => value > 0) ? bars(values, Math.min(width, 60)) : []
}

/** A line for each weekday, a letter for each hour, all on one scale. */
function weekChart(rows: readonly ReportRow[]): string[] {
  const values = rows.map(row => numberOf(row.conversions ?? null) ?? 0)
  if (!values.some(value => value > 0)) return []
  const line = sparkline(values)
  const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
  return [
    ...names.map((name, day) => `${name} ${line.slice(day * 24, day * 24 + 24)}`),
    '    0     6     12    18',
  ]
}

/** By the interval that holds whenever one looks, as the verdict goes by it. */
function liftChart(rows: readonly ReportRow[], width: number): string[] {
  const spans = rows.flatMap((row): Span[] => {
    const [low, estimate, high] = ['anytime.low', 'anytime.estimate', 'anytime.high'].map(key =>
      numberOf(valueAt(row, key)),
    )
    return low == null || estimate == null || high == null
      ? []
      : [{ label: String(row.id), low, estimate, high }]
  })
  return intervals(spans, Math.min(width, 78), value => `${Number((value * 100).toFixed(2))} points`)
}

function numberOf(value: JsonValue): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null
}
