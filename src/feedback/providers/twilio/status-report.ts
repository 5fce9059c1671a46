// A status callback of Twilio → the report it means. Pure.
import type { JsonObject } from '../../../model/json.js'
import type { Report } from '../../../model/report.js'
import { phoneIn, textIn } from './fields.js'

type StatusType = 'sms_accepted' | 'sms_delivered' | 'sms_failed'

/** `MessageStatus`, of every kind of message Twilio sends. Not in it: what it says of messages it has received. */
const typeOf: ReadonlyMap<string, StatusType> = new Map([
  ['accepted', 'sms_accepted'],
  ['scheduled', 'sms_accepted'],
  ['queued', 'sms_accepted'],
  ['sending', 'sms_accepted'],
  ['sent', 'sms_accepted'],
  ['delivered', 'sms_delivered'],
  ['read', 'sms_delivered'],
  ['undelivered', 'sms_failed'],
  ['failed', 'sms_failed'],
  ['canceled', 'sms_failed'],
])

/**
 * `hard`: there is no such number, or none that takes SMS, and there will be none tomorrow. What may pass is soft: a handset
 * out of reach (30003), a carrier's filter (30007), a sender that is not registered (30034).
 */
const kindOf: ReadonlyMap<number, 'hard' | 'opt_out'> = new Map([
  [21211, 'hard'], // no valid number
  [21214, 'hard'], // cannot be reached by SMS
  [21217, 'hard'], // no valid number
  [21610, 'opt_out'], // the customer has answered STOP
  [21614, 'hard'], // no mobile number
  [21635, 'hard'], // a landline
  [30005, 'hard'], // the carrier knows no such number
  [30006, 'hard'], // a landline, or a carrier that takes none
])

export interface StatusTimes {
  readonly occurredAt: string
  readonly receivedAt: string
}

/** null: a status that says nothing about a message of ours. The same status told again has the same id. */
export function statusReport(said: JsonObject, messageId: string, times: StatusTimes): Report | null {
  const status = (textIn(said, 'MessageStatus') ?? textIn(said, 'SmsStatus'))?.toLowerCase()
  const sid = textIn(said, 'MessageSid') ?? textIn(said, 'SmsSid')
  const type = typeOf.get(status ?? '')
  if (!type || !sid || status === undefined) return null
  const address = phoneIn(said, 'To')
  return {
    type,
    channel: 'sms',
    provider: 'twilio',
    id: `${sid} ${type}`.slice(0, 200),
    ...times,
    messageId,
    providerId: sid.slice(0, 64),
    ...(address !== null && { address }),
    properties: { status, ...(type === 'sms_failed' && failureOf(said)) },
  }
}

function failureOf(said: JsonObject): JsonObject {
  const code = Number(textIn(said, 'ErrorCode') ?? Number.NaN)
  return Number.isInteger(code) ? { kind: kindOf.get(code) ?? 'soft', code } : { kind: 'soft' }
}
