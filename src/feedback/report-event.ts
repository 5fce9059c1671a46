// A report and the message it is about → the event it means. Pure.
import { type Identifiers, strongestName } from '../model/customer.js'
import { type Event, ownSource } from '../model/event.js'
import { idFrom } from '../model/ids.js'
import type { JsonObject } from '../model/json.js'
import type { Report, ReportType } from '../model/report.js'
import type { ReportedMessage } from './message-store.js'
import { signOfMachine } from './visits/judge-visit.js'

/** `message`: null where the report names none of ours, only an address. null: there is nobody it could be about. */
export function eventOf(
  report: Report,
  message: ReportedMessage | null,
  names: Identifiers,
  isInBurst = false,
): Event | null {
  const customer = strongestName(names) ?? byAddress(report)
  if (!customer) return null
  const { provider, occurredAt, receivedAt, address } = report
  const sign = signOf(report, message, isInBurst)
  const type: ReportType = sign === null ? report.type : 'message_prefetched'
  return {
    source: ownSource,
    id: idFrom(type, provider, report.id),
    type,
    occurredAt,
    receivedAt,
    customer,
    properties: {
      ...report.properties,
      ...(sign !== null && { what: report.visit!.what, sign }),
      ...(message && about(message)),
      provider,
      ...(address !== undefined && { address }),
    },
  }
}

/** null: a person, as far as can be told. */
function signOf(
  { visit, occurredAt }: Report,
  message: ReportedMessage | null,
  isInBurst: boolean,
): string | null {
  if (!visit) return null
  return signOfMachine(visit, occurredAt, message?.wireAt ?? null) ?? (isInBurst ? 'burst' : null)
}

const about = ({ id, journeyId, stepId, template }: ReportedMessage): JsonObject => ({
  messageId: id,
  journey: journeyId,
  step: stepId,
  template,
})

/**
 * What counts for an address whatever mail it was about. That a message of another program was delivered or opened says nothing
 * of ours.
 */
const ofAddress: ReadonlySet<ReportType> = new Set([
  'email_bounced',
  'email_complained',
  'email_unsubscribed',
  'sms_replied',
  'sms_unsubscribed',
  'consent_changed',
])

/** Whether a report is about somebody without being about a message of ours. */
export const isOfAddress = (type: ReportType): boolean => ofAddress.has(type)

/** Only what the person has said must find somebody nobody has heard of. */
const fromPeople: ReadonlySet<ReportType> = new Set(['sms_replied', 'sms_unsubscribed', 'consent_changed'])

const byAddress = ({ type, address }: Report): Identifiers | null =>
  address !== undefined && fromPeople.has(type) ? { phone: address } : null
