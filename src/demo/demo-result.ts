// What a demo run led to, as data. The shape is promised: scripts read it from `triggerfish demo --once --json`.
import type { Db } from '../db/tables.js'
import { conversionsByJourney, readTotals } from '../reports/index.js'

export interface DemoResult {
  readonly accepted: number
  readonly processed: number
  readonly enrollments: number
  readonly messages: { readonly email: number; readonly sms: number }
  readonly conversions: number
  readonly journeys: readonly {
    readonly id: string
    readonly entered: number
    readonly messages: number
    readonly conversions: number
    /** A decimal string in the workspace's currency. */
    readonly revenue: string
  }[]
}

export async function readResult(
  db: Db,
  accepted: number,
  period: { from: Date; to: Date },
): Promise<{ result: DemoResult; currency: string }> {
  const [totals, report] = await Promise.all([readTotals(db), conversionsByJourney(db, period)])
  const result = {
    accepted,
    processed: totals.processed,
    enrollments: totals.enrollments,
    messages: { email: totals.email, sms: totals.sms },
    conversions: totals.conversions,
    journeys: report.rows.map(({ id, entered, messages, conversions, revenue }) => ({
      id,
      entered,
      messages,
      conversions,
      revenue,
    })),
  }
  return { result, currency: report.currency }
}
