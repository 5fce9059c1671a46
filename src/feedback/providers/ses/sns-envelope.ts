// What Amazon SNS wraps its notifications in, and the text its signature is over. Pure.
import { notUnderstood } from '../door.js'
import { Fields, jsonOf } from '../fields.js'

export const snsTypes = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const

export interface SnsEnvelope {
  readonly type: (typeof snsTypes)[number]
  readonly messageId: string
  readonly topicArn: string
  readonly message: string
  readonly timestamp: string
  readonly signature: string
  readonly signatureVersion: string
  readonly signingCertUrl: string
  readonly subject?: string
  readonly token?: string
  readonly subscribeUrl?: string
}

/** Throws a `Problem` for anything else. */
export function envelopeIn(raw: Buffer): SnsEnvelope {
  const body = jsonOf(raw)
  if (!Fields.of(body)) throw notUnderstood('It must be an object of Amazon SNS.')
  const given = body as Readonly<Record<string, unknown>>
  const text = (name: string): string | undefined => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    return typeof value === 'string' ? value : undefined
  }
  const must = (name: string): string => {
    const value = text(name)
    if (value === undefined) throw notUnderstood(`Amazon SNS posts objects with a text "${name}".`)
    return value
  }
  const type = snsTypes.find(type => type === text('Type'))
  if (!type) throw notUnderstood(`Its "Type" must be one of ${snsTypes.join(', ')}.`)
  return {
    type,
    messageId: must('MessageId'),
    topicArn: must('TopicArn'),
    message: must('Message'),
    timestamp: must('Timestamp'),
    signature: must('Signature'),
    signatureVersion: must('SignatureVersion'),
    signingCertUrl: must('SigningCertURL'),
    subject: text('Subject'),
    token: text('Token'),
    subscribeUrl: text('SubscribeURL'),
  }
}

/** Name and value, a line each, in the order of the names; what is not there is left out. */
export function signedText(envelope: SnsEnvelope): string {
  const { type, message, messageId, subject, subscribeUrl, timestamp, token, topicArn } = envelope
  const fields: [name: string, value: string | undefined][] =
    type === 'Notification'
      ? [
          ['Message', message],
          ['MessageId', messageId],
          ['Subject', subject],
          ['Timestamp', timestamp],
          ['TopicArn', topicArn],
          ['Type', type],
        ]
      : [
          ['Message', message],
          ['MessageId', messageId],
          ['SubscribeURL', subscribeUrl],
          ['Timestamp', timestamp],
          ['Token', token],
          ['TopicArn', topicArn],
          ['Type', type],
        ]
  return fields.flatMap(([name, value]) => (value === undefined ? [] : `${name}\n${value}\n`)).join('')
}

/** Not just any word: `sns.s3-us-west-2.amazonaws.com` is a bucket of whoever has called theirs "sns". */
const snsHost = /^sns\.[a-z]{2}(-[a-z]{3,12}){1,3}-\d{1,2}\.amazonaws\.com(\.cn)?$/

/** Only SNS itself, over HTTPS, on its own port: nobody may choose whom we ask. */
export function isSnsUrl(text: string | undefined): boolean {
  if (text === undefined || text.length > 2_000 || !URL.canParse(text)) return false
  const { protocol, hostname, port, username, password, hash } = new URL(text)
  const isPlain = port === '' && username === '' && password === '' && hash === ''
  return protocol === 'https:' && isPlain && snsHost.test(hostname)
}

export function isCertificateUrl(text: string): boolean {
  if (!isSnsUrl(text)) return false
  const { pathname, search } = new URL(text)
  return search === '' && /^\/SimpleNotificationService-[0-9a-z]{1,100}\.pem$/i.test(pathname)
}
