// The report of timing: in which hours of the week orders come, and how long after the message.
import { z } from 'zod'
import type { Db } from '../../db/tables.js'
import { shownAmount } from '../amount.js'
import {
  basisParameter,
  convertParameter,
  faultsOfGoal,
  goalParameter,
  modelParameter,
} from '../conversions/conversion-parameters.js'
import { type OrderSums, readOrders, timings } from '../conversions/order-queries.js'
import { delays } from '../delay.js'
import { listAddress } from '../list-address.js'
import { noteOnFrozenDays, noteOnRates, notesOnRevisions } from '../notes.js'
import type { ReportBody, ReportKind, ReportRequest, ReportRow, ReportSettings } from '../report-kind.js'

const parameters = z.object({
  by: z
    .enum(timings, { error: `must be one of ${timings.join(', ')}` })
    .default('hour')
    .meta({
      description:
        'hour of the day, weekday, both (week_hour), or the time from the last message to the order',
    }),
  model: modelParameter,
  goal: goalParameter,
  basis: basisParameter,
  convert: convertParameter,
})
type TimingParameters = z.infer<typeof parameters>
type TimingRequest = ReportRequest<TimingParameters>

export const timing: ReportKind<TimingParameters> = {
  name: 'timing',
  summary: 'hours and weekdays of conversions, and the time from message to order',
  parameters,
  check: ({ journey, parameters: { goal } }, db) => faultsOfGoal(db, goal, journey),
  columns: ({ parameters: { by } }, { currency }) => [
    // Weekdays have names for people, and numbers for programs.
    { key: by === 'weekday' ? 'name' : 'id', title: by, kind: 'text', csv: by },
    { key: 'conversions', title: 'conversions', kind: 'number' },
    { key: 'share', title: 'share', kind: 'share' },
    { key: 'revenue', title: `revenue ${currency}`, kind: 'money' },
    { key: 'currency', title: 'currency', kind: 'text', inTable: false },
    { key: 'otherRevenue', title: 'other currencies', kind: 'text' },
  ],
  make: makeTiming,
}

async function makeTiming(db: Db, request: TimingRequest, settings: ReportSettings): Promise<ReportBody> {
  const { from, to, journey } = request
  const { by, convert, ...asked } = request.parameters
  const rates = convert === 'yes' ? settings.rates : {}
  const query = { from, to, journey, ...asked, currency: settings.currency, rates }
  const [counted, [all]] = await Promise.all([
    readOrders(db, { ...query, by }),
    readOrders(db, { ...query, by: null }),
  ])
  const byId = new Map(counted.map(sums => [sums.id, sums]))
  const rows = ids[by].map(id => ({
    id,
    ...(by === 'weekday' && { name: weekdays[Number(id) - 1]! }),
    ...shown(byId.get(id), all, settings),
    lists: listsBehind(request, id),
  }))
  // By their own day, and the primary goal.
  const isWrittenDown = asked.basis === 'order' && asked.goal === 'primary'
  const notes = [
    ...(await notesOnRevisions(db, request, isWrittenDown ? ['orders'] : [], journey)),
    ...(convert === 'yes' ? noteOnRates(settings) : []),
    ...(await noteOnFrozenDays(db, request, settings)),
  ]
  return { rows, total: { ...shown(all, all, settings), lists: listsBehind(request, null) }, notes }
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const hours = Array.from({ length: 24 }, (_, hour) => String(hour))
const days = weekdays.map((_, index) => String(index + 1))

/** Rows in which nothing happened are there, too: a chart needs them. */
const ids: Readonly<Record<TimingParameters['by'], readonly string[]>> = {
  hour: hours,
  weekday: days,
  week_hour: days.flatMap(day => hours.map(hour => `${day}-${hour}`)),
  delay: delays.map(({ name }) => name),
}

const shown = (
  sums: OrderSums | undefined,
  all: OrderSums | undefined,
  { currency }: ReportSettings,
): ReportRow => ({
  conversions: sums?.conversions ?? 0,
  share: all && all.conversions > 0 ? (sums?.conversions ?? 0) / all.conversions : null,
  revenue: shownAmount(sums?.revenue ?? '0'),
  currency,
  otherRevenue: Object.fromEntries(
    Object.entries(sums?.others ?? {}).map(([code, amount]) => [code, shownAmount(amount)]),
  ),
})

function listsBehind(
  { from, to, journey, parameters }: TimingRequest,
  id: string | null,
): Record<string, string> {
  const { by, model, goal, basis } = parameters
  const filters = { from, to, journey, model, goal, basis }
  return { conversions: listAddress('orders', { ...filters, ...(id === null ? {} : filtersOf(by, id)) }) }
}

function filtersOf(by: TimingParameters['by'], id: string): Record<string, string> {
  if (by !== 'week_hour') return { [by]: id }
  const [weekday = '', hour = ''] = id.split('-')
  return { weekday, hour }
}
