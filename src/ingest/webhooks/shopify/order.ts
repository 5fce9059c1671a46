// orders/*: an order and what became of it. Amounts are in the shop's currency, in which its reports are.
import type { Identifiers } from '../../../model/customer.js'
import type { JsonObject } from '../../../model/json.js'
import { emailIn } from '../email-in.js'
import { type Fields, present } from '../fields.js'
import type { Webhook } from '../webhook.js'
import { countOf, itemsOf, type PriceOf, shopMoney, shownMoney } from './items.js'
import { countryOf, happenedAt, namesOf, phoneOf, type Told, tagsOf } from './occasion.js'

type Times = readonly (string | undefined)[]

/** processed_at: an order that an app brings in from elsewhere is as old as it was there. */
export const createdOrder = (webhook: Webhook, body: Fields): Told[] =>
  told(webhook, body, 'order_completed', [body.time('processed_at'), body.time('created_at')])

export const paidOrder = (webhook: Webhook, body: Fields): Told[] =>
  told(webhook, body, 'order_paid', [body.time('updated_at')])

export const updatedOrder = (webhook: Webhook, body: Fields): Told[] =>
  told(webhook, body, 'order_updated', [body.time('updated_at')])

export const cancelledOrder = (webhook: Webhook, body: Fields): Told[] =>
  told(webhook, body, 'order_cancelled', [body.time('cancelled_at'), body.time('updated_at')], {
    reason: body.text('cancel_reason', 255),
  })

export function fulfilledOrder(webhook: Webhook, body: Fields): Told[] {
  const last = body.list('fulfillments')?.at(-1)
  return told(webhook, body, 'order_fulfilled', [last?.time('created_at'), body.time('updated_at')], {
    shipment: last && shipmentOf(last),
  })
}

const shipmentOf = (fulfillment: Fields): JsonObject =>
  present({
    trackingUrl: fulfillment.url('tracking_url'),
    trackingNumber: fulfillment.text('tracking_number', 255),
    carrier: fulfillment.text('tracking_company', 255),
  })

function told(
  webhook: Webhook,
  body: Fields,
  type: string,
  times: Times,
  more: Readonly<Record<string, JsonObject | string | undefined>> = {},
): Told[] {
  const cartId = cartIdOf(body)
  const once = type === 'order_updated' ? {} : { id: onceId(webhook, body, type) }
  return [
    {
      ...once,
      type: kept(type, body),
      occurredAt: happenedAt(webhook, ...times),
      customer: namesIn(body),
      properties: present({
        order: orderIn(body, cartId),
        cart: cartId === undefined ? undefined : { id: cartId },
        paymentMethod: body.texts('payment_gateway_names')[0],
        ...more,
      }),
    },
  ]
}

/** Happens to an order once, though two webhooks of the shop may tell of it, each under an id of its own. */
const onceId = ({ source }: Webhook, body: Fields, type: string): string =>
  `shopify:${source}:order:${body.mustId('id')}:${type.replace('order_', '')}`

/** As its checkout called the cart. What was sold over the counter came from none, and ends the reminders of them all. */
const cartIdOf = (body: Fields): string | undefined =>
  body.token('cart_token') ?? (body.text('source_name') === 'pos' ? undefined : body.token('checkout_token'))

/** Test orders are kept apart: no journey and no report takes a `test_order_completed` for money. */
export const kept = (type: string, body: Fields): string =>
  body.flag('test') === true ? `test_${type}` : type

/** The order is called by its id, not by its secret token: a refund knows nothing else of it. */
function namesIn(body: Fields): Identifiers {
  const customer = body.object('customer')
  const country = countryOf(body.object('billing_address'), body.object('shipping_address'))
  return namesOf({
    id: customer?.id('id'),
    email: emailIn(body) ?? emailIn(body, 'contact_email') ?? emailIn(customer),
    phone: phoneOf(body, 'phone', country) ?? phoneOf(customer, 'phone', country),
    orderToken: body.mustId('id'),
    checkoutToken: body.token('checkout_token'),
    cartToken: body.token('cart_token'),
  })
}

function orderIn(body: Fields, cartId: string | undefined): JsonObject {
  const lines = body.list('line_items')
  const coupons = body.list('discount_codes')?.flatMap(code => code.text('code', 255) ?? [])
  const currency = body.mustCurrency('currency')
  return present({
    id: body.mustId('id'),
    number: body.text('name', 255) ?? body.id('order_number'),
    total: body.mustAmount('total_price'),
    currency,
    currentTotal: body.amount('current_total_price'),
    subtotal: body.amount('subtotal_price'),
    discount: body.amount('total_discounts'),
    tax: body.amount('total_tax'),
    shipping: shopMoney(body, 'total_shipping_price_set')?.amount,
    shown: shownIn(body, currency),
    itemCount: lines && countOf(lines),
    cartId,
    url: body.url('order_status_url'),
    status: body.text('financial_status', 64),
    fulfillment: body.text('fulfillment_status', 64),
    channel: body.text('source_name', 255),
    language: body.text('customer_locale', 35),
    coupon: coupons?.[0],
    coupons: coupons && coupons.length > 1 ? coupons.slice(0, 50) : undefined,
    tags: tagsOf(body),
    items: lines && itemsOf(lines, priceOf),
  })
}

/** What the shopper was shown, where that was another currency than the shop's. */
function shownIn(body: Fields, currency: string): JsonObject | undefined {
  const shown = shownMoney(body, 'total_price_set')
  return shown && shown.currency !== currency ? { total: shown.amount, currency: shown.currency } : undefined
}

/** What one piece cost before discounts of the whole order. */
export const priceOf: PriceOf = line => shopMoney(line, 'price_set')?.amount ?? line.amount('price')
