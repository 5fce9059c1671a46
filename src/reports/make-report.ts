// Makes any report: what was asked for around what the kind answers.
import { now } from '../db/clock.js'
import type { Db } from '../db/tables.js'
import { noteOnCounting } from './notes.js'
import type { AskedReport } from './parse-request.js'
import type { Report, ReportColumn, ReportKind } from './report-kind.js'

export async function makeReport(db: Db, kind: ReportKind, asked: AskedReport): Promise<Report> {
  const { from, to, journey, parameters, settings, notes } = asked
  // First: what is counted while the report is made is not promised.
  const counting = await noteOnCounting(db, await now(db))
  const body = await kind.make(db, asked, settings)
  const moving = asked.moves && body.rows.length > 0 && kind.noteOnMovingPeriod
  return {
    report: kind.name,
    from,
    to,
    timeZone: settings.timeZone,
    currency: settings.currency,
    journey,
    parameters,
    countedTo: counting.countedTo,
    ...body,
    notes: [...notes, ...counting.notes, ...body.notes, ...(moving ? [moving] : [])],
  }
}

export const columnsOf = (kind: ReportKind, asked: AskedReport): readonly ReportColumn[] =>
  kind.columns(asked, asked.settings)
