// The consents of a customer, told with every change of the customer and in topics of their own. The same consent is always
// the same event, so that a customer who is changed fifty times has not agreed fifty times.
import { idFrom } from '../../../model/ids.js'
import type { JsonObject } from '../../../model/json.js'
import { emailIn } from '../email-in.js'
import { type Fields, present } from '../fields.js'
import type { Webhook } from '../webhook.js'
import { happenedAt, namesOf, phoneOf, type Told } from './occasion.js'

interface Names {
  readonly id: string
  readonly email?: string | undefined
  readonly phone?: string | undefined
}

/** customers_email_marketing_consent/update and customers_marketing_consent/update, which is about SMS. */
export function changedConsent(webhook: Webhook, body: Fields): Told[] {
  const id = body.id('customer_id') ?? body.mustId('id')
  const email = emailIn(body, 'email_address') ?? emailIn(body)
  return consentsOf(webhook, body, { id, email, phone: phoneOf(body) })
}

export const consentsOf = (webhook: Webhook, body: Fields, names: Names): Told[] => [
  ...told(webhook, body, 'email', body.object('email_marketing_consent'), names, names.email),
  ...told(webhook, body, 'sms', body.object('sms_marketing_consent'), names, names.phone),
]

/** Shopify's word for a consent, and what follows from it. `not_subscribed` is nobody's word: they were never asked. */
const words: ReadonlyMap<string, { readonly type: string; readonly status?: string }> = new Map([
  ['subscribed', { type: 'consent_changed', status: 'subscribed' }],
  ['unsubscribed', { type: 'consent_changed', status: 'unsubscribed' }],
  ['pending', { type: 'consent_requested' }],
])
const methods: ReadonlyMap<string, string> = new Map([
  ['single_opt_in', 'single'],
  ['confirmed_opt_in', 'double'],
])

function told(
  webhook: Webhook,
  body: Fields,
  channel: string,
  consent: Fields | undefined,
  names: Names,
  address: string | undefined,
): Told[] {
  const state = consent?.text('state', 64)?.toLowerCase() ?? ''
  const word = words.get(state)
  // A yes is for an address. A no needs none.
  if (!consent || !word || (address === undefined && word.status !== 'unsubscribed')) return []
  const saidAt = consent.time('consent_updated_at')
  const level = consent.text('opt_in_level', 64)?.toLowerCase() ?? ''
  const method = word.status === 'unsubscribed' ? undefined : methods.get(level)
  return [
    {
      ...(saidAt && {
        id: `shopify:${idFrom('consent', names.id, channel, state, address ?? '', method ?? '', saidAt)}`,
      }),
      type: word.type,
      occurredAt: happenedAt(webhook, saidAt, ...undated(body, word.status)),
      customer: namesOf({ ...names }),
      properties: evidence(channel, word.status, method, consent),
    },
  ]
}

/** Where Shopify has lost the date: a yes is as old as the customer, a no as young as the change, so that no wins. */
const undated = (body: Fields, status: string | undefined): (string | undefined)[] =>
  status === 'unsubscribed' ? [body.time('updated_at')] : [body.time('created_at')]

const evidence = (
  channel: string,
  status: string | undefined,
  method: string | undefined,
  consent: Fields,
): JsonObject =>
  present({
    channel,
    status,
    method,
    source: 'shopify',
    form: consent.text('consent_collected_from', 64)?.toLowerCase(),
  })
