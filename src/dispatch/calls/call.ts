// A call on its way, and whom it goes to. Pure.
import type { Settings } from '../../journeys/definition/settings-schema.js'
import type { NewCall } from '../../journeys/engine/index.js'
import type { Identifiers } from '../../model/customer.js'
import type { Endpoint } from '../disabled-endpoint-store.js'

/** A call this process holds: nobody else makes it until the lease is over. */
export interface ClaimedCall extends NewCall {
  readonly token: string
  /** How many attempts were made so far. */
  readonly attempts: number
  /** What the shop calls the customer; null once the customer was erased. */
  readonly customer: Identifiers | null
  /** Real time, for signatures; the product's clock, for events. */
  readonly claimedAt: Date
  readonly now: Date
}

/** Where calls of one kind and name wait for their turn: a receiver that hangs holds up nobody else. */
export interface Lane {
  readonly kind: ClaimedCall['kind']
  readonly target: string
}

export interface WebhookReceiver {
  /** By which `webhooks` in settings.json knows it. */
  readonly name: string
  readonly url: string
  readonly secret: string | null
}
export type Receiver = WebhookReceiver | { readonly email: string }

/** Every lane there is by the present settings. */
export const lanesOf = ({ webhooks = {}, teams = {} }: Settings): Lane[] => [
  ...Object.keys(webhooks).map(target => ({ kind: 'webhook' as const, target })),
  ...Object.keys(teams).map(target => ({ kind: 'task' as const, target })),
]

/** null: the settings name nobody of that kind and name any more. */
export function receiverOf({ kind, target }: Lane, settings: Settings): Receiver | null {
  if (kind === 'webhook') return webhookOf(target, settings)
  const team = settings.teams?.[target]
  if (team?.email !== undefined) return { email: team.email }
  return team?.webhook === undefined ? null : webhookOf(team.webhook, settings)
}

function webhookOf(name: string, { webhooks = {} }: Settings): Receiver | null {
  const endpoint = webhooks[name]
  return endpoint ? { name, url: endpoint.url, secret: endpoint.secret ?? null } : null
}

/** All that may be called by the present settings. */
export const webhookEndpoints = ({ webhooks = {} }: Settings): Endpoint[] =>
  Object.entries(webhooks).map(([name, { url }]) => ({ kind: 'webhook', name, url }))

/** What is posted. The same for every attempt, as far as the customer's names stay the same. */
export const bodyOf = (call: ClaimedCall): string =>
  JSON.stringify({
    type: call.kind,
    id: call.id,
    journey: call.journeyId,
    version: call.version,
    step: call.stepId,
    enrollment: call.enrollmentId,
    ...(call.title !== null && { title: call.title }),
    customer: call.customer,
    data: call.payload,
  })
