// What a provider, or a link in a message, says became of a message: on its way to the event it means. Vocabulary only.
import type { Channel } from './channel.js'
import type { JsonObject } from './json.js'

/** Types of events. Those at the end are told by nobody but machines, and count as nothing a person did. */
export const reportTypes = [
  'email_accepted',
  'email_deferred',
  'email_delivered',
  'email_bounced',
  'email_complained',
  'email_opened',
  'email_clicked',
  'email_unsubscribed',
  'sms_accepted',
  'sms_delivered',
  'sms_failed',
  'sms_clicked',
  'sms_replied',
  'sms_unsubscribed',
  'consent_changed',
  'message_prefetched',
] as const
export type ReportType = (typeof reportTypes)[number]

/** Verified at its door; nobody has looked yet which message and whom it is about. */
export interface Report {
  readonly type: ReportType
  readonly channel: Channel
  /** `twilio`, `sendgrid`, `ses`, `postmark`; `link` for our own doors. */
  readonly provider: string
  /** The same for every delivery of the same report: what makes a repetition harmless. At most 200 characters. */
  readonly id: string
  /** When it happened; ISO 8601 in UTC. */
  readonly occurredAt: string
  /** When our door took it; ISO 8601 in UTC. */
  readonly receivedAt: string
  /** Ours (a UUID), where the report names it. */
  readonly messageId?: string
  /** The provider's own, where it names that. */
  readonly providerId?: string
  /** Whose it was, where a link tells: counts once the message is kept no longer. A customer merged since is followed. */
  readonly customerId?: string
  /** The email address (in lower case) or E.164 number it is about, where it names one. */
  readonly address?: string
  /** What else it says, as the event is to carry it: `kind`, `code`, `reason`, `url`, `text`, `topic` … */
  readonly properties: JsonObject
  /** Of an opened mail or a followed link: by what it can be told whether a person did it. */
  readonly visit?: Visit
}

/** How a link or picture was fetched. Of the address of the visitor nothing is kept. */
export interface Visit {
  readonly what: 'open' | 'click'
  readonly method: 'GET' | 'HEAD'
  /** At most 300 characters; empty where there was none. */
  readonly userAgent: string
  /** Headers by which browsers say that nobody asked (`Sec-Purpose`, `Purpose`, `X-Moz`); empty where there were none. */
  readonly purpose: string
}
