// The report of conversions: who came in, was written to and bought, and for how much, in three views side by side. Last touch:
// an order counts for one message at most, so that no sum here exceeds what the shop really sold.
import type { Db } from '../../db/tables.js'
import { shownAmount } from '../amount.js'
import { incrementalOf } from '../lift/index.js'
import type { ReportBody, ReportColumn, ReportKind, ReportRow, ReportSettings } from '../report-kind.js'
import { listsBehind } from './conversion-lists.js'
import { notesOn } from './conversion-notes.js'
import {
  type ConversionParameters,
  type ConversionRequest,
  conversionParameters,
  faultsOfConversions,
  type Grouping,
} from './conversion-parameters.js'
import { goalWindows } from './goal-queries.js'
import { idsToShow } from './ids-to-show.js'
import { type OrderSums, readOrders } from './order-queries.js'
import { type Entered, readEntered, readMessages } from './presence-queries.js'

export const conversions: ReportKind<ConversionParameters> = {
  name: 'conversions',
  summary: 'entries, messages, conversions and revenue, by last touch, influenced and incremental',
  parameters: conversionParameters,
  check: faultsOfConversions,
  columns: ({ parameters: { by, model } }, { currency }) => columnsBy(by, model, currency),
  make: makeConversions,
}

const titles = {
  last_touch: 'conversions',
  first_touch: 'first touch',
  linear: 'linear',
  position: 'position',
  decay: 'decay',
  influenced: 'influenced',
} as const

const columnsBy = (by: Grouping, model: keyof typeof titles, currency: string): readonly ReportColumn[] => [
  { key: 'id', title: by, kind: 'text', csv: by },
  { key: 'entered', title: 'entered', kind: 'count' },
  { key: 'messages', title: 'messages', kind: 'count' },
  { key: 'conversions', title: titles[model], kind: 'number' },
  { key: 'revenue', title: `revenue ${currency}`, kind: 'money' },
  { key: 'currency', title: 'currency', kind: 'text', inTable: false },
  { key: 'otherRevenue', title: 'other currencies', kind: 'text' },
  { key: 'lastTouch.conversions', title: 'last touch', kind: 'count', inTable: model !== 'last_touch' },
  { key: 'lastTouch.revenue', title: `revenue ${currency}`, kind: 'money', inTable: model !== 'last_touch' },
  { key: 'influenced.conversions', title: 'influenced', kind: 'count', inTable: model !== 'influenced' },
  {
    key: 'influenced.revenue',
    title: `revenue ${currency}`,
    kind: 'money',
    inTable: model !== 'influenced',
  },
  { key: 'incremental.conversions', title: 'incremental', kind: 'number' },
  { key: 'incremental.low', title: 'from', kind: 'number', inTable: false },
  { key: 'incremental.high', title: 'to', kind: 'number', inTable: false },
  // People look every day.
  { key: 'incremental.anytimeLow', title: 'from', kind: 'number' },
  { key: 'incremental.anytimeHigh', title: 'to', kind: 'number' },
  { key: 'incremental.revenue', title: `revenue ${currency}`, kind: 'money' },
  { key: 'incremental.revenueLow', title: 'from', kind: 'money', inTable: false },
  { key: 'incremental.revenueHigh', title: 'to', kind: 'money', inTable: false },
  { key: 'refunded', title: 'refunded', kind: 'money', inTable: false },
  { key: 'cancelled', title: 'cancelled', kind: 'count', inTable: false },
  { key: 'immature', title: 'immature', kind: 'count', inTable: false },
]

/** What was counted of one row, each part from its own rollup; absent where nothing was. */
interface Counted {
  readonly id: string
  readonly entered: Entered | undefined
  readonly messages: number
  readonly orders: OrderSums | undefined
}

async function makeConversions(
  db: Db,
  request: ConversionRequest,
  settings: ReportSettings,
): Promise<ReportBody> {
  const { by, goal, convert } = request.parameters
  const windows = await goalWindows(db, goal, request.journey)
  const read = (by: Grouping | null): Promise<Counted[]> => readCounted(db, request, settings, by, windows)
  const asked = { from: request.from, to: request.to, journey: request.journey, goal }
  const [counted, [all], incremental] = await Promise.all([
    read(by),
    read(null),
    incrementalOf(
      db,
      { ...asked, by: by === 'version' ? by : 'journey' },
      convert === 'yes' ? settings : { ...settings, rates: {} },
    ),
  ])
  const ids = await idsToShow(db, request, new Set(counted.map(({ id }) => id)))
  const byId = new Map(counted.map(one => [one.id, one]))
  const rows = ids.map(id => ({
    id,
    ...shown(byId.get(id), request, settings),
    incremental: by === 'journey' || by === 'version' ? (incremental.rows.get(id) ?? null) : null,
    lists: listsBehind(request, id),
  }))
  const total = {
    ...shown(all, request, settings, true),
    incremental: incremental.total,
    lists: listsBehind(request, null),
  }
  return { rows, total, notes: await notesOn(db, request, settings, all?.entered, incremental) }
}

async function readCounted(
  db: Db,
  { from, to, journey, parameters }: ConversionRequest,
  { timeZone, currency, rates }: ReportSettings,
  by: Grouping | null,
  windows: Parameters<typeof readEntered>[2],
): Promise<Counted[]> {
  const { model, goal, basis, convert } = parameters
  const asked = { from, to, journey, by }
  const [entered, messages, orders] = await Promise.all([
    readEntered(db, { ...asked, timeZone }, windows),
    readMessages(db, { ...asked, timeZone }),
    readOrders(db, { ...asked, model, goal, basis, currency, rates: convert === 'yes' ? rates : {} }),
  ])
  const [enteredById, messagesById, ordersById] = [entered, messages, orders].map(
    rows => new Map(rows.map(row => [row.id, row])),
  ) as [Map<string, Entered>, Map<string, { messages: number }>, Map<string, OrderSums>]
  const ids = new Set([...enteredById.keys(), ...messagesById.keys(), ...ordersById.keys()])
  return [...ids].map(id => ({
    id,
    entered: enteredById.get(id),
    messages: messagesById.get(id)?.messages ?? 0,
    orders: ordersById.get(id),
  }))
}

/** An entry belongs to a journey, not to one of its messages; a message to no category. */
const withoutEntries: readonly Grouping[] = ['message', 'channel', 'category']

function shown(
  counted: Counted | undefined,
  { parameters: { by, basis } }: ConversionRequest,
  { currency }: ReportSettings,
  isTotal = false,
): ReportRow {
  const hasEntries = isTotal || !withoutEntries.includes(by)
  const { orders } = counted ?? {}
  return {
    entered: hasEntries ? (counted?.entered?.entered ?? 0) : null,
    messages: isTotal || hasMessages(by, basis) ? (counted?.messages ?? 0) : null,
    conversions: orders?.conversions ?? 0,
    revenue: shownAmount(orders?.revenue ?? '0'),
    currency,
    otherRevenue: Object.fromEntries(
      Object.entries(orders?.others ?? {}).map(([code, amount]) => [code, shownAmount(amount)]),
    ),
    lastTouch: {
      conversions: orders?.lastTouch ?? 0,
      revenue: shownAmount(orders?.lastTouchRevenue ?? '0'),
    },
    influenced: {
      conversions: orders?.influenced ?? 0,
      revenue: shownAmount(orders?.influencedRevenue ?? '0'),
    },
    incremental: null,
    // What was paid back is not told by category.
    refunded: by === 'category' && !isTotal ? null : shownAmount(orders?.refunded ?? '0'),
    cancelled: orders?.cancelled ?? 0,
    immature: hasEntries ? (counted?.entered?.immature ?? 0) : null,
  }
}

/** Messages are counted on the day of their hand-over, which says nothing of the day of an entry. */
const hasMessages = (by: Grouping, basis: ConversionParameters['basis']): boolean =>
  by !== 'category' && !(basis === 'entry' && (by === 'day' || by === 'week' || by === 'month'))
