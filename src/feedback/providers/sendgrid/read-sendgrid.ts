// What SendGrid's Event Webhook says → reports. The kinds and what they mean: docs/reference/provider-reports.md. Pure.
import { idFrom } from '../../../model/ids.js'
import type { JsonObject } from '../../../model/json.js'
import type { Report, ReportType } from '../../../model/report.js'
import { clickedLink } from '../../clicked-link.js'
import { type Misread, notUnderstood, type ReadReports } from '../door.js'
import { Fields, messageIdIn, present, timeOf } from '../fields.js'
import { visitOf } from '../visit.js'

/** What one kind of event means: nothing, or one report or two. */
type Told = Pick<Report, 'type' | 'visit'> & {
  readonly properties: JsonObject
  /** Not about this message: of its address, from another time. */
  readonly ofAddressOnly?: true
}

/** `body`: the list of events, or one of them. */
export function readSendgrid(body: unknown, receivedAt: Date): ReadReports {
  const list = Array.isArray(body) ? body : [body]
  if (!Array.isArray(body) && !Fields.of(body)) throw notUnderstood('It must be a list of events.')
  const reports: Report[] = []
  const misread: Misread[] = []
  let ignored = 0
  for (const [index, entry] of list.entries()) {
    const fields = Fields.of(entry)
    const kind = fields?.name('event', 50)
    if (!fields || !kind) {
      misread.push({ id: fields?.name('sg_event_id', 100) ?? `number ${index}`, reason: 'it names no event' })
      continue
    }
    const told = Object.hasOwn(kinds, kind) ? kinds[kind]!(fields) : []
    if (told.length === 0) ignored++
    for (const one of told) reports.push(reportOf(one, kind, fields, receivedAt))
  }
  return { reports, ignored, misread }
}

function reportOf(told: Told, kind: string, fields: Fields, receivedAt: Date): Report {
  const { type, properties, visit, ofAddressOnly } = told
  const at = fields.number('timestamp') ?? (Number(fields.text('timestamp')) || undefined)
  const address = fields.address('email')
  return {
    type,
    channel: 'email',
    provider: 'sendgrid',
    id:
      fields.name('sg_event_id', 150) ?? idFrom(kind, String(at), address ?? '', providerIdOf(fields) ?? ''),
    occurredAt: timeOf(at, receivedAt),
    receivedAt: receivedAt.toISOString(),
    ...(!ofAddressOnly && messageOf(fields)),
    ...(address !== undefined && { address }),
    properties,
    ...(visit && { visit }),
  }
}

/** Ours, which the sender gave along as a unique argument or which its Message-ID tells; else SendGrid's own. */
function messageOf(fields: Fields): Pick<Report, 'messageId' | 'providerId'> {
  const messageId =
    fields.uuid('triggerfish_message') ??
    fields.object('unique_args')?.uuid('triggerfish_message') ??
    messageIdIn(fields.text('smtp-id'))
  const providerId = providerIdOf(fields)
  return { ...(messageId && { messageId }), ...(providerId && { providerId }) }
}

/** Of `14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0` what the API answered with, which is its beginning. */
const providerIdOf = (fields: Fields): string | undefined =>
  fields.name('sg_message_id')?.split(/\.(?:filter|recvd)/)[0] || undefined

const kinds: Readonly<Record<string, (fields: Fields) => Told[]>> = {
  processed: () => [{ type: 'email_accepted', properties: {} }],
  deferred: fields => [{ type: 'email_deferred', properties: refusal(fields, 'response') }],
  delivered: () => [{ type: 'email_delivered', properties: {} }],
  bounce: fields => [
    {
      type: 'email_bounced',
      properties: {
        // "blocked" is SendGrid's word for a refusal that need not be the last; without a type it is not known for good.
        kind: fields.text('type') === 'bounce' ? 'hard' : 'soft',
        ...refusal(fields, 'reason'),
        ...present({ classification: fields.text('bounce_classification', 100) }),
      },
    },
  ],
  dropped: fields => droppedFor(fields.text('reason') ?? '', fields),
  open: fields => [
    {
      type: 'email_opened',
      properties: {},
      visit: visitOf(
        'open',
        fields.text('useragent'),
        fields.flag('sg_machine_open') ? 'sg_machine_open' : null,
      ),
    },
  ],
  click: fields => [
    {
      type: 'email_clicked',
      properties: clickedLink(fields.url('url')),
      visit: visitOf('click', fields.text('useragent')),
    },
  ],
  spamreport: () => [{ type: 'email_complained', properties: {} }],
  unsubscribe: () => [{ type: 'email_unsubscribed', properties: { by: 'sendgrid' } }],
  group_unsubscribe: fields => [
    {
      type: 'email_unsubscribed',
      properties: { by: 'sendgrid', ...present({ group: fields.text('asm_group_id', 50) }) },
    },
  ],
}

/** Never handed to a mail server. What SendGrid knows of the address from before counts of that, not of this message. */
function droppedFor(reason: string, fields: Fields): Told[] {
  const known = reason.toLowerCase()
  const dropped = (kind: 'hard' | 'soft'): Told => ({
    type: 'email_bounced',
    properties: { kind, dropped: true, ...refusal(fields, 'reason') },
  })
  const also = (type: ReportType): Told => ({
    type,
    properties: { by: 'sendgrid', reason },
    ofAddressOnly: true,
  })
  if (/^(bounced address|invalid( address)?$)/.test(known)) return [dropped('hard')]
  if (known.startsWith('unsubscribed address')) return [dropped('soft'), also('email_unsubscribed')]
  if (known.startsWith('spam reporting address')) return [dropped('soft'), also('email_complained')]
  return [dropped('soft')]
}

const refusal = (fields: Fields, name: 'reason' | 'response'): JsonObject =>
  present({ reason: fields.text(name), code: fields.text('status', 20), attempt: fields.text('attempt', 10) })
