// The door for Postmark: its reports, and mails it has received for the unsubscribe mailbox.
import type { ProviderDoor } from '../door.js'
import { jsonOf } from '../fields.js'
import { type InboundOptions, isInbound, readInbound } from './inbound.js'
import { readPostmark } from './read-postmark.js'
import { type Credentials, postmarkGuard } from './verify-postmark.js'

/** `credentials`: undefined where it is not set up. */
export const postmarkDoor = (
  credentials: Credentials | undefined,
  inbound: InboundOptions,
): ProviderDoor => ({
  provider: 'postmark',
  path: '/v1/providers/postmark/events',
  guard: credentials ? postmarkGuard(credentials) : null,
  whatToDo:
    'set POSTMARK_WEBHOOK_USER and POSTMARK_WEBHOOK_PASSWORD to what stands in the address of the webhook',
  read: ({ raw, receivedAt }) => {
    const body = jsonOf(raw)
    return isInbound(body) ? readInbound(body, inbound) : readPostmark(body, receivedAt)
  },
})
