// What a conversion report can be asked for, by HTTP and by the command line alike, with a word on each fault.
import { z } from 'zod'
import { now } from '../db/clock.js'
import type { Db } from '../db/tables.js'
import type { Fault } from '../model/event.js'
import { groupings, reportSettings, startOfDay } from './conversion-queries.js'
import type { ReportRequest } from './conversions.js'

const dayMs = 86_400_000
const mostDays = 1_000
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'must be a day such as "2026-11-20", or a time with zone such as "2026-11-20T10:00:00Z"',
})

const parametersSchema = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  by: z.enum(groupings, { error: `must be one of ${groupings.join(', ')}` }).default('journey'),
  format: z.enum(['json', 'csv'], { error: 'must be json or csv' }).default('json'),
})

export type ParsedRequest = { request: ReportRequest; format: 'json' | 'csv' } | { faults: Fault[] }

/** The period is [from, to); by default the last 30 days. A day begins at midnight in the workspace's time zone. */
export async function parseReportRequest(db: Db, parameters: unknown): Promise<ParsedRequest> {
  const parsed = parametersSchema.safeParse(parameters)
  if (!parsed.success) return { faults: parsed.error.issues.flatMap(faultsOf) }
  const { from, to, by, format } = parsed.data
  const { timeZone } = await reportSettings(db)
  const end = to === undefined ? await now(db) : await momentOf(db, to, timeZone)
  const start = from === undefined ? new Date(end.getTime() - 30 * dayMs) : await momentOf(db, from, timeZone)
  const request = { from: start, to: end, by }
  const faults = faultsOfPeriod(request)
  return faults.length > 0 ? { faults } : { request, format }
}

const faultsOf = (issue: z.core.$ZodIssue): Fault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map(path => ({ path, message: 'is not a parameter of this report' }))
    : [{ path: issue.path.join('.'), message: issue.message }]

const momentOf = async (db: Db, text: string, timeZone: string): Promise<Date> =>
  text.includes('T') ? new Date(text) : startOfDay(db, text, timeZone)

function faultsOfPeriod({ from, to, by }: ReportRequest): Fault[] {
  if (from >= to) return [{ path: 'from', message: 'must be before "to"' }]
  const days = (to.getTime() - from.getTime()) / dayMs
  return by === 'day' && days > mostDays
    ? [{ path: 'from', message: `must be at most ${mostDays} days before "to" in a report by day` }]
    : []
}
