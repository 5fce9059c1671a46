// What an event says about the customer as such: address, attributes, consent, suppression. Pure.
import type { Channel } from '../model/channel.js'
import { addressOf, type Customer, type Identifiers } from '../model/customer.js'
import { type Event, ownSource } from '../model/event.js'
import { withAddresses } from './change-addresses.js'
import { withAttributes } from './change-attributes.js'
import { type ConsentChange, type ConsentRules, consentSaid } from './change-consent.js'

export interface SuppressionChange {
  readonly channel: Channel
  readonly address: string
  /** null: an opt-out of this address is lifted; a bounce or a complaint stays. */
  readonly reason: 'hard_bounce' | 'complaint' | 'opt_out' | null
}

export interface CustomerChange {
  /** The same object when nothing changed. */
  readonly customer: Customer
  readonly consentChanges: readonly ConsentChange[]
  /** In their order. */
  readonly suppressions: readonly SuppressionChange[]
  /**
   * The event is a yes that counts only once it is confirmed: no journey is to hear it. `follows` is the question, or null
   * where it need not be asked.
   */
  readonly unconfirmed?: { readonly follows: Event | null }
}

const nothing: readonly never[] = []

/** `owned`: those of the event's identifiers that belong to this customer. */
export function changeCustomer(
  before: Customer,
  event: Event,
  owned: Identifiers,
  rules: ConsentRules = {},
): CustomerChange {
  const customer = withAttributes(withAddresses(before, event, owned), event)
  const said = consentSaid(customer, event, rules)
  // What was said before something that is known already says nothing about the address any more.
  const isNews = said !== null && said.customer !== customer
  const suppressions = [...failuresOf(customer, event), ...(isNews ? wordsOf(event) : nothing)]
  const changed = suppressions.reduce(withSuppression, said?.customer ?? customer)
  if (!said) return { customer: changed, consentChanges: nothing, suppressions }
  const { change, request } = said
  const isUnconfirmed = event.type === 'consent_changed' && change.status === 'requested'
  return {
    customer: changed,
    consentChanges: [change],
    suppressions,
    ...(isUnconfirmed && { unconfirmed: { follows: request } }),
  }
}

/** As the store does it: only an opt-out is lifted, and only an opt-out gives way to another reason. */
function withSuppression(customer: Customer, { channel, address, reason }: SuppressionChange): Customer {
  if (address !== addressOf(customer, channel)) return customer
  const { [channel]: known = null, ...others } = customer.suppressed
  if (known === reason || (known !== null && known !== 'opt_out')) return customer
  return { ...customer, suppressed: reason === null ? others : { ...others, [channel]: reason } }
}

/** The address the report names, whoever has it now and whether or not it is still the customer's. */
function failuresOf(customer: Customer, event: Event): readonly SuppressionChange[] {
  const failure = failureIn(event)
  if (failure === null) return nothing
  const { channel } = failure
  // A report of ours that names no address says nothing of the one the customer has by now.
  const address =
    event.source === ownSource
      ? addressSaid(event)
      : (event.customer[names[channel]] ?? addressOf(customer, channel))
  return address === null ? nothing : [{ ...failure, address }]
}

const names = { email: 'email', sms: 'phone' } as const

function failureIn({ type, properties: { kind } }: Event): Omit<SuppressionChange, 'address'> | null {
  if (type === 'email_complained') return { channel: 'email', reason: 'complaint' }
  if (type === 'email_bounced' && kind === 'hard') return { channel: 'email', reason: 'hard_bounce' }
  if (type === 'sms_failed' && kind === 'hard') return { channel: 'sms', reason: 'hard_bounce' }
  // The provider was answered STOP, and sends there no more.
  return type === 'sms_failed' && kind === 'opt_out' ? { channel: 'sms', reason: 'opt_out' } : null
}

/** STOP and START from a telephone count for its number, whoever else is known by it. */
function wordsOf(event: Event): readonly SuppressionChange[] {
  const { type, properties } = event
  const address = addressSaid(event)
  if (address === null || properties.topic !== undefined) return nothing
  if (type === 'sms_unsubscribed') return [{ channel: 'sms', address, reason: 'opt_out' }]
  const isStart =
    type === 'consent_changed' && properties.channel === 'sms' && properties.status === 'subscribed'
  return isStart ? [{ channel: 'sms', address, reason: null }] : nothing
}

/** Where a message went, or where a word came from: only our own doors say that. */
const addressSaid = ({ source, properties: { address } }: Event): string | null =>
  source === ownSource && typeof address === 'string' ? address : null
