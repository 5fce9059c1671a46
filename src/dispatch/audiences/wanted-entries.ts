// Who is to be on which list, and by what: only by channels the customer is subscribed to, at addresses that may be
// written to (I8). Pure. Asked when something has changed, and again when a platform is about to be told.
import type { Settings } from '../../journeys/definition/settings-schema.js'
import type { ConsentState } from '../../model/channel.js'
import { type IdentifierKind, identifierHash } from './identifiers.js'

/** A member of an audience, as journeys have said. */
export interface Member {
  readonly audience: string
  readonly customerId: string
  readonly part: number
  readonly email: string | null
  readonly emailConsent: ConsentState
  readonly emailSuppressed: boolean
  readonly phone: string | null
  readonly smsConsent: ConsentState
  readonly smsSuppressed: boolean
}

export interface Entry {
  readonly audience: string
  readonly hash: string
  readonly kind: IdentifierKind
  readonly customerId: string
  readonly part: number
}

/** None for an audience the settings do not name. Two members never have one entry: an address is one customer's. */
export function wantedEntries(
  audiences: NonNullable<Settings['audiences']>,
  members: readonly Member[],
): Entry[] {
  const entries = members.flatMap(member => {
    const target = Object.hasOwn(audiences, member.audience) ? audiences[member.audience] : undefined
    if (!target) return []
    const { audience, customerId, part } = member
    return addressesOf(member).flatMap(({ kind, value }) => {
      const hash = identifierHash(target.platform, kind, value)
      return hash === null ? [] : [{ audience, hash, kind, customerId, part }]
    })
  })
  // Google takes several addresses of Gmail for one.
  return [...new Map(entries.map(entry => [`${entry.audience} ${entry.hash}`, entry])).values()]
}

function addressesOf(member: Member): { kind: IdentifierKind; value: string }[] {
  const { email, emailConsent, emailSuppressed, phone, smsConsent, smsSuppressed } = member
  return [
    ...(email !== null && emailConsent === 'subscribed' && !emailSuppressed
      ? [{ kind: 'email' as const, value: email }]
      : []),
    ...(phone !== null && smsConsent === 'subscribed' && !smsSuppressed
      ? [{ kind: 'phone' as const, value: phone }]
      : []),
  ]
}
