// The doors of SendGrid, Amazon SES and Postmark over real HTTP: what is genuine is on the queue before it is answered, nothing
// else is, and nothing of it is in the log.
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  createReportIntake,
  postmarkDoor,
  providerRoutes,
  sendgridDoor,
  sesDoor,
} from '../../../src/feedback/index.js'
import { signLink } from '../../../src/links/index.js'
import type { Report } from '../../../src/model/report.js'
import { readConfig } from '../../../src/platform/config.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { reportsQueue } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { anSns, certificateUrl, signedBySns, subscribeUrl, topicArn } from '../../support/sns-stand-in.js'
import { aBroker } from '../queue/a-broker.js'

const now = new Date('2027-03-01T10:00:05.000Z')
const linkKey = randomBytes(32)
const messageId = '0198f0aa-1111-7000-8000-000000000001'
const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const formerly = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const shown = ({ publicKey }: typeof sendgrid): string =>
  publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const settings = {
  SENDGRID_WEBHOOK_KEY: `${shown(formerly)},${shown(sendgrid)}`,
  SES_TOPIC_ARN: `arn:aws:sns:eu-west-1:123456789012:other, ${topicArn}`,
  POSTMARK_WEBHOOK_USER: 'postmark',
  POSTMARK_WEBHOOK_PASSWORD: 'a password: with a colon',
}

interface Given {
  readonly env?: Record<string, string>
  readonly accept?: (reports: readonly Report[]) => Promise<void>
  readonly sns?: ReturnType<typeof anSns>
  readonly clock?: () => Date
  readonly answerWithinMs?: number
}

async function aDoor({ env = settings, sns = anSns(), clock = () => now, ...given }: Given = {}) {
  const reports: Report[] = []
  const counts: string[] = []
  const lines: string[] = []
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const logger = createLogger({ level: 'trace', destination })
  const config = readConfig(env).reports
  const router = providerRoutes({
    doors: [
      sendgridDoor(config.sendgridKeys),
      sesDoor({ topicArns: config.sesTopicArns, logger, ask: sns.ask }),
      postmarkDoor(config.postmark, { keys: async () => [linkKey], clock: { now: clock } }),
    ],
    intake: { accept: given.accept ?? (async more => void reports.push(...more)) },
    clock: { now: clock },
    logger,
    onReports: (provider, outcome, count) => counts.push(`${provider} ${outcome} ${count}`),
    ...(given.answerWithinMs !== undefined && { answerWithinMs: given.answerWithinMs }),
  })
  const server = await listen(createHttp({ routers: [router], logger }), { port: 0 })
  onTestFinished(() => server.close())
  async function post(provider: string, body: string, headers: Record<string, string> = {}) {
    const answer = await fetch(`${server.url}/v1/providers/${provider}/events`, {
      method: 'POST',
      headers,
      body,
    })
    const read = (await answer.json()) as Record<string, unknown>
    return { status: answer.status, headers: answer.headers, body: read, code: read.code }
  }
  return {
    url: server.url,
    reports,
    counts,
    lines,
    asked: sns.asked,
    post,
    sendgrid: (events: unknown, { key = sendgrid, at = now, sent }: SendgridPost = {}) => {
      const body = JSON.stringify(events)
      const time = String(Math.floor(at.getTime() / 1_000))
      const signature = createSign('sha256')
        .update(time + body)
        .sign(key.privateKey, 'base64')
      return post('sendgrid', sent ?? body, {
        'X-Twilio-Email-Event-Webhook-Signature': signature,
        'X-Twilio-Email-Event-Webhook-Timestamp': time,
      })
    },
    sns: (envelope: object) =>
      post('ses', JSON.stringify(envelope), { 'content-type': 'text/plain; charset=UTF-8' }),
    postmark: (record: unknown, credentials = 'postmark:a password: with a colon') =>
      post('postmark', JSON.stringify(record), {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
  }
}

interface SendgridPost {
  readonly key?: typeof sendgrid
  readonly at?: Date
  /** Instead of what was signed. */
  readonly sent?: string
}

const event = {
  event: 'delivered',
  email: 'ann@example.com',
  sg_event_id: 'e-1',
  triggerfish_message: messageId,
}
const record = { RecordType: 'Delivery', MessageID: 'pm-1', Recipient: 'ann@example.com', Metadata: {} }
const said = {
  eventType: 'Delivery',
  delivery: { timestamp: '2027-03-01T10:00:00.000Z', recipients: ['ann@example.com'] },
  mail: { messageId: 'ses-1', destination: ['ann@example.com'], tags: { triggerfish_message: [messageId] } },
}
const notified = (change: Record<string, string> = {}, forged = {}) =>
  signedBySns({ Message: JSON.stringify(said), ...change }, forged)

describe('SendGrid', () => {
  it('is believed by either of two keys', async () => {
    const door = await aDoor()
    const answers = [await door.sendgrid([event]), await door.sendgrid([event], { key: formerly })]
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [200, { accepted: 1 }],
      [200, { accepted: 1 }],
    ])
    expect(door.reports).toMatchObject([
      { provider: 'sendgrid', type: 'email_delivered', messageId, receivedAt: now.toISOString() },
      { id: 'e-1' },
    ])
    expect(door.counts).toEqual(['sendgrid accepted 1', 'sendgrid accepted 1'])
  })
  it('is known by the signature of its own example', async () => {
    // From the tests of SendGrid's libraries.
    const key =
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=='
    const door = await aDoor({
      env: { SENDGRID_WEBHOOK_KEY: key },
      clock: () => new Date(1_600_112_510_000),
    })
    const body = JSON.stringify([
      {
        email: 'hello@world.com',
        event: 'dropped',
        reason: 'Bounced Address',
        sg_event_id: 'ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA',
        sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
        'smtp-id': '<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>',
        timestamp: 1600112492,
      },
    ])
    const answer = await door.post('sendgrid', `${body}\r\n`, {
      'X-Twilio-Email-Event-Webhook-Signature':
        'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
      'X-Twilio-Email-Event-Webhook-Timestamp': '1600112502',
    })
    expect(answer.status).toBe(200)
    expect(door.reports).toMatchObject([{ type: 'email_bounced', providerId: 'LRzXl_NHStOGhQ4kofSm_A' }])
  })
  it('is not believed with another key, another body, another time, or none of it', async () => {
    const door = await aDoor()
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const codes = [
      await door.sendgrid([event], { key: stranger }),
      await door.sendgrid([event], { sent: JSON.stringify([event, event]) }),
      await door.sendgrid([event], { at: new Date(now.getTime() - 3 * 86_400_000) }),
      await door.sendgrid([event], { at: new Date(now.getTime() + 3_600_000) }),
      await door.post('sendgrid', '[]', {
        'X-Twilio-Email-Event-Webhook-Signature': '%%%',
        'X-Twilio-Email-Event-Webhook-Timestamp': 'never',
      }),
      await door.post('sendgrid', '[]'),
    ].map(({ status, code }) => `${status} ${code}`)
    expect(codes).toEqual([...Array(5).fill('403 signature_invalid'), '400 signature_missing'])
    expect(door.reports).toEqual([])
    expect(door.counts).toEqual(Array(6).fill('sendgrid refused 1'))
  })
  it('may still post a day later what was not taken', async () => {
    const door = await aDoor()
    expect((await door.sendgrid([event], { at: new Date(now.getTime() - 86_400_000) })).status).toBe(200)
  })
  it('has the good ones of a post taken, and the bad ones counted and named', async () => {
    const door = await aDoor()
    const answer = await door.sendgrid([{ sg_event_id: 'bad-1' }, event, { event: 'hiccup' }])
    expect(answer.body).toEqual({ accepted: 1 })
    expect(door.counts).toEqual(['sendgrid accepted 1', 'sendgrid ignored 1', 'sendgrid misread 1'])
    expect(door.lines.join('')).toContain('bad-1')
  })
  it('is told of a body that is no JSON', async () => {
    const door = await aDoor()
    const time = String(now.getTime() / 1_000)
    const signature = createSign('sha256').update(`${time}{`).sign(sendgrid.privateKey, 'base64')
    const answer = await door.post('sendgrid', '{', {
      'X-Twilio-Email-Event-Webhook-Signature': signature,
      'X-Twilio-Email-Event-Webhook-Timestamp': time,
    })
    expect([answer.status, answer.code]).toEqual([400, 'report_not_understood'])
  })
})

describe('Amazon SES', () => {
  it.each(['1', '2'])(
    'is believed by a signature of version %s, and its certificate is asked for once',
    async version => {
      const door = await aDoor()
      const posts = await Promise.all([1, 2, 3].map(() => door.sns(notified({ SignatureVersion: version }))))
      expect(posts.map(({ status }) => status)).toEqual([200, 200, 200])
      expect((await door.sns(notified({ SignatureVersion: version, Subject: 'A subject' }))).status).toBe(200)
      expect(door.reports).toHaveLength(4)
      expect(door.reports[0]).toMatchObject({ provider: 'ses', type: 'email_delivered', messageId })
      expect(new Set(door.reports.map(({ id }) => id)).size).toBe(1)
      expect(door.asked).toEqual([certificateUrl])
    },
  )
  it.each([
    ['another text', notified({}, { Message: '{}' }), '403 signature_invalid'],
    ['another subject', notified({ Subject: 'a' }, { Subject: 'b' }), '403 signature_invalid'],
    ['another type', notified({}, { Type: 'SubscriptionConfirmation' }), '403 signature_invalid'],
    ['a signature that is none', notified({}, { Signature: '%' }), '403 signature_invalid'],
    ['a version nobody knows', notified({}, { SignatureVersion: '__proto__' }), '403 signature_invalid'],
    ['a topic of somebody else', notified({ TopicArn: 'arn:aws:sns:eu-west-1:666:x' }), '403 topic_unknown'],
    ['a text where an object is', { Type: 'Notification' }, '400 report_not_understood'],
    ['a type nobody knows', notified({ Type: 'Hello' }), '400 report_not_understood'],
  ])('is not believed with %s', async (_what, envelope, code) => {
    const door = await aDoor()
    const answer = await door.sns(envelope)
    expect(`${answer.status} ${answer.code}`).toBe(code)
    expect(door.reports).toEqual([])
  })
  it.each([
    'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem',
    'https://evil.example/SimpleNotificationService-1.pem',
    'https://evil.example#sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-1.pem',
    'https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
    'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem?x=1',
    'https://sns.eu-west-1.amazonaws.com/bucket/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com/../SimpleNotificationService-1.pem/x',
    'https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
    'file:///etc/passwd',
    'nowhere',
  ])('has no certificate asked for at %s', async url => {
    const door = await aDoor()
    const answer = await door.sns(notified({ SigningCertURL: url }))
    expect(`${answer.status} ${answer.code}`).toBe('403 signature_invalid')
    expect(door.asked).toEqual([])
  })
  it('is asked to come again while its certificate cannot be had, and is believed then', async () => {
    const answers: (number | 'timeout')[] = ['timeout', 503, 200]
    const door = await aDoor({ sns: anSns({ status: () => answers.shift() ?? 200 }) })
    const codes = []
    for (let i = 0; i < 3; i++) codes.push((await door.sns(notified())).status)
    expect(codes).toEqual([503, 503, 200])
  })
  it.each([
    ['there is none', 404, now],
    ['its time is over', 200, new Date('2200-01-01T00:00:00Z')],
    ['its time has not begun', 200, new Date('2020-01-01T00:00:00Z')],
  ])('is not believed by a certificate where %s', async (_why, status, time) => {
    const door = await aDoor({ sns: anSns({ status: () => status }), clock: () => time })
    expect((await door.sns(notified())).code).toBe('signature_invalid')
  })
  it('is told that raw delivery carries no signature', async () => {
    const door = await aDoor()
    const answer = await door.post('ses', JSON.stringify(said), { 'x-amz-sns-rawdelivery': 'true' })
    expect(`${answer.status} ${answer.code}`).toBe('400 signature_missing')
  })
  it('is subscribed to when it asks, at no other address than its own', async () => {
    const door = await aDoor()
    const asks = { Type: 'SubscriptionConfirmation', Token: '2336412f', SubscribeURL: subscribeUrl }
    expect((await door.sns(signedBySns(asks))).status).toBe(200)
    expect(door.asked).toEqual([certificateUrl, subscribeUrl])
    const elsewhere = await door.sns(signedBySns({ ...asks, SubscribeURL: 'https://169.254.169.254/latest' }))
    expect(elsewhere.status).toBe(400)
    expect(door.asked).toHaveLength(2)
    expect(door.lines.join('')).not.toContain('2336412f')
    expect(door.reports).toEqual([])
  })
  it('asks again where the subscription could not be confirmed', async () => {
    const answers = [200, 500]
    const door = await aDoor({ sns: anSns({ status: () => answers.shift() ?? 200 }) })
    const asks = { Type: 'SubscriptionConfirmation', Token: '2336412f', SubscribeURL: subscribeUrl }
    expect((await door.sns(signedBySns(asks))).code).toBe('subscription_unconfirmed')
    expect((await door.sns(signedBySns(asks))).status).toBe(200)
  })
  it('may leave: that is written down, and not taken back', async () => {
    const door = await aDoor()
    const leaves = { Type: 'UnsubscribeConfirmation', Token: '2336412f', SubscribeURL: subscribeUrl }
    expect((await door.sns(signedBySns(leaves))).status).toBe(200)
    expect(door.asked).toEqual([certificateUrl])
    expect(door.lines.join('')).toContain('no longer subscribed')
  })
  it('may greet a topic in plain words', async () => {
    const door = await aDoor()
    const hello = 'Successfully validated SNS topic for Amazon SES event publishing.'
    expect((await door.sns(notified({ Message: hello }))).body).toEqual({ accepted: 0 })
    expect(door.counts).toEqual(['ses ignored 1'])
  })
})

describe('Postmark', () => {
  it('is believed by its user and password', async () => {
    const door = await aDoor()
    expect((await door.postmark(record)).body).toEqual({ accepted: 1 })
    expect(door.reports).toMatchObject([
      { provider: 'postmark', providerId: 'pm-1', type: 'email_delivered' },
    ])
  })
  it('is asked for them otherwise, by a status at which it comes again', async () => {
    const door = await aDoor()
    const answers = [
      await door.post('postmark', '{}'),
      await door.postmark(record, 'postmark:wrong'),
      await door.postmark(record, 'a password: with a colon:postmark'),
      await door.postmark(record, ''),
      await door.post('postmark', '{}', { authorization: 'Bearer x' }),
    ]
    expect(answers.map(({ status, code }) => `${status} ${code}`)).toEqual([
      '401 credentials_missing',
      ...Array(4).fill('401 credentials_invalid'),
    ])
    expect(answers[0]?.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    expect(door.reports).toEqual([])
  })
})

describe('a mail that Postmark received', () => {
  const token = (use: 'unsubscribe' | 'confirm' = 'unsubscribe') =>
    signLink(linkKey, {
      use,
      messageId,
      channel: 'email',
      topic: 'newsletter',
      mark: 'mark',
      expiresAt: new Date('2028-01-01T00:00:00Z'),
      customerId: messageId,
    })
  const mail = (change: object = {}) => ({
    FromName: 'Ann',
    From: 'ann@example.com',
    OriginalRecipient: 'unsubscribe@shop.example',
    Subject: `unsubscribe ${token()}`,
    TextBody: '',
    MessageStream: 'inbound',
    ...change,
  })

  it('unsubscribes where it holds the token of a link', async () => {
    const door = await aDoor()
    expect((await door.postmark(mail())).body).toEqual({ accepted: 1 })
    const text = `On Friday you wrote: https://shop.example/u/${token()}`
    expect((await door.postmark(mail({ RecordType: 'Inbound', Subject: 'No', TextBody: text }))).status).toBe(
      200,
    )
    expect(door.reports).toMatchObject([
      { type: 'email_unsubscribed', messageId, properties: { topic: 'newsletter', source: 'mail' } },
      { type: 'email_unsubscribed', messageId },
    ])
  })
  it('is for a person to read otherwise, whatever it says', async () => {
    const door = await aDoor()
    for (const Subject of [
      'unsubscribe me',
      `unsubscribe ${token('confirm')}`,
      `unsubscribe ${token()}x`,
      null,
    ])
      expect((await door.postmark(mail({ Subject }))).body).toEqual({ accepted: 0 })
    expect(door.counts).toEqual(Array(4).fill('postmark ignored 1'))
    expect(door.lines.join('')).not.toContain('ann@')
  })
})

describe('every door', () => {
  it('that is not set up says what to do', async () => {
    const door = await aDoor({ env: {} })
    const answers = [await door.sendgrid([event]), await door.sns(notified()), await door.postmark(record)]
    expect(answers.map(({ status, code }) => `${status} ${code}`)).toEqual(
      Array(3).fill('404 provider_not_set_up'),
    )
    expect(answers.map(({ body }) => body.detail)).toEqual([
      expect.stringContaining('SENDGRID_WEBHOOK_KEY'),
      expect.stringContaining('SES_TOPIC_ARN'),
      expect.stringContaining('POSTMARK_WEBHOOK_USER'),
    ])
    expect(door.asked).toEqual([])
  })
  it('answers 503 while Redis is away, and takes the same again', async () => {
    let isAway = true
    const taken: Report[] = []
    const door = await aDoor({
      accept: async reports => {
        if (isAway) throw new BrokerUnavailable('away')
        taken.push(...reports)
      },
    })
    const away = [await door.sendgrid([event]), await door.sns(notified()), await door.postmark(record)]
    expect(away.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      Array(3).fill([503, '5']),
    )
    expect(door.counts).toEqual([])
    isAway = false
    const back = [await door.sendgrid([event]), await door.sns(notified()), await door.postmark(record)]
    expect(back.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(taken.map(({ provider }) => provider)).toEqual(['sendgrid', 'ses', 'postmark'])
  })
  it('answers 503 when Redis does not answer in time', async () => {
    const door = await aDoor({ accept: () => new Promise(() => {}), answerWithinMs: 50 })
    expect((await door.postmark(record)).status).toBe(503)
  })
  it('refuses more than 5 MB, and other methods', async () => {
    const door = await aDoor()
    expect((await door.sendgrid([{ ...event, reason: 'x'.repeat(6_000_000) }])).status).toBe(413)
    const answer = await fetch(`${door.url}/v1/providers/sendgrid/events`)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })
  it('has nothing of a post in the log', async () => {
    const door = await aDoor()
    await door.sendgrid([
      { ...event, event: 'bounce', reason: '550 <ann@example.com>' },
      { sg_event_id: 'x', email: 'ann@example.com' },
    ])
    await door.sendgrid([event], { key: formerly, sent: '[{"email":"ann@example.com"}]' })
    await door.sns(notified({}, { Message: 'ann@example.com' }))
    await door.postmark({ ...record, RecordType: undefined })
    await door.postmark(record, 'ann@example.com:hunter2')
    expect(door.lines.join('')).not.toMatch(/ann@|hunter2/)
  })
  it('has the reports on their queue when it answers', async () => {
    const broker = aBroker()
    const intake = createReportIntake({ broker })
    const door = await aDoor({ accept: intake.accept })
    await Promise.all([door.sendgrid([event]), door.sns(notified()), door.postmark(record)])
    const found: Report[] = []
    const consumer = broker.consume(reportsQueue, async ({ reports }) => void found.push(...reports))
    await eventually(async () => found.length === 3)
    await consumer.close()
    expect(found.map(({ provider }) => provider).sort()).toEqual(['postmark', 'sendgrid', 'ses'])
  })
})
