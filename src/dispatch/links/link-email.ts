// What becomes of the links of a rendered mail: UTM parameters, addresses that tell of clicks, the picture that tells of opens.
// Pure.
import type { ClaimedMessage } from '../claim-messages.js'

export interface EmailParts {
  readonly html: string
  readonly text: string
}

export const linkEmail = (_claimed: ClaimedMessage, parts: EmailParts): EmailParts => parts
