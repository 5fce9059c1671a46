// Compares two tables row by row: what the product has counted, and what was counted beside it.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../src/db/tables.js'
import { armsOfGaps, buyersOfGaps } from '../arms.js'

/** By table, what a row is found by; everything else is counted. */
export const counted = {
  report_entries: ['journey_id', 'day', 'version', 'dimension', 'value', 'held_by'],
  report_arms: ['journey_id', 'day', 'version', 'split', 'arm', 'gap', 'goal', 'currency'],
  report_buyers: ['journey_id', 'day', 'version', 'split', 'arm', 'gap', 'goal', 'amounts'],
  report_messages: ['journey_id', 'day', 'version', 'step_id', 'channel', 'dimension', 'value'],
  report_health: ['journey_id', 'day', 'channel', 'sender', 'domain'],
  report_holds: ['journey_id', 'day', 'version', 'step_id', 'channel', 'stage', 'action', 'reason', 'rule'],
  report_refusals: ['journey_id', 'day', 'version', 'reason'],
  report_shop: ['journey_id', 'day', 'currency'],
  report_orders: ['basis', 'day', 'dimension', 'journey_id', 'value', 'goal', 'currency'],
} as const

export type CountedTable = keyof typeof counted

type Row = Record<string, unknown>

/** Differences in words, at most ten; none: all rows are the same, but for what rounding of weights leaves. */
export async function differencesOf(db: Db, table: CountedTable): Promise<string[]> {
  const [ours, own] = [
    await rowsOf(db, countedRows(table), table),
    await rowsOf(db, sql.table(`own.${table}`), table),
  ]
  const keys = [...new Set([...ours.keys(), ...own.keys()])].sort()
  return keys.flatMap(key => differenceOf(key, ours.get(key), own.get(key))).slice(0, 10)
}

/** Those whose rows hold lists, and those that are lists of another one. */
const takenApart: Partial<Record<CountedTable, RawBuilder<unknown>>> = {
  report_arms: sql`(${armsOfGaps})`,
  report_buyers: sql`(${buyersOfGaps})`,
}

/** What the product counted, a row for each figure. */
export const countedRows = (table: CountedTable): RawBuilder<unknown> =>
  takenApart[table] ?? sql.table(`public.${table}`)

async function rowsOf(db: Db, from: RawBuilder<unknown>, table: CountedTable): Promise<Map<string, Row>> {
  const { rows } = await sql<Row>`select *, day::text as day from ${from} as counted`.execute(db)
  const found = rows.map(row => {
    const key = counted[table].map(column => String(row[column])).join(' | ')
    const sums = Object.entries(row).filter(
      ([column]) => !(counted[table] as readonly string[]).includes(column),
    )
    return [key, Object.fromEntries(sums)] as const
  })
  // A row of nothing is as good as none.
  return new Map(found.filter(([, sums]) => Object.values(sums).some(sum => Number(sum) !== 0)))
}

function differenceOf(key: string, ours: Row | undefined, own: Row | undefined): string[] {
  if (!ours) return [`${key}: missing, ${JSON.stringify(own)}`]
  if (!own) return [`${key}: too much, ${JSON.stringify(ours)}`]
  const columns = Object.keys(own).filter(column => !isClose(Number(ours[column]), Number(own[column])))
  return columns.map(column => `${key}: ${column} is ${ours[column]}, not ${own[column]}`)
}

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 0.002 + 1e-7 * Math.abs(b)

/** Row by row: conversions, credits and outcomes. Times to the millisecond, weights and amounts to what rounding leaves. */
export async function differencesOfCredit(db: Db): Promise<string[]> {
  const differences: string[] = []
  for (const [name, { ours, own, keys }] of Object.entries(credit)) {
    const [a, b] = [await keyed(db, ours, keys), await keyed(db, own, keys)]
    for (const key of [...new Set([...a.keys(), ...b.keys()])].sort())
      differences.push(...textDifferences(`${name} ${key}`, a.get(key), b.get(key)))
  }
  return differences.slice(0, 10)
}

const millis = (column: string): string => `date_trunc('milliseconds', ${column}) as ${column}`

const ofTouch = `message_id, customer_id, enrollment_id, journey_id, version, step_id, channel, ${millis('entered_at')}, ${millis('touched_at')}`
const ofOrder = `${ofTouch}, ${millis('occurred_at')}, order_id, value, currency, refunded, cancelled, net, country,
  array(select unnest(segments) order by 1) as segments`

const ofShopOrder = `customer_id, ${millis('occurred_at')}, order_id, value, currency, refunded, cancelled, net`

const credit = {
  conversions: {
    ours: `select source_id, event_id, goal, ${ofOrder} from conversions`,
    own: `select source_id, event_id, goal, ${ofOrder} from own.conversion`,
    keys: ['source_id', 'event_id', 'goal'],
  },
  orders: {
    ours: `select source_id, event_id, ${ofShopOrder} from orders`,
    own: `select source_id, event_id, ${ofShopOrder} from own.shop_order`,
    keys: ['source_id', 'event_id'],
  },
  credits: {
    ours: `select source_id, event_id, goal, ${ofTouch}, last_touch, first_touch, linear, position, decay from credits`,
    own: `select source_id, event_id, label as goal, ${ofTouch}, last_touch, first_touch, linear, position, decay from own.credit`,
    keys: ['source_id', 'event_id', 'goal', 'message_id'],
  },
  outcomes: {
    ours: `select enrollment_id, goal, customer_id, journey_id, conversions, ${millis('first_at')}, ${amounts('outcomes')}`,
    own: `select enrollment_id, goal, customer_id, journey_id, conversions, ${millis('first_at')}, ${amounts('own.outcome')}`,
    keys: ['enrollment_id', 'goal'],
  },
} as const

function amounts(table: string): string {
  return `(select string_agg(key || ' ' || trim_scale(value::numeric), ', ' order by key) from jsonb_each_text(amounts) where value::numeric <> 0) as amounts from ${table}`
}

async function keyed(db: Db, query: string, keys: readonly string[]): Promise<Map<string, Row>> {
  const { rows } = await sql.raw<Row>(query).execute(db)
  return new Map(rows.map(row => [keys.map(key => String(row[key])).join(' | '), row]))
}

function textDifferences(key: string, ours: Row | undefined, own: Row | undefined): string[] {
  if (!ours || !own) return [`${key}: ${ours ? 'too much' : 'missing'}, ${JSON.stringify(ours ?? own)}`]
  return Object.keys(own)
    .filter(column => !isSame(ours[column], own[column]))
    .map(column => `${key}: ${column} is ${String(ours[column])}, not ${String(own[column])}`)
}

function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  const [x, y] = [Number(a), Number(b)]
  if (typeof a !== 'object' && a !== '' && !Number.isNaN(x) && !Number.isNaN(y)) return Math.abs(x - y) < 5e-8
  return JSON.stringify(a) === JSON.stringify(b)
}
