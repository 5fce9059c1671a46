// health: whether messages arrive, by sender, recipient domain, journey or time, against the marks of mailbox providers.
import { z } from 'zod'
import type { Db } from '../../db/tables.js'
import { wilsonInterval } from '../../statistics/index.js'
import type { ReportBody, ReportColumn, ReportKind, ReportRequest, ReportRow } from '../report-kind.js'
import { isTime, timesIn } from '../times.js'
import { messagesBehind } from './health-lists.js'
import {
  type ArrivalsRow,
  type HealthGrouping,
  type HealthQuery,
  healthGroupings,
  readArrivals,
} from './health-queries.js'
import { judgeRates } from './judge-rates.js'
import { type Part, rateOf, ratesOf, type SenderArrivals, sendersThatReport, sumOf } from './rates.js'

const parameters = z.strictObject({
  by: z
    .enum(healthGroupings, { error: `must be one of ${healthGroupings.join(', ')}` })
    .default('domain')
    .meta({ description: 'what the rows are; domain: of the recipients' }),
  channel: z
    .enum(['email', 'sms'], { error: 'must be email or sms' })
    .default('email')
    .meta({ description: 'messages of this channel' }),
  sender: z
    .string({ error: 'must be given once' })
    .optional()
    .meta({ description: 'messages of this sender only, by its name' }),
  domain: z
    .string({ error: 'must be given once' })
    .optional()
    .meta({ description: 'messages to this recipient domain only, or to "other" ones' }),
})
type Parameters = z.infer<typeof parameters>

export const health: ReportKind<Parameters> = {
  name: 'health',
  summary: 'delivery, bounce, complaint, unsubscribe and click rates, against the marks of mailbox providers',
  parameters,
  columns: ({ parameters: { by } }) => columnsBy(by),
  make: makeHealth,
}

function columnsBy(by: HealthGrouping): readonly ReportColumn[] {
  const count = (key: string, title: string, inTable = true): ReportColumn => ({
    key,
    title,
    kind: 'count',
    inTable,
  })
  const rate = (key: string, title: string): ReportColumn[] => [
    { key: `${key}.rate`, title, kind: 'share' },
    { key: `${key}.low`, title: `${title}, at least`, kind: 'share', inTable: false },
    { key: `${key}.high`, title: `${title}, at most`, kind: 'share', inTable: false },
  ]
  return [
    { key: 'id', title: by, kind: 'text', csv: by },
    count('handedOver', 'handed over'),
    count('delivered', 'delivered', false),
    count('bounced', 'bounced', false),
    count('complained', 'complained', false),
    count('unsubscribed', 'unsubscribed', false),
    count('opened', 'opened', false),
    count('clicked', 'clicked', false),
    count('failed', 'failed', false),
    count('unknown', 'unknown', false),
    ...rate('delivery', 'delivered'),
    ...rate('bounce', 'bounces'),
    ...rate('complaint', 'complaints'),
    ...rate('unsubscribe', 'unsubscribed'),
    ...rate('click', 'clicked'),
    ...rate('refusal', 'refused'),
    { key: 'verdict', title: 'verdict', kind: 'text' },
    { key: 'why', title: 'why', kind: 'text', inTable: false },
  ]
}

async function makeHealth(db: Db, request: ReportRequest<Parameters>): Promise<ReportBody> {
  const { from, to, journey, parameters } = request
  const { by, channel, sender = null, domain = null } = parameters
  const query: HealthQuery = { from, to, journey, by, channel, sender, domain }
  const found = await readArrivals(db, query)
  const reporting = sendersThatReport(found)
  const silent = [...new Set(found.map(row => row.sender))].filter(name => !reporting.has(name))
  const groups = groupedById(found)
  const rows = idsOf(query, groups).map(id => ({
    id,
    ...rowOf(groups.get(id) ?? [], reporting),
    lists: messagesBehind(query, id),
  }))
  return {
    rows,
    total: found.length === 0 ? null : { ...rowOf(found, reporting), lists: messagesBehind(query, null) },
    notes: notesOn(silent, by === 'domain' && channel === 'email' && rows.some(({ id }) => isGmail(id))),
    facts: { sendersWithoutReports: silent },
  }
}

/** Also days and weeks on which nothing went out, or a chart would leave them out; not where nothing did at all. */
const idsOf = (query: HealthQuery, groups: ReadonlyMap<string, unknown>): readonly string[] =>
  groups.size > 0 && isTime(query.by) ? timesIn(query, query.by) : [...groups.keys()]

function groupedById(found: readonly ArrivalsRow[]): Map<string, ArrivalsRow[]> {
  const groups = new Map<string, ArrivalsRow[]>()
  for (const row of found) groups.set(row.id, [...(groups.get(row.id) ?? []), row])
  return groups
}

function rowOf(parts: readonly SenderArrivals[], reporting: ReadonlySet<string>): ReportRow {
  const rates = ratesOf(parts, reporting)
  return {
    ...sumOf(parts),
    delivery: withInterval(rates.delivery),
    bounce: withInterval(rates.bounce),
    complaint: withInterval(rates.complaint),
    unsubscribe: withInterval(rates.unsubscribe),
    click: withInterval(rates.click),
    refusal: withInterval(rates.refusal),
    ...judgeRates(rates),
  }
}

/** null: not reported, or of nothing. */
const withInterval = (part: Part | null): ReportRow | null =>
  part === null || part.of === 0
    ? null
    : { rate: rateOf(part), ...wilsonInterval({ successes: part.count, trials: part.of }) }

export const sendersNamed = (names: readonly string[]): string =>
  names.map(name => (name === '' ? 'a sender that is not known' : `"${name}"`)).join(', ')

const isGmail = (domain: string): boolean => domain === 'gmail.com' || domain === 'googlemail.com'

const notesOn = (silent: readonly string[], gmail: boolean): string[] => [
  ...(silent.length > 0
    ? [
        `No deliveries are reported by ${sendersNamed(silent)}: delivery and complaint rates leave ${silent.length === 1 ? 'it' : 'them'} out.`,
      ]
    : []),
  ...(gmail
    ? [
        'Gmail reports no single complaints to anybody: look at the spam rate in its Postmaster Tools as well.',
      ]
    : []),
]
