// The door for SendGrid.
import type { ProviderDoor } from '../door.js'
import { jsonOf } from '../fields.js'
import { readSendgrid } from './read-sendgrid.js'
import { sendgridGuard, sendgridKey } from './verify-sendgrid.js'

/** `keys`: verification keys as SendGrid shows them; undefined where it is not set up. */
export const sendgridDoor = (keys: readonly string[] | undefined): ProviderDoor => ({
  provider: 'sendgrid',
  path: '/v1/providers/sendgrid/events',
  guard: keys ? sendgridGuard(keys.map(sendgridKey)) : null,
  whatToDo:
    'set SENDGRID_WEBHOOK_KEY to the verification key that SendGrid shows under "Signed Event Webhook"',
  read: ({ raw, receivedAt }) => readSendgrid(jsonOf(raw), receivedAt),
})
