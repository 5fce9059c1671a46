// checkouts/create, checkouts/update: the first that knows who has the cart, and how to bring them back to it.
import { idFrom } from '../../../model/ids.js'
import type { JsonObject } from '../../../model/json.js'
import { emailIn } from '../email-in.js'
import { type Fields, present } from '../fields.js'
import type { Webhook } from '../webhook.js'
import { countOf, itemsOf, type PriceOf, worthOf } from './items.js'
import { countryOf, happenedAt, namesOf, phoneOf, type Told } from './occasion.js'

/** One that is already paid when it is told of was not left behind by anybody. */
export function createdCheckout(webhook: Webhook, body: Fields): Told[] {
  const type = body.has('completed_at') ? 'checkout_updated' : 'checkout_started'
  return [checkout(webhook, body, type, body.time('created_at')), ...consents(webhook, body)]
}

export const updatedCheckout = (webhook: Webhook, body: Fields): Told[] => [
  checkout(webhook, body, 'checkout_updated', body.time('updated_at')),
  ...consents(webhook, body),
]

function tokenOf(body: Fields): string {
  const token = body.token('token') ?? body.token('id')
  if (token === undefined) throw body.fault('token', 'the token of a checkout')
  return token
}

function namesIn(body: Fields) {
  const customer = body.object('customer')
  const country = countryOf(body.object('shipping_address'), body.object('billing_address'))
  return {
    id: customer?.id('id'),
    email: emailIn(body) ?? emailIn(customer),
    phone: phoneOf(body, 'phone', country) ?? phoneOf(customer, 'phone', country),
    checkoutToken: tokenOf(body),
    cartToken: body.token('cart_token'),
  }
}

function checkout(webhook: Webhook, body: Fields, type: string, time: string | undefined): Told {
  const names = namesIn(body)
  const url = body.url('abandoned_checkout_url')
  return {
    type,
    occurredAt: happenedAt(webhook, time, body.time('updated_at'), body.time('created_at')),
    customer: namesOf(names),
    properties: present({
      // Bought without a cart, as by a "buy now" button, the checkout is its own.
      cart: cartIn(body, names.cartToken ?? names.checkoutToken, url),
      checkout: present({
        id: names.checkoutToken,
        url,
        total: body.amount('total_price'),
        completedAt: body.time('completed_at'),
        language: body.text('customer_locale', 35),
        coupon: body.list('discount_codes')?.[0]?.text('code', 255),
      }),
    }),
  }
}

function cartIn(body: Fields, id: string, url: string | undefined): JsonObject {
  const lines = body.list('line_items')
  return present({
    id,
    value: body.amount('subtotal_price') ?? (lines && worthOf(lines, 'line_price', priceOf)),
    // A checkout's amounts are those the shopper is shown.
    currency: body.currency('presentment_currency') ?? body.currency('currency'),
    itemCount: lines && countOf(lines),
    url,
    items: lines && itemsOf(lines, priceOf),
  })
}

const priceOf: PriceOf = line => line.amount('price') ?? line.amount('variant_price')

/**
 * A ticked box is a yes as old as the checkout, the earliest it can have been ticked: a later change of the checkout must
 * not outdo a no that was said in between. An empty box is not a no: whoever is subscribed need not tick it again.
 */
function consents(webhook: Webhook, body: Fields): Told[] {
  const names = namesIn(body)
  const smsPhone = phoneOf(body, 'sms_marketing_phone', countryOf(body.object('shipping_address')))
  const yes = (channel: string, address: string, customer: Told['customer']): Told => ({
    id: `shopify:${idFrom('checkout consent', names.checkoutToken, channel, address)}`,
    type: 'consent_changed',
    occurredAt: happenedAt(webhook, body.time('created_at')),
    customer,
    properties: { channel, status: 'subscribed', method: 'single', source: 'checkout', form: 'shopify' },
  })
  const ticked = (name: string): boolean => body.flag(name) === true
  return [
    ...(ticked('buyer_accepts_marketing') && names.email !== undefined
      ? [yes('email', names.email, namesOf(names))]
      : []),
    ...(ticked('buyer_accepts_sms_marketing') && smsPhone !== undefined
      ? [yes('sms', smsPhone, namesOf({ ...names, phone: smsPhone }))]
      : []),
  ]
}
