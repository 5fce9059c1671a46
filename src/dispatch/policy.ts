// The last checks before a hand-over (I5, I8). Pure. What was true when the message was decided may have changed since.
//
// An exit is not looked for here: it withdraws the message itself, in the transaction and under the customer lock
// that also ends the enrollment, so a message that is still queued has none against it. An enrollment's status alone
// would be wrong, because a journey may send and then leave by an exit step.

import type { JourneyDefinition } from '../journeys/definition/journey-schema.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import { type CountedMessage, cappedBy } from '../journeys/engine/index.js'
import type { Channel } from '../model/channel.js'
import { addressOf, type Customer } from '../model/customer.js'

export interface Candidate {
  readonly channel: Channel
  readonly createdAt: Date
  readonly suppressedBy: string | null
  /** null once the customer was erased. */
  readonly customer: Customer | null
  /** null when the journey's version is not in the database. */
  readonly journey: JourneyDefinition | null
}

/** Why the message must not go out; null when it may. */
export function refusalOf(
  candidate: Candidate,
  settings: Settings,
  handedOver: readonly CountedMessage[],
  now: Date,
  maxAgeMs: number,
): string | null {
  const { channel, customer, journey } = candidate
  if (!customer) return 'customer_gone'
  if (!journey) return 'journey_missing'
  if (now.getTime() - candidate.createdAt.getTime() > maxAgeMs) return 'expired'
  if (addressOf(customer, channel) === null) return 'no_address'
  if (candidate.suppressedBy !== null) return 'address_suppressed'
  if (customer.consent[channel] !== 'subscribed') return 'no_consent'
  return cappedBy(settings, journey, channel, handedOver, now) && 'capped'
}
