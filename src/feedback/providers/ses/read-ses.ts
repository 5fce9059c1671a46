// What Amazon SES says, by event publishing or by the older feedback notifications → reports. The kinds and what they mean:
// docs/reference/provider-reports.md. Pure.
import { idFrom } from '../../../model/ids.js'
import type { JsonObject } from '../../../model/json.js'
import type { Report, ReportType } from '../../../model/report.js'
import { topicSchema } from '../../../model/topic.js'
import { clickedLink } from '../../clicked-link.js'
import { nothingRead, type ReadReports } from '../door.js'
import { addressIn, Fields, messageIdIn, present, timeOf } from '../fields.js'
import { visitOf } from '../visit.js'

/** What an event means: of each of these addresses, one thing or two. */
interface Told {
  readonly type: ReportType
  readonly properties?: JsonObject
  readonly visit?: Report['visit']
  /** undefined: of the one the mail went to. */
  readonly address?: string | undefined
  /** Not about this message: of its address, from another time. */
  readonly ofAddressOnly?: true
}

type Reader = (said: Fields, mail: Fields) => Told[]

/** `id`: by what the notification is known at SNS. */
export function readSes(message: unknown, receivedAt: Date, id: string): ReadReports {
  const fields = Fields.of(message)
  const kind = fields?.text('eventType', 50) ?? fields?.text('notificationType', 50)
  const mail = fields?.object('mail')
  if (!fields || kind === undefined) return { ...nothingRead, ignored: 1 }
  if (!mail) return { ...nothingRead, misread: [{ id, reason: 'it does not say which mail it is about' }] }
  const reader = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (!reader) return { ...nothingRead, ignored: 1 }
  const said = fields.object(reader.name) ?? Fields.of({})!
  const told = reader.read(said, mail)
  const reports = told.map(one => reportOf(one, { kind, said, mail, receivedAt }))
  return { reports, ignored: told.length === 0 ? 1 : 0, misread: [] }
}

interface Context {
  readonly kind: string
  readonly said: Fields
  readonly mail: Fields
  readonly receivedAt: Date
}

function reportOf(told: Told, { kind, said, mail, receivedAt }: Context): Report {
  const { type, properties = {}, visit, ofAddressOnly, address = onlyDestination(mail) } = told
  const time = said.text('timestamp', 50) ?? mail.text('timestamp', 50)
  // Not the id at SNS: two topics may tell the same.
  const about = [mail.text('messageId') ?? '', said.text('feedbackId') ?? '', time ?? '', address ?? '']
  return {
    type,
    channel: 'email',
    provider: 'ses',
    id: idFrom(kind, ...about, said.text('link', 2_000) ?? '', String(properties.topic ?? '')),
    occurredAt: timeOf(time, receivedAt),
    receivedAt: receivedAt.toISOString(),
    ...(!ofAddressOnly && messageOf(mail)),
    ...(address !== undefined && { address }),
    properties,
    ...(visit && { visit }),
  }
}

function onlyDestination(mail: Fields): string | undefined {
  const all = mail.texts('destination')
  return all.length === 1 ? addressIn(all[0]) : undefined
}

/** Ours, which the sender gave along as a tag, a header or in its Message-ID; else that of SES. */
function messageOf(mail: Fields): Pick<Report, 'messageId' | 'providerId'> {
  const tag = mail.object('tags')?.texts('triggerfish_message')[0]
  const headers = mail.list('headers')
  const header = (name: string): Fields | undefined =>
    headers.find(header => header.text('name', 100)?.toLowerCase() === name)
  const messageId =
    Fields.of({ tag })?.uuid('tag') ??
    header('x-triggerfish-message')?.uuid('value') ??
    messageIdIn(header('message-id')?.text('value')) ??
    messageIdIn(mail.object('commonHeaders')?.text('messageId'))
  const providerId = providerIdOf(mail)
  return { ...(messageId && { messageId }), ...(providerId && { providerId }) }
}

/** As the Message-ID that SES puts into the mail, by which an SMTP sender knows it: `<0100…@eu-west-1.amazonses.com>`. */
function providerIdOf(mail: Fields): string | undefined {
  const id = mail.name('messageId', 150)
  const region = /^arn:[a-z-]+:ses:([a-z0-9-]+):/.exec(mail.text('sourceArn') ?? '')?.[1]
  if (id === undefined || region === undefined) return id
  return `<${id.toLowerCase()}@${region === 'us-east-1' ? 'email' : region}.amazonses.com>`
}

const bounces: Reader = (said, mail) => {
  const classification = said.text('bounceSubType', 100)
  const isUnsubscribed = classification === 'UnsubscribedRecipient'
  const kind = said.text('bounceType') === 'Permanent' && !isUnsubscribed ? 'hard' : 'soft'
  return recipientsOf(said, 'bouncedRecipients', mail).flatMap(({ address, fields }) => [
    {
      type: 'email_bounced' as const,
      address,
      properties: { kind, ...present({ classification, ...refusal(fields) }) },
    },
    ...(isUnsubscribed
      ? [{ type: 'email_unsubscribed' as const, address, ofAddressOnly: true as const }]
      : []),
  ])
}

/** Reports of mail programs that are none: that a mail was no spam, or how its signature fared. */
const noComplaints: ReadonlySet<string> = new Set(['not-spam', 'auth-failure'])

const complaints: Reader = (said, mail) => {
  const feedback = said.text('complaintFeedbackType', 50)
  if (feedback !== undefined && noComplaints.has(feedback)) return []
  const recipients = recipientsOf(said, 'complainedRecipients', mail)
  const properties = present({ feedback })
  // Was not sent, because the address had complained before.
  if (said.text('complaintSubType') === 'OnAccountSuppressionList')
    return recipients.flatMap(({ address }) => [
      {
        type: 'email_bounced' as const,
        address,
        properties: { kind: 'soft', dropped: true, classification: 'OnAccountSuppressionList' },
      },
      { type: 'email_complained' as const, address, properties, ofAddressOnly: true as const },
    ])
  return recipients.map(({ address }) => ({ type: 'email_complained', address, properties }))
}

const subscriptions: Reader = said => {
  const preferences = said.object('newTopicPreferences')
  const by = { by: 'ses' }
  if (preferences?.flag('unsubscribeAll')) return [{ type: 'email_unsubscribed', properties: by }]
  const former = new Set(optOuts(said.object('oldTopicPreferences')))
  return optOuts(preferences)
    .filter(topic => !former.has(topic))
    .map(topic => ({
      type: 'email_unsubscribed',
      // A topic that none of ours can be called like is taken for the channel: rather too little than too much.
      properties: { ...by, ...(topicSchema.safeParse(topic).success ? { topic } : { list: topic }) },
    }))
}

const optOuts = (preferences: Fields | undefined): string[] =>
  (preferences?.list('topicDefaultSubscriptionStatus') ?? [])
    .concat(preferences?.list('topicSubscriptionStatus') ?? [])
    .filter(topic => topic.text('subscriptionStatus') === 'OptOut')
    .flatMap(topic => topic.text('topicName', 64) ?? [])

/** `name`: of the object that tells it. */
const kinds: Readonly<Record<string, { readonly name: string; readonly read: Reader }>> = {
  Send: { name: 'send', read: () => [{ type: 'email_accepted' }] },
  Delivery: {
    name: 'delivery',
    read: said => {
      const addresses = said.texts('recipients').map(text => addressIn(text))
      return (addresses.length > 0 ? addresses : [undefined]).map(address => ({
        type: 'email_delivered',
        address,
      }))
    },
  },
  Bounce: { name: 'bounce', read: bounces },
  Complaint: { name: 'complaint', read: complaints },
  Reject: {
    name: 'reject',
    read: said => [
      {
        type: 'email_bounced',
        properties: { kind: 'soft', dropped: true, ...present({ reason: said.text('reason') }) },
      },
    ],
  },
  'Rendering Failure': {
    name: 'failure',
    read: said => [
      {
        type: 'email_bounced',
        properties: { kind: 'soft', dropped: true, ...present({ reason: said.text('errorMessage') }) },
      },
    ],
  },
  DeliveryDelay: {
    name: 'deliveryDelay',
    read: (said, mail) =>
      recipientsOf(said, 'delayedRecipients', mail).map(({ address, fields }) => ({
        type: 'email_deferred',
        address,
        properties: present({ delay: said.text('delayType', 50), ...refusal(fields) }),
      })),
  },
  Open: {
    name: 'open',
    read: said => [{ type: 'email_opened', visit: visitOf('open', said.text('userAgent')) }],
  },
  Click: {
    name: 'click',
    read: said => [
      {
        type: 'email_clicked',
        properties: clickedLink(said.url('link')),
        visit: visitOf('click', said.text('userAgent')),
      },
    ],
  },
  Subscription: { name: 'subscription', read: subscriptions },
}

interface Recipient {
  readonly address: string | undefined
  readonly fields: Fields | undefined
}

/** Those it names; where it names none, the one the mail went to. */
function recipientsOf(said: Fields, name: string, mail: Fields): Recipient[] {
  const named = said.list(name).map(fields => ({ address: fields.address('emailAddress'), fields }))
  return named.length > 0 ? named : [{ address: onlyDestination(mail), fields: undefined }]
}

const refusal = (fields: Fields | undefined) => ({
  code: fields?.text('status', 20),
  reason: fields?.text('diagnosticCode'),
})
