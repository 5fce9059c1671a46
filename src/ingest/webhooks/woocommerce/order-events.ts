// What happened to an order. WooCommerce tells how an order is now, over and over, and each of these happens once: its event
// is named after the order, so that whichever webhook tells it first counts, and the others are repetitions.
import type { Identifiers } from '../../../model/customer.js'
import type { JsonObject } from '../../../model/json.js'
import { Fields, present } from '../fields.js'
import { type Meaning, mostEvents, type PostedEvent, type Webhook } from '../webhook.js'
import { mustAmountOf, mustRefundOf } from './amounts.js'
import { cartOf, checkoutOf, orderOf, paymentMethodOf } from './order.js'
import { addressesOf, orderToken, userId } from './person.js'
import { changedAt, timeAt } from './times.js'

/** Bought: paid, or to be paid when or before it arrives. Statuses of plugins count once the order is paid. */
const placed: ReadonlySet<string> = new Set(['processing', 'completed', 'on-hold'])
/** Not bought yet. */
const begun: ReadonlySet<string> = new Set(['pending', 'checkout-draft'])

interface Telling {
  readonly webhook: Webhook
  readonly order: Fields
  readonly id: string
  readonly status: string
  readonly customer: Identifiers
  readonly changedAt: string
}

/** order.created, order.updated, order.restored. */
export function readOrder(webhook: Webhook, body: unknown): Meaning {
  const order = Fields.of(body)
  const id = order.mustId('id')
  const status = order.text('status')
  if (status === undefined) throw order.fault('status', 'a status such as "processing"')
  const customer = customerOf(webhook, order, id)
  const telling = { webhook, order, id, status, customer, changedAt: changedAt(webhook, order) }
  const events = begun.has(status) ? begunEvents(telling) : laterEvents(telling)
  return events.length > 0
    ? { events }
    : { ignored: `an order that is "${status}" and names nobody yet says nothing` }
}

function customerOf(webhook: Webhook, order: Fields, orderId: string): Identifiers {
  const id = userId(webhook, order, 'customer_id')
  return {
    ...(id && { id }),
    ...addressesOf(order.object('billing')),
    orderToken: orderToken(webhook, orderId),
  }
}

/** A draft that names nobody is of no use: nobody can be reminded of it. */
function begunEvents(telling: Telling): PostedEvent[] {
  const { webhook, order, customer } = telling
  if (Object.keys(customer).length === 1) return []
  const properties = { cart: cartOf(order), checkout: checkoutOf(order) }
  const startedAt = timeAt(webhook, order, 'date_created_gmt')
  const started = once(telling, 'checkout_started', 'checkout', startedAt, properties)
  return isNew(webhook) ? [started] : [started, eachTime(telling, 'checkout_updated', properties)]
}

function laterEvents(telling: Telling): PostedEvent[] {
  const { webhook, order, status, changedAt } = telling
  const paidAt = timeAt(webhook, order, 'date_paid_gmt')
  const doneAt = timeAt(webhook, order, 'date_completed_gmt')
  const whole: JsonObject = present({ order: orderOf(order), paymentMethod: paymentMethodOf(order) })
  const createdAt = timeAt(webhook, order, 'date_created_gmt')
  return [
    ...(placed.has(status) || paidAt
      ? [once(telling, 'order_completed', 'completed', paidAt ?? createdAt, withCart(whole))]
      : []),
    ...(paidAt ? [once(telling, 'order_paid', 'paid', paidAt, whole)] : []),
    ...(status === 'completed'
      ? [once(telling, 'order_fulfilled', 'fulfilled', doneAt ?? changedAt, whole)]
      : []),
    ...(status === 'cancelled' ? [once(telling, 'order_cancelled', 'cancelled', changedAt, whole)] : []),
    ...(status === 'failed' ? [failed(telling, whole)] : []),
    ...refunds(telling, whole),
    ...(isNew(webhook) && (placed.has(status) || paidAt) ? [] : [eachTime(telling, 'order_updated', whole)]),
  ]
}

/** So that a journey that was keyed by the cart finds its own. */
const withCart = (whole: JsonObject): JsonObject => ({
  ...whole,
  cart: { id: (whole.order as JsonObject).id! },
})

function failed(telling: Telling, whole: JsonObject): PostedEvent {
  const { order, changedAt } = telling
  const { paymentMethod, ...rest } = whole
  const properties = present({
    ...rest,
    cart: cartOf(order),
    checkout: checkoutOf(order),
    method: paymentMethod,
  })
  return once(telling, 'payment_failed', 'failed', changedAt, properties)
}

/** One for each refund, also while the rest of the order stands. */
function refunds(telling: Telling, whole: JsonObject): PostedEvent[] {
  const { order, status, changedAt } = telling
  const currency = order.mustCurrency('currency')
  const list = order.list('refunds') ?? []
  if (list.length > mostEvents) throw order.fault('refunds', `a list of at most ${mostEvents}`)
  if (list.length === 0 && status === 'refunded') {
    const refund = { amount: mustAmountOf(order, 'total'), currency }
    return [once(telling, 'order_refunded', 'refunded', changedAt, { ...whole, refund })]
  }
  return list.map(entry => {
    const refund = { amount: mustRefundOf(entry, 'total'), currency }
    const properties = present({ ...whole, refund, reason: entry.text('reason') })
    return once(telling, 'order_refunded', `refund:${entry.mustId('id')}`, changedAt, properties)
  })
}

const isNew = ({ topic }: Webhook): boolean => topic === 'order.created'

function once(
  { webhook, id, customer, changedAt }: Telling,
  type: string,
  what: string,
  occurredAt: string | undefined,
  properties: JsonObject,
): PostedEvent {
  const name = `woocommerce:${webhook.source}:order:${id}:${what}`
  return { id: name, type, occurredAt: occurredAt ?? changedAt, customer, properties }
}

const eachTime = (telling: Telling, type: string, properties: JsonObject): PostedEvent => ({
  id: `woocommerce:${telling.webhook.key}`,
  type,
  occurredAt: telling.changedAt,
  customer: telling.customer,
  properties,
})
