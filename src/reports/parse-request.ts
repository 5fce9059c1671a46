// What a report or a list can be asked for, by HTTP and by the command line alike, with a word on each fault.
import { z } from 'zod'
import type { Db } from '../db/tables.js'
import { didYouMean } from '../journeys/definition/did-you-mean.js'
import type { Fault } from '../model/event.js'
import { textFault } from '../model/event-limits.js'
import type { JsonValue } from '../model/json.js'
import { addDays, daysBetween } from './calendar-day.js'
import { meant } from './meant.js'
import type { ReportPeriod, ReportRequest, ReportSettings } from './report-kind.js'
import { daysOf, journeyIds, reportSettings } from './settings-queries.js'

const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'must be a day such as "2026-11-20", or a time with zone such as "2026-11-20T10:00:00Z"',
  })
  .refine(text => text >= '1970' && text < '2200-01-02', { error: 'must be from 1970 to 2200' })
const mostDays = 3_660
const whole = z
  .string({ error: 'must be given once' })
  .regex(/^[1-9]\d{0,3}$/, { error: `must be a whole number from 1 to ${mostDays}` })
  .transform(Number)
  .refine(days => days <= mostDays, { error: `must be a whole number from 1 to ${mostDays}` })

/** What everything can be asked for; each kind adds its own. */
export const commonParameters = z.object({
  from: moment
    .optional()
    .meta({ description: 'first day, such as 2026-11-01, in the time zone of the shop' }),
  to: moment.optional().meta({ description: 'day after the last one; by default tomorrow' }),
  days: whole
    .optional()
    .meta({ description: 'instead of "from": so many days up to "to"; by default 30, including today' }),
  journey: z.string({ error: 'must be given once' }).optional().meta({ description: 'this journey only' }),
})

export interface AskedReport extends ReportRequest<Readonly<Record<string, JsonValue>>> {
  readonly settings: ReportSettings
  /** What was understood otherwise than it was said. */
  readonly notes: readonly string[]
  /** Asked for by its length up to today: tomorrow it is another one. */
  readonly moves: boolean
}

export type ParsedRequest = AskedReport | { readonly faults: readonly Fault[] }

export interface Askable {
  readonly parameters: z.ZodObject
  /** Faults that only show when all parameters are seen together. */
  check?(request: ReportRequest<Readonly<Record<string, JsonValue>>>, db: Db): Promise<readonly Fault[]>
}

/** `texts` as they come from an address or a command line. Whole days; by default the last 30, including today. */
export async function parseRequest(db: Db, kind: Askable, texts: unknown): Promise<ParsedRequest> {
  const schema = z.strictObject({ ...commonParameters.shape, ...kind.parameters.shape })
  const parsed = schema.safeParse(texts)
  if (!parsed.success)
    return { faults: parsed.error.issues.flatMap(issue => faultsOf(issue, Object.keys(schema.shape))) }
  const unreadable = faultsOfTexts(texts as object)
  if (unreadable.length > 0) return { faults: unreadable }
  const { from, to, days, journey, ...parameters } = parsed.data as Asked
  const settings = await reportSettings(db)
  const { notes, ...period } = await periodOf(db, { from, to, days }, settings.timeZone)
  const request = {
    ...period,
    journey: journey ?? null,
    parameters: parameters as Record<string, JsonValue>,
    settings,
    notes,
    moves: from === undefined && to === undefined,
  }
  const faults = [
    ...faultsOfPeriod(request, { from, days }),
    ...(await faultsOfJourney(db, journey)),
    ...((await kind.check?.(request, db)) ?? []),
  ]
  return faults.length > 0 ? { faults } : request
}

type Asked = z.infer<typeof commonParameters> & Record<string, unknown>

const faultsOf = (issue: z.core.$ZodIssue, known: readonly string[]): Fault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map(path => ({ path, message: `is no parameter here${didYouMean(path, known)}` }))
    : [{ path: issue.path.join('.'), message: issue.message }]

/** What no column of text can hold, none has. */
const faultsOfTexts = (texts: object): Fault[] =>
  Object.entries(texts).flatMap(([path, text]) => {
    const message = typeof text === 'string' ? textFault(text) : undefined
    return message === undefined ? [] : [{ path, message }]
  })

async function periodOf(
  db: Db,
  asked: Pick<Asked, 'from' | 'to' | 'days'>,
  timeZone: string,
): Promise<ReportPeriod & { notes: string[] }> {
  const moments = { from: momentOf(asked.from), to: momentOf(asked.to) }
  const found = await daysOf(db, moments, timeZone)
  const end = asked.to === undefined ? addDays(found.today, 1) : (found.to ?? asked.to)
  const to = found.toStarts ? end : addDays(end, 1)
  const from = asked.from === undefined ? addDays(to, -(asked.days ?? 30)) : (found.from ?? asked.from)
  const cut = !found.fromStarts || !found.toStarts
  const notes = cut
    ? [`Reports count whole days of ${timeZone}: all of ${from} to ${addDays(to, -1)} was counted.`]
    : []
  return { from, to, notes }
}

const momentOf = (text: string | undefined): Date | null =>
  text?.includes('T') === true ? new Date(text) : null

function faultsOfPeriod({ from, to }: ReportPeriod, asked: Pick<Asked, 'from' | 'days'>): Fault[] {
  if (asked.from !== undefined && asked.days !== undefined)
    return [{ path: 'days', message: 'stands instead of "from": leave one of them out' }]
  if (from < '1970-01-01') return [{ path: 'from', message: 'must not be before 1970' }]
  if (to > '2200-01-01') return [{ path: 'to', message: 'must not be after 2200' }]
  return daysBetween(from, to) > 0 ? [] : [{ path: 'from', message: 'must be before "to"' }]
}

async function faultsOfJourney(db: Db, journey: string | undefined): Promise<Fault[]> {
  if (journey === undefined) return []
  const known = await journeyIds(db)
  if (known.includes(journey)) return []
  return [{ path: 'journey', message: `was never published${meant(journey, known)}` }]
}
