// A database with a workspace, and builders of what the pipeline would have put into the outbox.
import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import type { Database } from '../../../src/db/index.js'
import {
  type DispatchOptions,
  type OutgoingEmail,
  type OutgoingSms,
  startDispatch,
} from '../../../src/dispatch/index.js'
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import type { MessageChannel } from '../../../src/model/channel.js'
import { partOf } from '../../../src/model/ids.js'
import { type Broker, connectBroker } from '../../../src/platform/queue/index.js'
import { messageQueues } from '../../../src/queues.js'
import { aDatabase } from '../../support/database.js'
import { type MemorySender, memorySender } from '../../support/memory-sender.js'
import { aRedis, type TestRedis } from '../../support/redis.js'
import { untilOver } from '../../support/until-over.js'

type Caps = Record<string, { max: number; per: string }>

export interface CustomerChange {
  readonly email?: string | null
  readonly phone?: string | null
  readonly attributes?: object
  readonly emailConsent?: string
  readonly smsConsent?: string
  readonly topicConsents?: object
}

export interface MessageChange {
  readonly customerId?: string
  readonly channel?: MessageChannel
  readonly category?: 'marketing' | 'transactional'
  readonly status?: 'queued' | 'held_out'
  readonly template?: string
  readonly attempts?: number
  readonly data?: object
  /** What the steps before have put out, by step id. */
  readonly outputs?: object
  /** Milliseconds before now. */
  readonly createdAgoMs?: number
  readonly dueInMs?: number
}

export interface Outbox {
  readonly url: string
  readonly db: Kysely<Database>
  readonly redis: TestRedis
  readonly broker: Broker
  readonly email: MemorySender<OutgoingEmail>
  readonly sms: MemorySender<OutgoingSms>
  aCustomer(change?: CustomerChange): Promise<string>
  /** A queued message of a new enrollment; its id. */
  aMessage(change?: MessageChange): Promise<string>
  publish(...ids: string[]): Promise<void>
  /** One more job for each: another attempt's number makes it another job to the queue. */
  publishAgain(attempt: number, ids: readonly string[]): Promise<void>
  row(id: string): Promise<Record<string, unknown>>
  start(change?: Partial<DispatchOptions>): { close(): Promise<void> }
}

export interface OutboxOptions {
  readonly caps?: Caps
  /** More of settings.json. */
  readonly settings?: object
  readonly emailContent?: object
  readonly onsiteContent?: object
  /** Of the step that sends all of it. */
  readonly skipIf?: object
  readonly topic?: string
}

const template = {
  subject: 'Hi {{ customer.name }}',
  preheader: '',
  html: '<p>{{ cart.value }} at {{ brand.name }}</p>',
  text: '{{ cart.value }} at {{ brand.name }}',
}

export async function anOutbox(options: OutboxOptions = {}): Promise<Outbox> {
  const { db, url } = await aDatabase()
  const redis = aRedis()
  const broker = connectBroker({ redisUrl: redis.url, prefix: redis.prefix, onError: () => {} })
  untilOver(() => broker.close())
  await publishWorkspace(db, options)
  const email = memorySender<OutgoingEmail>('email')
  const sms = memorySender<OutgoingSms>('sms')
  const outbox: Outbox = {
    url,
    db,
    redis,
    broker,
    email,
    sms,
    aCustomer: change => insertCustomer(db, change),
    aMessage: async (change = {}) =>
      insertMessage(db, { ...change, customerId: change.customerId ?? (await outbox.aCustomer()) }),
    publish: (...ids) => publish(broker, ids, 0),
    publishAgain: (attempt, ids) => publish(broker, ids, attempt),
    row: async id => {
      const row = await db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      return { ...row }
    },
    start: change => {
      const dispatch = startDispatch({
        db,
        broker,
        senders: { email, sms },
        logger: pino({ level: 'silent' }),
        sweepEveryMs: 20,
        republishAfterMs: 100,
        recordRetryMs: 20,
        ...change,
      })
      let closed: Promise<void> | undefined
      const close = () => {
        closed ??= dispatch.close()
        return closed
      }
      untilOver(close)
      return { ...dispatch, close }
    },
  }
  return outbox
}

async function publishWorkspace(
  db: Kysely<Database>,
  { caps = {}, settings: more = {}, emailContent, onsiteContent, skipIf, topic }: OutboxOptions,
): Promise<void> {
  const settings = settingsSchema.parse({
    brand: { name: 'Shop & Co', url: 'https://shop.example', postalAddress: '1 Main Street' },
    senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
    currency: 'EUR',
    caps,
    ...more,
  })
  const journey = journeySchema.parse({
    id: 'cart-recovery',
    name: 'Cart recovery',
    trigger: { event: 'product_added' },
    steps: [
      { id: 'remind', send: 'email', template: 'cart', ...(skipIf && { skipIf }), ...(topic && { topic }) },
    ],
  })
  await sql`insert into workspace (revision, settings, published_at) values (1, ${JSON.stringify(settings)}, now())`.execute(
    db,
  )
  await sql`insert into journey_versions (journey_id, version, hash, definition, published_at)
    values ('cart-recovery', 1, 'h', ${JSON.stringify({ journey, segments: {} })}, now())`.execute(db)
  const templates: [string, MessageChannel, string, object][] = [
    ['hash-cart', 'email', 'cart', emailContent ?? template],
    ['hash-broken', 'email', 'broken', { ...template, html: '{{ cart | no_such_filter }}' }],
    ['hash-sms', 'sms', 'cart', { text: 'Your cart: {{ cart.value }}' }],
    [
      'hash-onsite',
      'onsite',
      'cart',
      onsiteContent ?? { title: 'Your cart', text: 'Worth {{ cart.value }}' },
    ],
  ]
  for (const [hash, channel, name, content] of templates)
    await sql`insert into templates (hash, name, channel, content, current, published_at)
      values (${hash}, ${name}, ${channel}, ${JSON.stringify(content)}, true, now())`.execute(db)
}

async function insertCustomer(db: Kysely<Database>, change: CustomerChange = {}): Promise<string> {
  const id = randomUUID()
  const { email = `${id}@example.com`, phone = '+4915112345678', attributes = { name: 'Ann' } } = change
  const { emailConsent = 'subscribed', smsConsent = 'subscribed', topicConsents = {} } = change
  await sql`insert into customers (id, part, email, phone, attributes, email_consent, sms_consent, topic_consents, created_at,
      updated_at)
    values (${id}, ${partOf(id)}, ${email}, ${phone}, ${JSON.stringify(attributes)}, ${emailConsent}, ${smsConsent},
      ${JSON.stringify(topicConsents)}, tf_now(), tf_now())`.execute(db)
  return id
}

async function insertMessage(
  db: Kysely<Database>,
  change: MessageChange & { customerId: string },
): Promise<string> {
  const id = randomUUID()
  const enrollmentId = randomUUID()
  const { customerId, channel = 'email', template = 'cart', attempts = 0 } = change
  const { category = 'marketing', status = 'queued', outputs = {} } = change
  const { data = { cart: { value: '99.00' } }, createdAgoMs = 0, dueInMs = 0 } = change
  await sql`insert into enrollments (id, customer_id, part, journey_id, version, key, status, seq, entered_at, triggered_at,
      source_id, event_id, data, outputs)
    values (${enrollmentId}, ${customerId}, 0, 'cart-recovery', 1, ${enrollmentId}, 'active', 1, tf_now(), tf_now(), 's', 'e',
      ${JSON.stringify(data)}, ${JSON.stringify(outputs)})`.execute(db)
  await sql`insert into messages (id, customer_id, part, enrollment_id, journey_id, version, step_id, pass, channel, category, template,
      status, attempts, created_at, due_at)
    values (${id}, ${customerId}, 0, ${enrollmentId}, 'cart-recovery', 1, 'remind', 1, ${channel}, ${category}, ${template}, ${status},
      ${attempts}, tf_now() - ${createdAgoMs} * interval '1 millisecond', tf_now() + ${dueInMs} * interval '1 millisecond')`.execute(
    db,
  )
  return id
}

const publish = (broker: Broker, ids: readonly string[], attempt: number): Promise<void> =>
  broker.publish(
    messageQueues.email.marketing,
    ids.map(messageId => ({ payload: { messageId, attempt } })),
  )
