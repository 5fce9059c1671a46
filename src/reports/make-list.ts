// Lists as they are asked for: one page with the address of the next, or all of it in portions.
import { z } from 'zod'
import type { Db } from '../db/tables.js'
import { textFault } from '../model/event-limits.js'
import type { JsonValue } from '../model/json.js'
import type { ListKind, ListPage, ListPosition } from './list-kind.js'
import { faultsOfNames } from './lists/faults-of-names.js'
import type { AskedReport } from './parse-request.js'
import type { ReportPeriod, ReportRow } from './report-kind.js'

const portion = 1_000
const usualPage = 100

/** How much of a list is asked for; besides what every report can be asked for. */
const pageParameters = (positionSize: number) => ({
  limit: z
    .string({ error: 'must be given once' })
    .regex(/^[1-9]\d{0,3}$/, { error: `must be a whole number from 1 to ${portion}` })
    .transform(Number)
    .refine(rows => rows <= portion, { error: `must be a whole number from 1 to ${portion}` })
    .optional()
    .meta({ description: `how many rows at most; by default ${usualPage}` }),
  after: z
    .string({ error: 'must be given once' })
    .transform((text, context) => {
      const position = positionOf(text, positionSize)
      if (position) return position
      context.addIssue({ code: 'custom', message: 'must be as "next" of the page before has it' })
      return z.NEVER
    })
    .optional()
    .meta({ description: 'where the page before ended: its "next"' }),
})

/** A list as it can be asked for: by its own filters, and page by page. */
export const paged = (kind: ListKind): ListKind => ({
  ...kind,
  check: async (request, db) => [
    ...(await faultsOfNames(request, db)),
    ...((await kind.check?.(request, db)) ?? []),
  ],
  parameters: z.object({ ...kind.parameters.shape, ...pageParameters(kind.positionSize) }),
})

export interface List extends ReportPeriod {
  readonly list: string
  readonly timeZone: string
  readonly journey: string | null
  readonly parameters: Readonly<Record<string, JsonValue>>
  readonly rows: readonly ReportRow[]
  /** To be given as `after`; null: this was the last page. */
  readonly next: string | null
  readonly notes: readonly string[]
}

/** One page. */
export async function makeList(db: Db, kind: ListKind, asked: AskedReport): Promise<List> {
  const { from, to, journey, settings, notes } = asked
  const { limit = usualPage, after = null, ...parameters } = asked.parameters
  const part = { limit: Number(limit), after: after as string[] | null }
  const { rows, next } = await kind.page(db, { ...asked, parameters }, settings, part)
  return {
    list: kind.name,
    from,
    to,
    timeZone: settings.timeZone,
    journey,
    parameters,
    rows,
    next: next && textOf(next),
    notes,
  }
}

/** All rows, in portions, so that no list has to fit in memory. */
export async function* wholeList(
  db: Db,
  kind: ListKind,
  asked: AskedReport,
): AsyncGenerator<readonly ReportRow[]> {
  const { limit, after, ...parameters } = asked.parameters
  let most = limit === undefined ? Number.POSITIVE_INFINITY : Number(limit)
  let position = (after ?? null) as ListPosition | null
  do {
    const part = { after: position, limit: Math.min(portion, most) }
    const page: ListPage = await kind.page(db, { ...asked, parameters }, asked.settings, part)
    yield page.rows
    position = page.next
    most -= page.rows.length
  } while (position !== null && most > 0)
}

const textOf = (position: ListPosition): string => Buffer.from(JSON.stringify(position)).toString('base64url')

/** Only what `textOf` can have made: it goes into a statement as a moment and texts. */
function positionOf(text: string, size: number): string[] | null {
  try {
    const position: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (!Array.isArray(position) || position.length !== size) return null
    const [at, ...names] = position
    return isMoment(at) && names.every(isName) ? position : null
  } catch {
    return null
  }
}

/** As PostgreSQL writes it: "2026-11-10 12:00:00.5+00". */
const isMoment = (part: unknown): boolean =>
  typeof part === 'string' &&
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}$/.test(part) &&
  !Number.isNaN(Date.parse(`${part.slice(0, 10)}T${part.slice(11, 19)}Z`))

const isName = (part: unknown): boolean => typeof part === 'string' && textFault(part) === undefined
