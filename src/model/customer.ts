// A customer as every part of the program sees one.
import type { Channel, ConsentState } from './channel.js'
import type { JsonObject } from './json.js'

/** The names a customer can be known by, strongest first: where an event's names disagree, the first known one wins. */
export const identityKinds = ['id', 'email', 'phone', 'anonymousId'] as const
export type IdentityKind = (typeof identityKinds)[number]

/** The identifiers an event carries, normalised (see `normaliseIdentifiers`). At least one is present. */
export type Identifiers = { readonly [kind in IdentityKind]?: string }

export interface Customer {
  readonly id: string
  readonly part: number
  readonly email: string | null
  readonly phone: string | null
  readonly attributes: JsonObject
  readonly consent: Readonly<Record<Channel, ConsentState>>
  /** When the customer last said so, by the event's own time; a channel nothing was said about has no entry. */
  readonly consentAt: Readonly<Partial<Record<Channel, Date>>>
  /** Why the present address of a channel may not be written to; a channel that is free has no entry. */
  readonly suppressed: Readonly<Partial<Record<Channel, string>>>
}

export const addressOf = (customer: Customer, channel: Channel): string | null =>
  channel === 'email' ? customer.email : customer.phone

/** Lower-cases and trims what people type differently; phone numbers keep their plus and digits (E.164). */
export function normaliseIdentifiers(raw: Identifiers): Identifiers {
  const { id, email, phone, anonymousId } = raw
  return {
    ...(id !== undefined && { id: id.trim() }),
    ...(email !== undefined && { email: email.trim().toLowerCase() }),
    ...(phone !== undefined && { phone: phone.replace(/[\s().-]/g, '') }),
    ...(anonymousId !== undefined && { anonymousId: anonymousId.trim() }),
  }
}
