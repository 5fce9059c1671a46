// The door for Postmark.
import type { ProviderDoor } from '../door.js'
import { jsonOf } from '../fields.js'
import { readPostmark } from './read-postmark.js'
import { type Credentials, postmarkGuard } from './verify-postmark.js'

/** undefined: it is not set up. */
export const postmarkDoor = (credentials: Credentials | undefined): ProviderDoor => ({
  provider: 'postmark',
  path: '/v1/providers/postmark/events',
  guard: credentials ? postmarkGuard(credentials) : null,
  whatToDo:
    'set POSTMARK_WEBHOOK_USER and POSTMARK_WEBHOOK_PASSWORD to what stands in the address of the webhook',
  read: ({ raw, receivedAt }) => readPostmark(jsonOf(raw), receivedAt),
})
