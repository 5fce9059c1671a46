// Every report of a large shop, with each grouping, over 7 to 365 days, for all journeys and for one, and the first page of every
// list: how long it takes in PostgreSQL and in the program, beside the round trip of nothing and beside the same answer from the
// raw rows.
import { type Kysely, sql } from 'kysely'
import { connect } from '../src/db/index.js'
import type { Database } from '../src/db/tables.js'
import {
  type ListKind,
  listKinds,
  makeList,
  makeReport,
  type Parameter,
  parametersOf,
  parseRequest,
  type ReportKind,
  reportKinds,
} from '../src/reports/index.js'
import type { AskedReport } from '../src/reports/parse-request.js'
import { recountAll } from '../src/rollups/index.js'
import { percentile } from './load.js'
import { makeStore, type StoreSize } from './reports-store.js'

const limitMs = 300
const periods = ['7', '30', '90', '365']

export interface ReportFigures {
  readonly report: string
  /** Ways to ask: one for each grouping, period and journey. */
  readonly asked: number
  readonly p50: number
  readonly p95: number
  /** The slowest way to ask, and the p95 of it alone. */
  readonly slowest: { readonly asked: string; readonly p95: number }
}

export interface ReportsMeasured extends StoreSize {
  /** 0: it was counted in a run before. */
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
    const isKept = await hasStore(db)
    if (isKept) say('the shop that was kept is asked again')
    else await makeStore(db, databaseUrl, size, say)
    const countingSeconds = isKept ? 0 : await count(db, say)
    const before = await median(20, () => sql`select 1`.execute(db))
    const reports: ReportFigures[] = []
    const measure = async (name: string, ways: readonly Texts[], ask: Ask): Promise<void> => {
      reports.push(await measureKind(name, ways, ask, size.times))
      say(reportLine(reports.at(-1)!))
    }
    for (const kind of reportKinds)
      await measure(kind.name, waysToAsk(kind), texts => askReport(db, kind, texts))
    for (const kind of listKinds)
      await measure(`list ${kind.name}`, waysToList(kind), texts => askList(db, kind, texts))
    return {
      ...(await sizeOf(db)),
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

/** Made by a run before, with all its indexes and counted to the end. */
async function hasStore(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{
    there: boolean
  }>`select to_regclass('job_cursors') is not null as there`.execute(db)
  if (rows[0]?.there !== true) return false
  const counted = await sql`select from job_cursors where name like 'rollups counted in %'`.execute(db)
  return counted.rows.length > 0
}

async function sizeOf(db: Kysely<Database>): Promise<StoreSize> {
  const { rows } = await sql<StoreSize>`
    select (select count(*)::int from messages) as messages, (select count(*)::int from conversions) as conversions`.execute(
    db,
  )
  return rows[0]!
}

type Ask = (texts: Texts) => Promise<void>

async function measureKind(
  name: string,
  ways: readonly Texts[],
  ask: Ask,
  times: number,
): Promise<ReportFigures> {
  const all: number[] = []
  let slowest = { asked: '', p95: 0 }
  for (const texts of ways) {
    const took: number[] = []
    for (let n = 0; n < times; n++) took.push(await timeOf(() => ask(texts)))
    const p95 = percentile(ascending(took), 0.95)
    if (p95 > slowest.p95) slowest = { asked: new URLSearchParams(texts).toString(), p95 }
    all.push(...took)
  }
  const sorted = ascending(all)
  return {
    report: name,
    asked: ways.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    slowest,
  }
}

async function askReport(db: Kysely<Database>, kind: ReportKind, texts: Texts): Promise<void> {
  JSON.stringify(await makeReport(db, kind, await parsed(db, kind, texts)))
}

async function askList(db: Kysely<Database>, kind: ListKind, texts: Texts): Promise<void> {
  JSON.stringify(await makeList(db, kind, await parsed(db, kind, texts)))
}

async function parsed(db: Kysely<Database>, kind: ReportKind | ListKind, texts: Texts): Promise<AskedReport> {
  const asked = await parseRequest(db, kind, texts)
  if ('faults' in asked)
    throw new Error(`${kind.name} ${JSON.stringify(texts)}: ${JSON.stringify(asked.faults)}`)
  return asked
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

/** As reports lead to them: by journey, and by what a row is of. */
const listed: Readonly<Record<string, readonly Texts[]>> = {
  enrollments: [{ reached: 'converted' }, { held_by: 'journey' }, { country: 'FR' }, { brand: 'second' }],
  messages: [{ delivery: 'clicked' }, { delivery: 'complained' }, { status: 'failed' }, { country: 'FR' }],
  orders: [{ basis: 'entry' }, { category: 'shoes' }, { cancelled: 'yes' }, { model: 'influenced' }],
  entrants: [
    ...[{ arm: 'held_out' }, { arm: 'held_out', converted: 'yes' }, { arm: 'treated', converted: 'yes' }],
    ...[{ of: 'global' }, { of: 'look', arm: 'a' }],
  ],
  holds: [{ action: 'skipped' }, { reason: 'quiet_hours' }],
  events: [{ refused: 'any' }],
  'shop-orders': [{ claimed: 'yes' }, { claimed: 'no' }],
}

/** Of journeys only those lists that have a journey without more being said. */
const ofNoJourney = ['events', 'shop-orders']

const waysToList = ({ name }: ListKind): Texts[] =>
  [{}, ...(listed[name] ?? [])].flatMap((way: Texts) =>
    periods.flatMap(days => [
      { ...way, days },
      ...(ofNoJourney.includes(name) || way.of === 'global' ? [] : [{ ...way, days, journey: 'journey-01' }]),
    ]),
  )

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
  `${report.padEnd(18)}${String(asked).padStart(5)}${ms(p50).padStart(12)}${ms(p95).padStart(12)}   ${ms(slowest.p95)} ${slowest.asked}`

export function reportsLines(measured: ReportsMeasured): string[] {
  const { messages, conversions, countingSeconds, roundTripMs, rawMs, reports } = measured
  const within = reports.every(({ slowest }) => slowest.p95 < limitMs)
  return [
    `${messages} messages, ${conversions} conversions${countingSeconds > 0 ? `; all days counted in ${countingSeconds.toFixed(0)} s` : ''}`,
    `${'report'.padEnd(18)}${'ways'.padStart(5)}${'p50'.padStart(12)}${'p95'.padStart(12)}   slowest way, its p95`,
    ...reports.map(reportLine),
    `a round trip: ${roundTripMs.map(ms).join(', ')}; conversions and messages of 30 days from raw rows: ${ms(rawMs)}`,
    within ? `all under ${limitMs} ms (p95)` : `NOT all under ${limitMs} ms (p95)`,
  ]
}
