// The conversion report: how many came in, were written to and bought, and for how much. Last touch: an order counts
// for one message at most, so that no sum here exceeds what the shop really sold.
import type { Db } from '../db/tables.js'
import { shownAmount } from './amount.js'
import {
  type ConversionCounts,
  countConversions,
  type Grouping,
  type Period,
  reportSettings,
} from './conversion-queries.js'
import { csv } from './csv.js'

export interface ConversionRow {
  /** A journey, "journey/step" by message, a channel, or a day such as "2026-11-20" in the workspace's time zone. */
  readonly id: string
  /** null by message and by channel: an entry belongs to a journey, not to one of its messages. */
  readonly entered: number | null
  /** Handed over to a provider in the period. */
  readonly messages: number
  readonly conversions: number
  /** In the report's currency, such as "1234.50". */
  readonly revenue: string
  readonly currency: string
  /** Amounts in other currencies, which are never converted: `{ "USD": "12.00" }`. */
  readonly otherRevenue: Readonly<Record<string, string>>
}

export interface ConversionReport {
  readonly from: string
  readonly to: string
  readonly by: Grouping
  readonly model: 'last_touch'
  readonly currency: string
  readonly rows: readonly ConversionRow[]
  readonly total: Omit<ConversionRow, 'id'>
}

export interface ReportRequest extends Period {
  readonly by: Grouping
}

export async function reportConversions(db: Db, request: ReportRequest): Promise<ConversionReport> {
  const { by, from, to } = request
  const settings = await reportSettings(db)
  const counts = await countConversions(db, { by, from, to, ...settings })
  const total = counts.find(row => row.id === null)!
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    by,
    model: 'last_touch',
    currency: settings.currency,
    rows: counts.flatMap(row =>
      row.id === null ? [] : [{ id: row.id, ...shown(row, settings.currency, by) }],
    ),
    total: shown(total, settings.currency, 'journey'),
  }
}

function shown(counts: ConversionCounts, currency: string, by: Grouping): Omit<ConversionRow, 'id'> {
  const { messages, conversions, revenue, otherRevenue } = counts
  return {
    entered: by === 'message' || by === 'channel' ? null : counts.entered,
    messages,
    conversions,
    revenue: shownAmount(revenue),
    currency,
    otherRevenue: Object.fromEntries(
      Object.entries(otherRevenue).map(([code, amount]) => [code, shownAmount(amount)]),
    ),
  }
}

/** A header, one line a row, no total: a spreadsheet adds up by itself, and would add a total up as well. */
export function conversionsAsCsv(report: ConversionReport): string {
  const header = [report.by, 'entered', 'messages', 'conversions', 'revenue', 'currency', 'other_revenue']
  const rows = report.rows.map(row => [
    row.id,
    row.entered,
    row.messages,
    row.conversions,
    row.revenue,
    row.currency,
    othersAsText(row.otherRevenue),
  ])
  return csv([header, ...rows])
}

/** `{ USD: "12.00", CHF: "3.00" }` → `"CHF 3.00; USD 12.00"`. */
export const othersAsText = (others: Readonly<Record<string, string>>): string =>
  Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, amount]) => `${code} ${amount}`)
    .join('; ')
