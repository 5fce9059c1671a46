// The door for SendGrid.
import type { KeyObject } from 'node:crypto'
import type { ProviderDoor } from '../door.js'
import { jsonOf } from '../fields.js'
import { readSendgrid } from './read-sendgrid.js'
import { sendgridGuard } from './verify-sendgrid.js'

/** `keys`: any of them verifies; undefined where it is not set up. */
export const sendgridDoor = (keys: readonly KeyObject[] | undefined): ProviderDoor => ({
  provider: 'sendgrid',
  path: '/v1/providers/sendgrid/events',
  guard: keys ? sendgridGuard(keys) : null,
  whatToDo:
    'set SENDGRID_WEBHOOK_KEY to the verification key that SendGrid shows under "Signed Event Webhook"',
  read: ({ raw, receivedAt }) => readSendgrid(jsonOf(raw), receivedAt),
})
