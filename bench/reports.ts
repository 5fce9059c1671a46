// Every report of a large shop, with each grouping, over 7 to 365 days, for all journeys and for one: how long it takes in
// PostgreSQL and in the program, beside the round trip of nothing and beside the same answer from the raw rows.
import { type Kysely, sql } from 'kysely'
import { connect } from '../src/db/index.js'
import type { Database } from '../src/db/tables.js'
import {
  makeReport,
  type Parameter,
  parametersOf,
  parseRequest,
  type ReportKind,
  reportKinds,
} from '../src/reports/index.js'
import { recountAll } from '../src/rollups/index.js'
import { percentile } from './load.js'
import { makeStore, type StoreSize } from './reports-store.js'

const limitMs = 300
const periods = ['7', '30', '90', '365']

export interface ReportFigures {
  readonly report: string
  /** Of these, one for each grouping, period and journey asked for. */
  readonly asked: number
  readonly p50: number
  readonly p95: number
  /** The slowest way to ask, and the p95 of it alone. */
  readonly slowest: { readonly asked: string; readonly p95: number }
}

export interface ReportsMeasured extends StoreSize {
  readonly countingSeconds: number
  /** Of `select 1`, before and after. */
  readonly roundTripMs: readonly [number, number]
  /** Conversions and messages of 30 days by journey, from the raw rows. */
  readonly rawMs: number
  readonly reports: readonly ReportFigures[]
}

export async function benchReports(
  databaseUrl: string,
  size: StoreSize & { readonly times: number },
  say: (line: string) => void,
): Promise<ReportsMeasured> {
  // Ten million rows take their time.
  const { db, close } = connect(databaseUrl, { max: 4, statementTimeout: '0' })
  try {
    await makeStore(db, databaseUrl, size, say)
    const countingSeconds = await count(db, say)
    const before = await median(20, () => sql`select 1`.execute(db))
    const reports: ReportFigures[] = []
    for (const kind of reportKinds) {
      reports.push(await measureKind(db, kind, size.times))
      say(reportLine(reports.at(-1)!))
    }
    return {
      messages: size.messages,
      conversions: size.conversions,
      countingSeconds,
      roundTripMs: [before, await median(20, () => sql`select 1`.execute(db))],
      rawMs: await median(3, () => raw(db)),
      reports,
    }
  } finally {
    await close()
  }
}

async function count(db: Kysely<Database>, say: (line: string) => void): Promise<number> {
  const started = performance.now()
  const { days } = await recountAll(db)
  const seconds = (performance.now() - started) / 1000
  await sql`vacuum analyze`.execute(db)
  say(`${days} days counted in ${seconds.toFixed(1)} s`)
  return seconds
}

async function measureKind(db: Kysely<Database>, kind: ReportKind, times: number): Promise<ReportFigures> {
  const all: number[] = []
  let slowest = { asked: '', p95: 0 }
  const ways = waysToAsk(kind)
  for (const texts of ways) {
    const took: number[] = []
    for (let n = 0; n < times; n++) took.push(await timeOf(() => ask(db, kind, texts)))
    const p95 = percentile(ascending(took), 0.95)
    if (p95 > slowest.p95) slowest = { asked: new URLSearchParams(texts).toString(), p95 }
    all.push(...took)
  }
  const sorted = ascending(all)
  return {
    report: kind.name,
    asked: ways.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    slowest,
  }
}

async function ask(db: Kysely<Database>, kind: ReportKind, texts: Texts): Promise<void> {
  const asked = await parseRequest(db, kind, texts)
  if ('faults' in asked)
    throw new Error(`${kind.name} ${JSON.stringify(texts)}: ${JSON.stringify(asked.faults)}`)
  JSON.stringify(await makeReport(db, kind, asked))
}

type Texts = Record<string, string>

/** What cannot be listed by a parameter's own values. */
const more: Readonly<Record<string, readonly Texts[]>> = { lift: [{ of: 'global' }, { of: 'look' }] }

/** Each value of each parameter in turn, the others as they are by default. */
function waysToAsk(kind: ReportKind): Texts[] {
  const parameters = parametersOf(kind).filter(({ values }) => values !== undefined)
  const ways = [{}, ...parameters.flatMap(waysOf), ...(more[kind.name] ?? [])]
  return ways
    .flatMap(way =>
      periods.flatMap(days => [
        { ...way, days },
        { ...way, days, journey: 'journey-01' },
      ]),
    )
    .filter(way => !('of' in way && way.of === 'global' && 'journey' in way))
}

const waysOf = ({ name, values = [], default: usual }: Parameter): Texts[] =>
  values.filter(value => value !== usual).map(value => ({ [name]: value }))

const raw = (db: Kysely<Database>): Promise<unknown> =>
  Promise.all([
    sql`select journey_id, count(*), sum(net) from conversions where occurred_at > tf_now() - interval '30 days' group by 1`.execute(
      db,
    ),
    sql`select journey_id, count(*) from messages
      where coalesce(wire_at, created_at) > tf_now() - interval '30 days' and status = 'sent' group by 1`.execute(
      db,
    ),
  ])

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function median(times: number, work: () => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let n = 0; n < times; n++) took.push(await timeOf(work))
  return percentile(ascending(took), 0.5)
}

const ascending = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b)

const ms = (time: number): string => `${time.toFixed(1)} ms`

const reportLine = ({ report, asked, p50, p95, slowest }: ReportFigures): string =>
  `${report.padEnd(14)}${String(asked).padStart(5)}${ms(p50).padStart(12)}${ms(p95).padStart(12)}   ${ms(slowest.p95)} ${slowest.asked}`

export function reportsLines(measured: ReportsMeasured): string[] {
  const { messages, conversions, countingSeconds, roundTripMs, rawMs, reports } = measured
  const within = reports.every(({ slowest }) => slowest.p95 < limitMs)
  return [
    `${messages} messages, ${conversions} conversions; all days counted in ${countingSeconds.toFixed(0)} s`,
    `${'report'.padEnd(14)}${'ways'.padStart(5)}${'p50'.padStart(12)}${'p95'.padStart(12)}   slowest way, its p95`,
    ...reports.map(reportLine),
    `a round trip: ${roundTripMs.map(ms).join(', ')}; conversions and messages of 30 days from raw rows: ${ms(rawMs)}`,
    within ? `all under ${limitMs} ms (p95)` : `NOT all under ${limitMs} ms (p95)`,
  ]
}
