// The report of conversions: who came in, was written to and bought, and for how much, in three views side by side. Last touch:
// an order counts for one message at most, so that no sum here exceeds what the shop really sold.
import type { Db } from '../../db/tables.js'
import { shownAmount } from '../amount.js'
import { incrementalOf } from '../lift/index.js'
import type { ReportBody, ReportKind, ReportRow, ReportSettings } from '../report-kind.js'
import { isTime, type Time } from '../times.js'
import { columnsBy } from './conversion-columns.js'
import { listsBehind } from './conversion-lists.js'
import { notesOn } from './conversion-notes.js'
import {
  type ConversionParameters,
  type ConversionRequest,
  conversionParameters,
  faultsOfConversions,
  type Grouping,
  hasShop,
} from './conversion-parameters.js'
import { goalWindows } from './goal-queries.js'
import { idsToShow } from './ids-to-show.js'
import { type OrderSums, readOrders } from './order-queries.js'
import { type Entered, readEntered, readMessages } from './presence-queries.js'
import { readShop } from './shop-queries.js'
import { type ShopView, shopView } from './shop-view.js'

export const conversions: ReportKind<ConversionParameters> = {
  name: 'conversions',
  summary: 'entries, messages, conversions and revenue, by last touch, influenced and incremental',
  parameters: conversionParameters,
  check: faultsOfConversions,
  columns: ({ parameters: { by, model } }, { currency }) => columnsBy(by, model, currency),
  make: makeConversions,
}

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
  const [counted, [all], shop, shopBy, incremental] = await Promise.all([
    read(by),
    read(null),
    readOrdersOfShop(db, request, settings, null),
    isTime(by) ? readOrdersOfShop(db, request, settings, by) : [],
    incrementalOf(
      db,
      { ...asked, by: by === 'version' ? by : 'journey' },
      convert === 'yes' ? settings : { ...settings, rates: {} },
    ),
  ])
  const view = shopView(request, shop, shopBy, all?.orders)
  const ids = await idsToShow(db, request, new Set(counted.map(({ id }) => id)))
  const byId = new Map(counted.map(one => [one.id, one]))
  const rows = ids.map(id => ({
    id,
    ...shown(id, byId.get(id), view, request, settings),
    incremental: by === 'journey' || by === 'version' ? (incremental.rows.get(id) ?? null) : null,
    overClaim: by === 'journey' || by === 'version' ? (incremental.claims.get(id)?.overClaim ?? null) : null,
    lists: listsBehind(request, id),
  }))
  const total = {
    ...shown(null, all, view, request, settings),
    incremental: incremental.total,
    overClaim: incremental.totalClaims?.overClaim ?? null,
    lists: listsBehind(request, null),
  }
  return {
    rows,
    total,
    notes: [...(await notesOn(db, request, settings, all?.entered, incremental)), ...view.notes],
    facts: { shop: view.all, overClaim: incremental.totalClaims && { ...incremental.totalClaims } },
  }
}

async function readOrdersOfShop(
  db: Db,
  request: ConversionRequest,
  { currency, rates }: ReportSettings,
  by: Time | null,
): ReturnType<typeof readShop> {
  if (!hasShop(request)) return []
  const { from, to, journey, parameters } = request
  const asked = { from, to, by, journey, currency }
  return await readShop(db, { ...asked, rates: parameters.convert === 'yes' ? rates : {} })
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

/** `id` null: the total. */
function shown(
  id: string | null,
  counted: Counted | undefined,
  view: ShopView,
  { parameters: { by, basis, model } }: ConversionRequest,
  { currency }: ReportSettings,
): ReportRow {
  const isTotal = id === null
  const hasEntries = isTotal || !withoutEntries.includes(by)
  const { orders } = counted ?? {}
  return {
    entered: hasEntries ? (counted?.entered?.entered ?? 0) : null,
    messages: isTotal || hasMessages(by, basis) ? (counted?.messages ?? 0) : null,
    conversions: orders?.conversions ?? 0,
    revenue: shownAmount(orders?.revenue ?? '0'),
    ...view.shares(id, orders, model),
    currency,
    otherRevenue: Object.fromEntries(
      Object.entries(orders?.others ?? {}).map(([code, amount]) => [code, shownAmount(amount)]),
    ),
    lastTouch: {
      conversions: orders?.lastTouch ?? 0,
      revenue: shownAmount(orders?.lastTouchRevenue ?? '0'),
      ...view.shares(id, orders, 'last_touch'),
    },
    influenced: {
      conversions: orders?.influenced ?? 0,
      revenue: shownAmount(orders?.influencedRevenue ?? '0'),
      ...view.shares(id, orders, 'influenced'),
    },
    incremental: null,
    overClaim: null,
    // What was paid back is not told by category.
    refunded: by === 'category' && !isTotal ? null : shownAmount(orders?.refunded ?? '0'),
    cancelled: orders?.cancelled ?? 0,
    immature: hasEntries ? (counted?.entered?.immature ?? 0) : null,
    shop: view.orders(id),
  }
}

/** Messages are counted on the day of their hand-over, which says nothing of the day of an entry. */
const hasMessages = (by: Grouping, basis: ConversionParameters['basis']): boolean =>
  by !== 'category' && !(basis === 'entry' && isTime(by))
