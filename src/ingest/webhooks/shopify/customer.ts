// customers/create, customers/update, customers/delete: who somebody is, as the shop has it.

import { emailIn } from '../email-in.js'
import { type Fields, present } from '../fields.js'
import type { Webhook } from '../webhook.js'
import { consentsOf } from './consent.js'
import { countryOf, happenedAt, namesOf, phoneOf, type Told, tagsOf } from './occasion.js'

/** What a field does not tell stays as it is known: null says nothing in Shopify, and others may know better. */
export function changedCustomer(webhook: Webhook, body: Fields): Told[] {
  const id = body.mustId('id')
  const address = body.object('default_address')
  const country = countryOf(address)
  const email = emailIn(body)
  const phone = phoneOf(body, 'phone', country)
  const changed: Told = {
    type: 'customer_updated',
    occurredAt: happenedAt(webhook, body.time('updated_at'), body.time('created_at')),
    customer: namesOf({ id, email, phone }),
    properties: present({
      firstName: body.text('first_name', 255),
      lastName: body.text('last_name', 255),
      country,
      region: address?.text('province_code', 10),
      city: address?.text('city', 255),
      language: body.text('locale', 35),
      // All of them: taking the last one away is told as an empty text.
      tags: body.tells('tags') ? (tagsOf(body) ?? []) : undefined,
      ordersCount: body.whole('orders_count'),
      totalSpent: body.amount('total_spent'),
      currency: body.currency('currency'),
      verifiedEmail: body.flag('verified_email'),
      account: body.text('state', 64),
      customerSince: body.time('created_at'),
    }),
  }
  return [changed, ...consentsOf(webhook, body, { id, email, phone })]
}

export const deletedCustomer = (webhook: Webhook, body: Fields): Told[] => [
  {
    type: 'customer_deleted',
    occurredAt: happenedAt(webhook),
    customer: namesOf({ id: body.mustId('id') }),
    properties: {},
  },
]
