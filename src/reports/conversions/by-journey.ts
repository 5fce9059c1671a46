// Conversions by journey and last touch, for whoever shows them without asking for anything else: the demo.
import type { Db } from '../../db/tables.js'
import { makeReport } from '../make-report.js'
import { parseRequest } from '../parse-request.js'
import { conversions } from './conversions.js'

/** What journeys did; amounts in `currency` of the report. */
export interface JourneyFigures {
  readonly entered: number
  readonly messages: number
  readonly conversions: number
  readonly revenue: string
}

export interface JourneysReport {
  readonly currency: string
  readonly rows: readonly (JourneyFigures & { readonly id: string })[]
  readonly total: JourneyFigures
}

/** Of the whole days in which the two moments lie. */
export async function conversionsByJourney(
  db: Db,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<JourneysReport> {
  const asked = await parseRequest(db, conversions, { from: from.toISOString(), to: to.toISOString() })
  if ('faults' in asked) throw new Error(asked.faults.map(({ message }) => message).join('; '))
  const { currency, rows, total } = await makeReport(db, conversions, asked)
  return { currency, rows, total } as unknown as JourneysReport
}
