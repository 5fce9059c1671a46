// The last checks before a hand-over (I5, I8). Pure. What was true when the message was decided may have changed since.
//
// An exit is not looked for here: it withdraws the message itself, in the transaction and under the customer lock
// that also ends the enrollment, so a message that is still queued has none against it. An enrollment's status alone
// would be wrong, because a journey may send and then leave by an exit step.

import type { Category, SendStep } from '../journeys/definition/action-schemas.js'
import type { JourneyDefinition } from '../journeys/definition/journey-schema.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import { allSteps } from '../journeys/definition/walk.js'
import { type CapQuestion, type CountedMessage, cappedBy, quietUntilFor } from '../journeys/engine/index.js'
import { isAddressed, type MessageChannel } from '../model/channel.js'
import { effectiveConsent } from '../model/consent.js'
import { addressOf, type Customer } from '../model/customer.js'
import { placeOf, zoneOf } from '../model/time-zones.js'
import type { MaxAges } from './settlement.js'

export interface Candidate {
  readonly stepId: string
  readonly channel: MessageChannel
  readonly category: Category
  readonly createdAt: Date
  readonly suppressedBy: string | null
  /** null once the customer was erased. */
  readonly customer: Customer | null
  /** null when the journey's version is not in the database. */
  readonly journey: JourneyDefinition | null
}

/** Why the message must not go out now; `until` where it may go out later. */
export interface Refusal {
  readonly reason: string
  readonly until: Date | null
}

/** null when it may go out. Quiet hours before caps: what has to wait anyway is not to be refused for lack of room. */
export function refusalOf(
  candidate: Candidate,
  settings: Settings,
  handedOver: readonly CountedMessage[],
  now: Date,
  maxAges: MaxAges,
): Refusal | null {
  const { customer, journey, channel } = candidate
  if (!customer) return never('customer_gone')
  if (!journey) return never('journey_missing')
  if (now.getTime() - candidate.createdAt.getTime() > maxAges[channel]) return never('expired')
  const closed = closedBy(candidate, customer, journey)
  if (closed !== null) return never(closed)
  const until = quietUntil(candidate, settings, customer, now)
  if (until) return { reason: 'quiet_hours', until }
  const question = capQuestion({ ...candidate, customer, journey }, settings, now)
  const full = cappedBy(question, handedOver)
  return full && never(`capped: ${full.cap}`)
}

const never = (reason: string): Refusal => ({ reason, until: null })

/** What belongs to an order needs no consent, but no message goes to an address that bounced or complained. */
function closedBy(
  { stepId, channel, category, suppressedBy }: Candidate,
  customer: Customer,
  journey: JourneyDefinition,
): string | null {
  if (!isAddressed(channel)) return null
  if (addressOf(customer, channel) === null) return 'no_address'
  if (suppressedBy !== null) return 'address_suppressed'
  if (category !== 'marketing') return null
  const consent = effectiveConsent(customer, channel, topicOf(journey, stepId))
  return consent === 'subscribed' ? null : 'no_consent'
}

const quietUntil = (
  { category, channel }: Candidate,
  settings: Settings,
  customer: Customer,
  now: Date,
): Date | null => (category === 'marketing' ? quietUntilFor(settings, customer, channel, now) : null)

type Known = Candidate & { readonly customer: Customer; readonly journey: JourneyDefinition }

/** What the caps are asked about a message that is on its way out; its own cap stands in its step. */
export function capQuestion(
  { customer, journey, stepId, channel, category }: Known,
  settings: Settings,
  now: Date,
): CapQuestion {
  const step = stepOf(journey, stepId)
  return {
    settings,
    journey,
    step: { id: stepId, send: channel, category, ...(step?.cap && { cap: step.cap }) },
    zone: zoneOf(placeOf(customer.attributes, customer.phone), settings.timeZone),
    now,
  }
}

/** What the step writes about, where it says so. */
export const topicOf = (journey: JourneyDefinition, stepId: string): string | undefined =>
  stepOf(journey, stepId)?.topic

/** Versions are few and never change, and each of their messages asks several times. */
const stepsOfJourney = new WeakMap<JourneyDefinition, ReadonlyMap<string, unknown>>()

/** The step that decided a message. */
export function stepOf(journey: JourneyDefinition, stepId: string): SendStep | undefined {
  let steps = stepsOfJourney.get(journey)
  if (!steps) {
    steps = new Map(allSteps(journey.steps).map(({ value }) => [value.id, value]))
    stepsOfJourney.set(journey, steps)
  }
  return steps.get(stepId) as SendStep | undefined
}
