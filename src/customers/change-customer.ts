// What an event says about the customer as such: address, attributes, consent, suppression. Pure.
import type { Channel, ConsentState } from '../model/channel.js'
import { addressOf, type Customer, type Identifiers } from '../model/customer.js'
import { type Event, knownEventTypes } from '../model/event.js'
import type { JsonObject } from '../model/json.js'

export interface ConsentChange {
  readonly customerId: string
  readonly channel: Channel
  readonly status: ConsentState
  readonly source: string
  readonly eventId: string
  readonly changedAt: Date
  readonly evidence: JsonObject
}

export interface NewSuppression {
  readonly channel: Channel
  readonly address: string
  readonly reason: 'hard_bounce' | 'complaint' | 'opt_out'
}

export interface CustomerChange {
  /** The same object when nothing changed. */
  readonly customer: Customer
  readonly consentChanges: readonly ConsentChange[]
  readonly suppressions: readonly NewSuppression[]
}

/** `owned`: those of the event's identifiers that belong to this customer. */
export function changeCustomer(before: Customer, event: Event, owned: Identifiers): CustomerChange {
  const customer = withAttributes(withAddresses(before, event, owned), event)
  const said = consentOf(event)
  const suppressions = suppressionsOf(customer, event)
  const suppressed = suppressions.reduce(withSuppression, customer)
  if (!said) return { customer: suppressed, consentChanges: [], suppressions }
  const change: ConsentChange = {
    customerId: customer.id,
    ...said,
    source: event.source,
    eventId: event.id,
    // A source whose clock runs ahead must not make the customer's next word an older one.
    changedAt: new Date(Math.min(Date.parse(event.occurredAt), Date.parse(event.receivedAt))),
    evidence: event.properties,
  }
  return { customer: withConsent(suppressed, change), consentChanges: [change], suppressions }
}

/** What a provider reports is about where a message went, not about where the customer wants the next one. */
const reports: ReadonlySet<string> = new Set(knownEventTypes.filter(type => /^(email|sms)_/.test(type)))

/** The address last used is the one to write to. A late report of an old one does not bring it back. */
function withAddresses(customer: Customer, event: Event, owned: Identifiers): Customer {
  const isReport = reports.has(event.type)
  const email = isReport ? (customer.email ?? owned.email) : owned.email
  const phone = isReport ? (customer.phone ?? owned.phone) : owned.phone
  const newEmail = email !== undefined && email !== customer.email
  const newPhone = phone !== undefined && phone !== customer.phone
  if (!newEmail && !newPhone) return customer
  const suppressed = { ...customer.suppressed }
  // Whether the new address is suppressed is not known here; the check at hand-over reads it again.
  if (newEmail) delete suppressed.email
  if (newPhone) delete suppressed.sms
  return { ...customer, ...(newEmail && { email }), ...(newPhone && { phone }), suppressed }
}

function withAttributes(customer: Customer, event: Event): Customer {
  if (event.type !== 'customer_updated' || Object.keys(event.properties).length === 0) return customer
  return { ...customer, attributes: { ...customer.attributes, ...event.properties } }
}

/** Consent follows the time things were said, not the time they arrived: an older word never undoes a newer one. */
function withConsent(customer: Customer, { channel, status, changedAt }: ConsentChange): Customer {
  const last = customer.consentAt[channel]
  if (last && (last > changedAt || (last.getTime() === changedAt.getTime() && status === 'subscribed')))
    return customer
  return {
    ...customer,
    consent: { ...customer.consent, [channel]: status },
    consentAt: { ...customer.consentAt, [channel]: changedAt },
  }
}

const withSuppression = (customer: Customer, { channel, address, reason }: NewSuppression): Customer =>
  address === addressOf(customer, channel)
    ? { ...customer, suppressed: { ...customer.suppressed, [channel]: reason } }
    : customer

// A map: a custom event may be called "constructor".
const consentWords: ReadonlyMap<string, Channel> = new Map([
  ['email_unsubscribed', 'email'],
  ['email_complained', 'email'],
  ['sms_unsubscribed', 'sms'],
])

function consentOf(event: Event): { channel: Channel; status: ConsentState } | null {
  const withdrawn = consentWords.get(event.type)
  if (withdrawn) return { channel: withdrawn, status: 'unsubscribed' }
  if (event.type !== 'consent_changed') return null
  // The event's schema has checked both.
  return { channel: event.properties.channel as Channel, status: event.properties.status as ConsentState }
}

/** The address the report names, whoever has it now and whether or not it is still the customer's. */
function suppressionsOf(customer: Customer, event: Event): NewSuppression[] {
  const reason = suppressionWords(event)
  const address = event.customer.email ?? addressOf(customer, 'email')
  return reason && address !== null ? [{ channel: 'email', address, reason }] : []
}

function suppressionWords(event: Event): NewSuppression['reason'] | null {
  if (event.type === 'email_complained') return 'complaint'
  return event.type === 'email_bounced' && event.properties.kind === 'hard' ? 'hard_bounce' : null
}
