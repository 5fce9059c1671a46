// A customer as every part of the program sees one.
import type { Channel, ConsentState } from './channel.js'
import type { TopicConsents } from './consent.js'
import { emailAddress } from './email-address.js'
import type { JsonObject } from './json.js'

/**
 * The names a customer can be known by, strongest first: an event is about whoever its strongest name belongs to. Tokens
 * are what a shop calls an order, a checkout or a cart; no two of them are alike, whatever the shop.
 */
export const identityKinds = [
  'id',
  'email',
  'phone',
  'anonymousId',
  'orderToken',
  'checkoutToken',
  'cartToken',
] as const
export type IdentityKind = (typeof identityKinds)[number]

/**
 * The identifiers an event carries, normalised (see `normaliseIdentifiers`). At least one is present. `formerId`: another
 * `id` of the same person, whom the shop has two of.
 */
export type Identifiers = { readonly [kind in IdentityKind]?: string } & { readonly formerId?: string }

export interface Customer {
  readonly id: string
  readonly part: number
  readonly email: string | null
  readonly phone: string | null
  readonly attributes: JsonObject
  readonly consent: Readonly<Record<Channel, ConsentState>>
  /** When the customer last said so, by the event's own time; a channel nothing was said about has no entry. */
  readonly consentAt: Readonly<Partial<Record<Channel, Date>>>
  /** What the customer said about topics of a channel; what holds of one, `effectiveConsent` tells. */
  readonly topics: TopicConsents
  /**
   * When each attribute was told, by the event's own time, in milliseconds since 1970; also of those taken away. Those
   * of old have no entry.
   */
  readonly attributesAt: Readonly<Record<string, number>>
  /** When the present address of a channel was last used, likewise. */
  readonly addressAt: Readonly<Partial<Record<Channel, number>>>
  /** Why the present address of a channel may not be written to; a channel that is free has no entry. */
  readonly suppressed: Readonly<Partial<Record<Channel, string>>>
}

export const addressOf = (customer: Customer, channel: Channel): string | null =>
  channel === 'email' ? customer.email : customer.phone

/** The strongest, alone: names that belong together by now need not be brought together again. null: there is none. */
export function strongestName(names: Identifiers): Identifiers | null {
  const kind = identityKinds.find(kind => names[kind] !== undefined)
  return kind === undefined ? null : { [kind]: names[kind] }
}

/** What people type differently is the same; phone numbers keep their plus and digits (E.164). */
export function normaliseIdentifiers(raw: Identifiers): Identifiers {
  const names: { [kind in IdentityKind | 'formerId']?: string } = {}
  for (const kind of [...identityKinds, 'formerId'] as const) {
    const value = raw[kind]
    if (value !== undefined) names[kind] = normalised(kind, value)
  }
  return names
}

function normalised(kind: IdentityKind | 'formerId', value: string): string {
  if (kind === 'phone') return value.replace(/[\s().-]/g, '')
  return kind === 'email' ? emailAddress(value) : value.trim()
}
