// Orders among the events: however often, by whom and in what order they were reported, each happened once. Pure.
import { isObject, type JsonObject } from '../model/json.js'
import { groupBy } from './group-by.js'
import type { LedgerEvent } from './ledger.js'

export const orderType = 'order_completed'
/** What becomes of an order after it. */
export const refundType = 'order_refunded'
export const cancellationType = 'order_cancelled'

/** Characters. Ids of orders are far shorter, and PostgreSQL's index takes no value of 2.7 kB and more. */
const longestOrderId = 200

/** null where the event is about no order, or its id is none. */
export function orderIdOf({ order }: JsonObject): string | null {
  const id = isObject(order) ? order.id : null
  if (typeof id === 'number') return String(id)
  return typeof id === 'string' && id !== '' && id.length <= longestOrderId ? id : null
}

/** What has happened once: an order, or another event. */
export interface Occurrence {
  readonly source: string
  readonly eventId: string
  readonly type: string
  readonly orderId: string | null
  readonly at: Date
  /** Of all its reports, the earliest first. */
  readonly reports: readonly JsonObject[]
  /** Properties of the refunds of it. */
  readonly refunds: readonly JsonObject[]
  readonly cancelled: boolean
}

/** What has happened to the customer, of these types. An order is theirs if its earliest report is. */
export function occurrencesOf(
  customerId: string,
  events: readonly LedgerEvent[],
  types: ReadonlySet<string>,
): Occurrence[] {
  const distinct = [...new Map(events.map(event => [`${event.source}\n${event.id}`, event])).values()]
  const orders = groupBy(distinct, event => orderIdOf(event.properties))
  return [...orders].flatMap(([orderId, about]) => {
    const reports = about.filter(({ type }) => types.has(type)).sort(byTime)
    if (orderId === null)
      return reports.filter(one => one.customerId === customerId).map(one => occurrence([one], null, []))
    return [...groupBy(reports, ({ type }) => type).values()].flatMap(ofType =>
      sameOrders(ofType)
        .filter(([first]) => first!.customerId === customerId)
        .map(order => occurrence(order, orderId, about)),
    )
  })
}

const byTime = (a: LedgerEvent, b: LedgerEvent): number =>
  a.at.getTime() - b.at.getTime() || compare(a.source, b.source) || compare(a.id, b.id)

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Reports with the same id and type, put together where they are of one customer or of one source: two shops may both
 * have an order 1001. Each in the order of the reports.
 */
function sameOrders(reports: readonly LedgerEvent[]): LedgerEvent[][] {
  let orders: LedgerEvent[][] = []
  // By who tells it first: a till may report ten thousand sales under one number.
  const tellers = groupBy(reports, ({ source, customerId }) => `${source}\n${customerId}`)
  for (const told of tellers.values()) {
    const [same, others] = partition(orders, order => order.some(other => isSameOrder(told[0]!, other)))
    orders = [...others, [...same.flat(), ...told]]
  }
  return orders.map(order => order.sort(byTime))
}

const isSameOrder = (a: LedgerEvent, b: LedgerEvent): boolean =>
  a.source === b.source || a.customerId === b.customerId

function partition<T>(list: readonly T[], isIn: (one: T) => boolean): [T[], T[]] {
  return [list.filter(isIn), list.filter(one => !isIn(one))]
}

function occurrence(
  reports: readonly LedgerEvent[],
  orderId: string | null,
  about: readonly LedgerEvent[],
): Occurrence {
  const [first] = reports as [LedgerEvent]
  const { source, id: eventId, type, at } = first
  // A goal that is itself a refund or a cancellation is not undone by itself.
  const isUndone = orderId !== null && type !== refundType && type !== cancellationType
  const after = isUndone ? about.filter(one => reports.some(report => isSameOrder(one, report))) : []
  return {
    source,
    eventId,
    type,
    orderId,
    at,
    reports: reports.map(({ properties }) => properties),
    refunds: after.filter(one => one.type === refundType).map(({ properties }) => properties),
    cancelled: after.some(one => one.type === cancellationType),
  }
}
