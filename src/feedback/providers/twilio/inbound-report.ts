// An SMS somebody has written to us → the report it means. Pure.
import type { JsonObject } from '../../../model/json.js'
import type { Report, ReportType } from '../../../model/report.js'
import { meaningOf, type SmsMeaning } from '../../../model/sms-words.js'
import { phoneIn, textIn } from './fields.js'
import type { StatusTimes } from './status-report.js'

export interface Inbound {
  readonly sid: string
  /** E.164. */
  readonly from: string
  readonly to: string | null
  readonly text: string
  readonly meaning: SmsMeaning
  /** Twilio has read it as one of its words (Advanced Opt-Out), and has answered. */
  readonly isAnswered: boolean
}

/** What Twilio makes of the words its messaging services are told to know. */
const byTwilio: ReadonlyMap<string, SmsMeaning> = new Map([
  ['STOP', 'stop'],
  ['START', 'start'],
  ['HELP', 'help'],
])

/** null: not from a number, such as a short code or another network. */
export function inboundIn(said: JsonObject): Inbound | null {
  const sid = textIn(said, 'MessageSid') ?? textIn(said, 'SmsSid')
  const from = phoneIn(said, 'From')
  if (!sid || !from) return null
  const text = textIn(said, 'Body') ?? ''
  const known = byTwilio.get(textIn(said, 'OptOutType')?.toUpperCase() ?? '')
  return {
    sid,
    from,
    to: phoneIn(said, 'To'),
    text,
    meaning: known ?? meaningOf(text),
    isAnswered: known !== undefined,
  }
}

export function inboundReport(inbound: Inbound, times: StatusTimes): Report {
  const { sid, from, to, text, meaning } = inbound
  const common = { text, ...(to !== null && { to }) }
  return {
    type: typeOf(meaning),
    channel: 'sms',
    provider: 'twilio',
    id: sid.slice(0, 200),
    ...times,
    address: from,
    properties: meaning === 'start' ? { ...consent, ...common } : { meaning, ...common },
  }
}

/** It came from the telephone itself: whoever wrote it has it, which is all a confirmation could prove. */
const consent = { channel: 'sms', status: 'subscribed', method: 'double' } as const

const typeOf = (meaning: SmsMeaning): ReportType => {
  if (meaning === 'stop') return 'sms_unsubscribed'
  return meaning === 'start' ? 'consent_changed' : 'sms_replied'
}
