// What WooCommerce tells of a customer who has an account.
import { Fields, present } from '../fields.js'
import type { Meaning, Webhook } from '../webhook.js'
import { addressesOf, countryOf, userId } from './person.js'
import { changedAt } from './times.js'

export function readCustomer(webhook: Webhook, body: unknown): Meaning {
  const customer = Fields.of(body)
  const billing = customer.object('billing')
  const shipping = customer.object('shipping')
  const place = countryOf(billing) ? billing : shipping
  const properties = present({
    firstName: customer.text('first_name', 200) ?? billing?.text('first_name', 200),
    lastName: customer.text('last_name', 200) ?? billing?.text('last_name', 200),
    company: billing?.text('company', 200),
    city: place?.text('city', 200),
    postcode: place?.text('postcode', 32),
    region: place?.text('state', 100),
    country: countryOf(place),
    isPayingCustomer: customer.flag('is_paying_customer'),
  })
  return {
    events: [
      {
        id: `woocommerce:${webhook.key}`,
        type: 'customer_updated',
        occurredAt: changedAt(webhook, customer),
        customer: { id: mustUserId(webhook, customer), ...addressesOf(customer, billing) },
        properties,
      },
    ],
  }
}

/** Of a deleted customer WooCommerce tells only the id. */
export function readDeletedCustomer(webhook: Webhook, body: unknown): Meaning {
  return {
    events: [
      {
        id: `woocommerce:${webhook.key}`,
        type: 'customer_deleted',
        occurredAt: webhook.receivedAt,
        customer: { id: mustUserId(webhook, Fields.of(body)) },
        properties: {},
      },
    ],
  }
}

function mustUserId(webhook: Webhook, customer: Fields): string {
  customer.mustId('id')
  return userId(webhook, customer, 'id')!
}
