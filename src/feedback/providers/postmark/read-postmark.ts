// What Postmark's webhooks say → reports. The kinds and what they mean: docs/reference/provider-reports.md. Pure.
import { idFrom } from '../../../model/ids.js'
import type { JsonObject } from '../../../model/json.js'
import type { Report, ReportType } from '../../../model/report.js'
import { clickedLink } from '../../clicked-link.js'
import { nothingRead, notUnderstood, type ReadReports } from '../door.js'
import { Fields, present, timeOf } from '../fields.js'
import { visitOf } from '../visit.js'
import { type BounceMeaning, bounceTypes } from './bounce-types.js'

interface Told {
  readonly type: ReportType
  readonly properties?: JsonObject
  readonly visit?: Report['visit']
  /** What tells one such report from the next of the same message; nothing where there can only be one. */
  readonly once?: readonly (string | undefined)[]
}

/** Where kinds name the address and the time. */
interface Kind {
  readonly address: string
  readonly at: string
  readonly read: (fields: Fields) => Told | null
}

/** One object. Postmark posts each report by itself. */
export function readPostmark(body: unknown, receivedAt: Date): ReadReports {
  const fields = Fields.of(body)
  if (!fields) throw notUnderstood('It must be an object.')
  const name = fields.text('RecordType', 50)
  if (name === undefined)
    return {
      ...nothingRead,
      misread: [{ id: fields.name('MessageID', 100) ?? 'unnamed', reason: 'it names no RecordType' }],
    }
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  const told = kind?.read(fields)
  if (!kind || !told) return { ...nothingRead, ignored: 1 }
  return { ...nothingRead, reports: [reportOf(told, kind, fields, receivedAt)] }
}

function reportOf(told: Told, kind: Kind, fields: Fields, receivedAt: Date): Report {
  const { type, properties = {}, visit, once = [] } = told
  const address = fields.address(kind.address)
  const time = fields.text(kind.at, 50)
  const providerId = fields.name('MessageID', 150)
  const messageId = fields.object('Metadata')?.uuid('triggerfish_message')
  // Without a message there is no end of what may be told of an address.
  const parts = providerId === undefined ? [...once, time] : once
  return {
    type,
    channel: 'email',
    provider: 'postmark',
    id: idFrom(type, providerId ?? '', address ?? '', ...parts.map(part => part ?? '')),
    occurredAt: timeOf(time, receivedAt),
    receivedAt: receivedAt.toISOString(),
    ...(messageId !== undefined && { messageId }),
    ...(providerId !== undefined && { providerId }),
    ...(address !== undefined && { address }),
    properties,
    ...(visit && { visit }),
  }
}

function bounced(fields: Fields): Told | null {
  const type = fields.text('Type', 50) ?? 'Unknown'
  const properties = present({
    classification: type,
    code: fields.text('TypeCode', 20),
    reason: fields.text('Details') ?? fields.text('Description'),
  })
  const byType = bounceTypes.get(type) ?? 'soft'
  // Whatever the type says: Postmark takes no mail for this address any more.
  const meaning: BounceMeaning = byType === 'soft' && fields.flag('Inactive') ? 'hard' : byType
  switch (meaning) {
    case 'hard':
    case 'soft':
      return { type: 'email_bounced', properties: { kind: meaning, ...properties }, once: [meaning] }
    case 'deferred':
      return { type: 'email_deferred', properties, once: [fields.text('BouncedAt')] }
    case 'complaint':
      return { type: 'email_complained' }
    case 'unsubscribe':
      return { type: 'email_unsubscribed', properties: { by: 'postmark' }, once: [fields.text('BouncedAt')] }
    case 'nothing':
      return null
  }
}

/** An address comes on the list of those Postmark does not write to; a hard bounce is told by both webhooks, and is one. */
function suppressed(fields: Fields): Told | null {
  if (!fields.flag('SuppressSending')) return null
  switch (fields.text('SuppressionReason')) {
    case 'HardBounce':
      return {
        type: 'email_bounced',
        properties: { kind: 'hard', classification: 'HardBounce' },
        once: ['hard'],
      }
    case 'SpamComplaint':
      return { type: 'email_complained' }
    case 'ManualSuppression':
      return {
        type: 'email_unsubscribed',
        properties: { by: 'postmark', ...present({ origin: fields.text('Origin', 50) }) },
        once: [fields.text('ChangedAt')],
      }
    default:
      return null
  }
}

const kinds: Readonly<Record<string, Kind>> = {
  Delivery: { address: 'Recipient', at: 'DeliveredAt', read: () => ({ type: 'email_delivered' }) },
  Bounce: { address: 'Email', at: 'BouncedAt', read: bounced },
  SpamComplaint: { address: 'Email', at: 'BouncedAt', read: () => ({ type: 'email_complained' }) },
  SubscriptionChange: { address: 'Recipient', at: 'ChangedAt', read: suppressed },
  Open: {
    address: 'Recipient',
    at: 'ReceivedAt',
    read: fields => ({
      type: 'email_opened',
      visit: visitOf('open', fields.text('UserAgent')),
      once: [fields.text('ReceivedAt')],
    }),
  },
  Click: {
    address: 'Recipient',
    at: 'ReceivedAt',
    read: fields => ({
      type: 'email_clicked',
      properties: clickedLink(fields.url('OriginalLink')),
      visit: visitOf('click', fields.text('UserAgent')),
      once: [fields.text('ReceivedAt'), fields.url('OriginalLink')],
    }),
  },
}
