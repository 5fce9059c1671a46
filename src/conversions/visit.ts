// Clicks and openings among the events. Machines that look at mails before people do have an event of their own, which is
// neither. Pure.
import type { JsonObject } from '../model/json.js'
import type { LedgerVisit } from './ledger.js'

const clickTypes: readonly string[] = ['email_clicked', 'sms_clicked']
const openTypes: readonly string[] = ['email_opened']
export const visitTypes: readonly string[] = [...clickTypes, ...openTypes]

interface Told {
  readonly type: string
  readonly at: Date
  readonly properties: JsonObject
}

/** null where the event is none, or of no message. */
export function visitOf({ type, at, properties: { messageId } }: Told): LedgerVisit | null {
  if (typeof messageId !== 'string' || !visitTypes.includes(type)) return null
  return { messageId, kind: clickTypes.includes(type) ? 'click' : 'open', at }
}
