// What an event says about the customer as such: address, attributes, consent, suppression. Pure.
import type { Channel } from '../model/channel.js'
import { addressOf, type Customer, type Identifiers } from '../model/customer.js'
import type { Event } from '../model/event.js'
import { withAddresses } from './change-addresses.js'
import { withAttributes } from './change-attributes.js'
import { type ConsentChange, type ConsentRules, consentSaid } from './change-consent.js'

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
  const suppressions = suppressionsOf(customer, event)
  const suppressed = suppressions.reduce(withSuppression, customer)
  const said = consentSaid(suppressed, event, rules)
  if (!said) return { customer: suppressed, consentChanges: nothing, suppressions }
  const { change, request } = said
  const isUnconfirmed = event.type === 'consent_changed' && change.status === 'requested'
  return {
    customer: said.customer,
    consentChanges: [change],
    suppressions,
    ...(isUnconfirmed && { unconfirmed: { follows: request } }),
  }
}

const withSuppression = (customer: Customer, { channel, address, reason }: NewSuppression): Customer =>
  address === addressOf(customer, channel)
    ? { ...customer, suppressed: { ...customer.suppressed, [channel]: reason } }
    : customer

/** The address the report names, whoever has it now and whether or not it is still the customer's. */
function suppressionsOf(customer: Customer, event: Event): readonly NewSuppression[] {
  const reason = suppressionWords(event)
  if (reason === null) return nothing
  const address = event.customer.email ?? addressOf(customer, 'email')
  return address === null ? nothing : [{ channel: 'email', address, reason }]
}

function suppressionWords(event: Event): NewSuppression['reason'] | null {
  if (event.type === 'email_complained') return 'complaint'
  return event.type === 'email_bounced' && event.properties.kind === 'hard' ? 'hard_bounce' : null
}
