// Whether SendGrid itself has posted this: an ECDSA signature (P-256, SHA-256) over the time and the body as it came.
import { type KeyObject, verify } from 'node:crypto'
import { type Guard, signatureInvalid, signatureMissing } from '../door.js'

const signatureHeader = 'X-Twilio-Email-Event-Webhook-Signature'
const timeHeader = 'X-Twilio-Email-Event-Webhook-Timestamp'

/**
 * SendGrid posts again for a day what was not taken. What is posted again by others within this time changes nothing, as each
 * report is taken once; after it, it is refused.
 */
const oldestSeconds = 2 * 24 * 3_600
const fastClockSeconds = 600

export const sendgridGuard =
  (keys: readonly KeyObject[]): Guard =>
  ({ headerOf, raw, receivedAt }) => {
    const signature = headerOf(signatureHeader)
    const time = headerOf(timeHeader)
    if (!signature || !time)
      throw signatureMissing(
        `The headers ${signatureHeader} and ${timeHeader} must be there: switch on "Signed Event Webhook" at SendGrid.`,
      )
    const signed = Buffer.concat([Buffer.from(time), raw])
    if (!keys.some(key => isSignedBy(key, signed, signature)))
      throw signatureInvalid(
        'It does not fit the body and SENDGRID_WEBHOOK_KEY, the verification key that SendGrid shows.',
      )
    const age = receivedAt.getTime() / 1_000 - Number(time)
    if (!(age < oldestSeconds && age > -fastClockSeconds))
      throw signatureInvalid('It was signed more than two days ago, or by a clock that is ahead.')
  }

function isSignedBy(key: KeyObject, signed: Buffer, signature: string): boolean {
  try {
    return verify('sha256', signed, key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}
