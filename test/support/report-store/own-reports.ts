// What reports must say of the made-up shop, by SQL over its raw rows and its own counts (own-counts.ts), and where they say
// otherwise. Figures that are estimated (intervals, rates) have tests of their own.
import { sql } from 'kysely'
import type { Db } from '../../../src/db/tables.js'
import { findReportKind, makeReport, parseRequest, type ReportRow } from '../../../src/reports/index.js'

export interface Asked {
  readonly report: string
  readonly texts: Readonly<Record<string, string>>
}

/** Of a row, by the key that a report has it under. */
type Figures = Readonly<Record<string, number>>

export async function differencesOfReport(db: Db, { report, texts }: Asked): Promise<string[]> {
  const kind = findReportKind(report)!
  const asked = await parseRequest(db, kind, texts)
  if ('faults' in asked) throw new Error(JSON.stringify(asked.faults))
  const { rows, facts } = await makeReport(db, kind, asked)
  const expected = await expectedOf(
    db,
    report,
    { ...asked.parameters, journey: asked.journey } as Parameters,
    asked,
  )
  const ours = new Map(rows.map(row => [idOf(report, row), row]))
  if (facts?.shop) ours.set(theShop, facts.shop as ReportRow)
  const name = `${report}?${new URLSearchParams(texts).toString()}`
  const ids = [...new Set([...ours.keys(), ...expected.keys()])].sort()
  return ids.flatMap(id => differencesOfRow(`${name} ${id}`, ours.get(id), expected.get(id))).slice(0, 5)
}

const idOf = (report: string, row: ReportRow): string =>
  report === 'lift'
    ? [
        row.journey,
        ...(row.version === null ? [] : [row.version]),
        armName(row, 'control'),
        armName(row, 'treated'),
      ]
        .map(String)
        .join(' ')
    : String(row.id)

/** Stands beside the rows. */
const theShop = 'the shop'

const armName = (row: ReportRow, arm: string): string => String((row[arm] as { name: string }).name)

function differencesOfRow(name: string, ours: ReportRow | undefined, expected: Figures = {}): string[] {
  const nothing = Object.values(expected).every(figure => Math.abs(figure) < 0.005)
  if (!ours) return nothing ? [] : [`${name}: missing, ${JSON.stringify(expected)}`]
  return Object.entries(expected).flatMap(([key, figure]) => {
    const said = key.split('.').reduce<unknown>((value, part) => (value as ReportRow | null)?.[part], ours)
    const isSame =
      (said === null && key === 'messages') ||
      Math.abs(Number(said ?? 0) - figure) <= 0.011 + 1e-6 * Math.abs(figure)
    return isSame ? [] : [`${name}: ${key} is ${String(said)}, not ${figure}`]
  })
}

type Parameters = Readonly<Record<string, string | null | undefined>>

interface Days {
  readonly from: string
  readonly to: string
}

async function expectedOf(
  db: Db,
  report: string,
  parameters: Parameters,
  { from, to }: Days,
): Promise<Map<string, Figures>> {
  const period = `day >= '${from}' and day < '${to}'`
  const of = parameters.journey ? `journey_id = '${parameters.journey}'` : 'true'
  const all = new Map<string, Record<string, number>>()
  for (const query of queriesOf(report, parameters, { from, to, period, of })) {
    const { rows } = await sql.raw<Record<string, unknown>>(query).execute(db)
    for (const { id, ...figures } of rows) {
      const known = all.get(String(id)) ?? {}
      for (const [key, figure] of Object.entries(figures)) known[key] = Number(figure ?? 0)
      all.set(String(id), known)
    }
  }
  return all
}

interface Filters extends Days {
  readonly period: string
  readonly of: string
}

function queriesOf(report: string, parameters: Parameters, filters: Filters): string[] {
  switch (report) {
    case 'conversions':
      return [
        conversions(parameters, filters),
        ...presence(String(parameters.by), filters),
        ...shop(parameters, filters),
      ]
    case 'timing':
      return [`select id, conversions, revenue from (${conversions(parameters, filters)}) as orders`]
    case 'funnel':
      return funnel(String(parameters.by), filters)
    case 'health':
      return [health(String(parameters.by), filters)]
    case 'caps':
      return [caps(String(parameters.by), filters)]
    case 'lift':
      return [lift(parameters, filters)]
    default:
      throw new Error(`what ${report} must say is not known here`)
  }
}

const times: Readonly<Record<string, string>> = {
  day: `to_char(day, 'YYYY-MM-DD')`,
  week: `to_char(day, 'IYYY"-W"IW')`,
  month: `to_char(day, 'YYYY-MM')`,
}

/** Of an order: the dimension it is counted by, and what the row is called. */
function grouped(by: string): readonly [dimension: string, id: string] {
  if (by === 'journey') return ['all', 'journey_id']
  if (by === 'version' || by === 'message' || by === 'variant') return [by, `journey_id || '/' || value`]
  if (times[by]) return ['all', times[by]]
  if (by === 'hour') return ['hour', `split_part(value, '-', 2)`]
  if (by === 'weekday') return ['hour', `split_part(value, '-', 1)`]
  if (by === 'week_hour') return ['hour', 'value']
  return [by, 'value']
}

/** Euros, and what dollars are worth in them; pounds stay pounds. */
const euros = (column: string): string =>
  `sum(${column} * case currency when 'EUR' then 1 when 'USD' then 0.9 else 0 end)`

function conversions({ by, model, basis, goal, journey }: Parameters, { period }: Filters): string {
  const [dimension, id] = grouped(String(by))
  const apart = ['journey', 'version', 'message', 'variant'].includes(String(by))
  const ofJourney = apart && !journey ? `journey_id <> ''` : `journey_id = '${journey ?? ''}'`
  const ofGoal = goal === 'primary' ? `goal = 'primary'` : `goal like '%/${goal}'`
  return `
    select ${id} as id, sum(${model}) as conversions, ${euros(`${model}_value`)} as revenue, sum(last_touch) as "lastTouch.conversions",
      ${euros('last_touch_value')} as "lastTouch.revenue", sum(influenced) as "influenced.conversions",
      ${euros('influenced_value')} as "influenced.revenue", ${euros('refunded')} as refunded, sum(cancelled) as cancelled,
      sum(${model}_value) filter (where currency = 'GBP') as "otherRevenue.GBP"
    from own.report_orders
    where basis = '${basis}' and dimension = '${dimension}' and ${ofJourney} and ${ofGoal} and ${period} group by 1`
}

/** All orders of the shop, and what is claimed of them; of orders by their own day only. */
function shop({ by, basis, goal, journey }: Parameters, { period }: Filters): string[] {
  if (basis !== 'order' || goal !== 'primary') return []
  const all = `filter (where journey_id = '')`
  const claimed = `filter (where journey_id = '${journey ?? ''}')`
  const models = {
    lastTouch: 'last_touch',
    firstTouch: 'first_touch',
    linear: 'linear',
    position: 'position',
    decay: 'decay',
    influenced: 'influenced',
  }
  const claims = Object.entries(models).flatMap(([name, model]) => [
    `sum(${model}) ${claimed} as "claims.${name}.orders"`,
    `${euros(`${model}_value`)} ${claimed} as "claims.${name}.revenue"`,
  ])
  const addedUp = journey
    ? []
    : [
        `sum(influenced) filter (where journey_id <> '') as "influencedAddedUp.orders"`,
        `${euros('influenced_value')} filter (where journey_id <> '') as "influencedAddedUp.revenue"`,
      ]
  const time = times[String(by)]
  return [
    `select '${theShop}' as id, sum(orders) ${all} as orders, sum(cancelled) ${all} as cancelled, ${euros('value')} ${all} as revenue,
       ${euros('refunded')} ${all} as refunded, sum(value) filter (where journey_id = '' and currency = 'GBP') as "otherRevenue.GBP",
       ${[...claims, ...addedUp].join(', ')}
     from own.report_shop where ${period}`,
    ...(time
      ? [
          `select ${time} as id, sum(orders) as "shop.orders", ${euros('value')} as "shop.revenue"
           from own.report_shop where journey_id = '' and ${period} group by 1`,
        ]
      : []),
  ]
}

/** Entries and messages, where they belong to a row. */
function presence(by: string, { period, of }: Filters): string[] {
  if (by === 'category') return []
  const brand = `(select coalesce(v.definition -> 'journey' ->> 'brand', '') from journey_versions v
    where v.journey_id = t.journey_id and v.version = t.version)`
  const id =
    {
      journey: 'journey_id',
      version: `journey_id || '/' || version`,
      brand,
      message: `journey_id || '/' || step_id`,
      channel: 'channel',
    }[by] ??
    times[by] ??
    (by === 'variant' ? `journey_id || '/' || value` : 'value')
  const dimension = ['variant', 'segment', 'country'].includes(by) ? by : 'all'
  const where = `dimension = '${dimension}' and ${period} and ${of}`
  return [
    `select ${id} as id, sum(handed_over) as messages from own.report_messages t where ${where} group by 1`,
    ...(by === 'message' || by === 'channel'
      ? []
      : [`select ${id} as id, sum(entered) as entered from own.report_entries t where ${where} group by 1`]),
  ]
}

function funnel(by: string, { period, of }: Filters): string[] {
  const id = {
    journey: 'journey_id',
    version: `journey_id || '/' || version`,
    variant: `journey_id || '/' || value`,
  }[by]
  const dimension = by === 'variant' ? 'variant' : 'all'
  const ofDimension = (name: string, column: string): string => `
    select ${id} as id, sum(entered) as ${column} from own.report_entries where dimension = '${name}' and ${period} and ${of} group by 1`
  return [
    `select ${id} as id, sum(entered) as entered, coalesce(sum(entered) filter (where held_by <> ''), 0) as "heldOut", sum(messaged) as messaged,
       sum(delivered) as delivered, sum(clicked) as clicked, sum(converted) as converted
     from own.report_entries where dimension = '${dimension}' and ${period} and ${of} group by 1`,
    ...(by === 'variant'
      ? []
      : [
          ofDimension('waiting', 'waiting'),
          ofDimension('ended', 'ended'),
          `select ${id} as id, sum(times) as refused from own.report_refusals where ${period} and ${of} group by 1`,
        ]),
  ]
}

const health = (by: string, { period, of }: Filters): string => `
  select ${{ journey: 'journey_id', sender: 'sender', domain: 'domain' }[by] ?? times[by]} as id, sum(handed_over) as "handedOver",
    sum(delivered) as delivered, sum(opened) as opened, sum(clicked) as clicked, sum(bounced) as bounced, sum(complained) as complained,
    sum(unsubscribed) as unsubscribed, sum(failed) as failed, sum(unknown) as unknown
  from own.report_health where channel = 'email' and ${period} and ${of} group by 1`

const caps = (by: string, { period, of }: Filters): string => {
  const rule = `case reason when 'quiet_hours' then 'quiet hours' else case rule when '' then 'a cap' else 'cap "' || rule || '"' end
    || case reason when 'room_kept' then ', room kept' else '' end end`
  const id =
    { journey: 'journey_id', rule, channel: 'channel' }[by] ??
    `journey_id || '/' || step_id || ' ' || channel || ' ' || ${rule}`
  return `
    select ${id} as id, coalesce(sum(times) filter (where action = 'skipped' and stage = 'decision'), 0) as skipped,
      coalesce(sum(times) filter (where stage = 'hand_over'), 0) as "skippedAtHandOver",
      coalesce(sum(times) filter (where action = 'waited'), 0) as waited
    from own.report_holds where ${period} and ${of} group by 1`
}

/** Customers at their first entry in the period, as they are: nothing here knows of gaps. */
function lift({ of: split, goal, journey, by }: Parameters, { from, to }: Filters): string {
  const global = split === 'global'
  const arm = global
    ? `case held_by when 'global' then 'held_out' else 'treated' end`
    : split === 'holdout'
      ? `case when held_by = 'journey' then 'held_out' else 'treated' end`
      : `variants ->> '${split}'`
  const concerned = global
    ? `f.journey_id in (select journey_id from own.marketing)`
    : split === 'holdout'
      ? `coalesce(held_by, '') <> 'global'`
      : `held_by is null and variants ? '${split}'`
  const control =
    split === 'holdout' || global
      ? `'held_out'`
      : `(select min(arm) from arms b where b.journey_id is not distinct from a.journey_id)`
  return `
    with firsts as (
      select distinct on (${global ? '' : 'journey_id, '}customer_id) * from enrollments
      where own.day(entered_at) >= '${from}' and own.day(entered_at) < '${to}'
        ${global ? `and journey_id in (select journey_id from own.marketing)` : ''}
      order by ${global ? '' : 'journey_id, '}customer_id, entered_at, id
    ), arms as (
      select ${global ? 'null' : 'f.journey_id'} as journey_id, ${by === 'version' ? `version || ' '` : `''`} as version,
        ${arm} as arm, count(*) as entrants, count(o.enrollment_id) as converted
      from firsts f left join own.outcome o on o.enrollment_id = f.id and o.goal = '${global ? 'global' : goal}'
      where ${concerned} ${journey ? `and f.journey_id = '${journey}'` : ''} group by 1, 2, 3
    )
    select coalesce(a.journey_id, 'null') || ' ' || a.version || c.arm || ' ' || a.arm as id, a.entrants as "treated.entrants", a.converted as "treated.converted",
      c.entrants as "control.entrants", c.converted as "control.converted"
    from arms a join arms c on c.journey_id is not distinct from a.journey_id and c.version = a.version and c.arm = ${control} and a.arm <> c.arm`
}
