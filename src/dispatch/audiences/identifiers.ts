// What an ad platform knows people by: SHA-256 of the email address and the phone number, each normalized as the platform
// does it, or the hashes match nobody. Pure.
//
// Meta: https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#hash
// Google: https://developers.google.com/data-manager/api/devguides/concepts/formatting
import { createHash } from 'node:crypto'
import type { Audience } from '../../journeys/definition/audience-schema.js'

type Platform = Audience['platform']
export type IdentifierKind = 'email' | 'phone'

/** Hex, in small letters. null: the value is none that the platform could know. */
export function identifierHash(platform: Platform, kind: IdentifierKind, value: string): string | null {
  const normal = kind === 'email' ? normalEmail(platform, value) : normalPhone(platform, value)
  return normal === null ? null : createHash('sha256').update(normal).digest('hex')
}

/** In small letters and without spaces; for Google, Gmail's also without what Gmail does not look at. */
export function normalEmail(platform: Platform, email: string): string | null {
  const text = email.replace(/\s/g, '').toLowerCase()
  const [local = '', domain = '', ...more] = text.split('@')
  if (local === '' || domain === '' || more.length > 0) return null
  const isGmail = domain === 'gmail.com' || domain === 'googlemail.com'
  if (platform !== 'google' || !isGmail) return text
  return `${local.replace(/\+.*$/, '').replaceAll('.', '')}@${domain}`
}

/** E.164: Google with the plus, Meta the digits alone. A number without its country belongs to nobody in particular. */
export function normalPhone(platform: Platform, phone: string): string | null {
  const text = phone.replace(/[\s().\-/]/g, '').replace(/^00/, '+')
  if (!/^\+[1-9]\d{6,14}$/.test(text)) return null
  return platform === 'meta' ? text.slice(1) : text
}
