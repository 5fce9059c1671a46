// Every queue on one page. A job may be delivered more than once and in any order: PostgreSQL decides what counts.
import { z } from 'zod'
import { type Channel, channels } from './model/channel.js'
import { type Identifiers, identityKinds } from './model/customer.js'
import type { Event } from './model/event.js'
import { hash32 } from './model/ids.js'
import type { Report } from './model/report.js'
import type { Webhook } from './model/webhook.js'
import type { QueueName, QueueSpec } from './platform/queue/index.js'

/** Accepted events of one shard, at most 500. */
export interface EventsJob {
  readonly events: Event[]
}

/**
 * A look, not a check: the events passed `parseEvent` at the door, and parsing each again would cost the pipeline
 * more than storing it. What could still be wrong is a job that is not ours at all.
 */
const eventsJob = z.custom<EventsJob>(
  job => {
    const events = (job as Partial<EventsJob> | null)?.events
    return (
      Array.isArray(events) &&
      events.every(event => typeof event?.id === 'string' && typeof event.source === 'string')
    )
  },
  { error: 'must hold a list of events' },
)

export const eventsQueue: QueueSpec<EventsJob> = {
  name: 'events',
  shards: 4,
  payload: eventsJob,
  // The pipeline waits for a PostgreSQL that is away and sets bad events aside one by one, so that a job fails only when
  // its process is told to stop meanwhile, or nothing can be set aside: a day of attempts, half a minute apart.
  attempts: 3_000,
  backoffMs: 250,
  keepFailed: true,
  // Small jobs are taken up together and share a batch of the pipeline.
  concurrency: 16,
}

/** Verified webhooks of one shard, as they came. */
export interface WebhooksJob {
  readonly webhooks: Webhook[]
}

/** A look, not a check: they were made at our door. */
const webhooksJob = z.custom<WebhooksJob>(
  job => {
    const webhooks = (job as Partial<WebhooksJob> | null)?.webhooks
    return (
      Array.isArray(webhooks) &&
      webhooks.every(webhook => typeof webhook?.key === 'string' && typeof webhook.body === 'string')
    )
  },
  { error: 'must hold a list of webhooks' },
)

/** What shops have posted. Taken up without PostgreSQL, so that events flow while it is away. */
export const webhooksQueue: QueueSpec<WebhooksJob> = {
  name: 'webhooks',
  shards: 4,
  payload: webhooksJob,
  // Waits for Redis only, which it lies in.
  attempts: 3_000,
  backoffMs: 250,
  keepFailed: true,
  handsOn: true,
  concurrency: 8,
}

/** Those that need PostgreSQL: about products and privacy, and those that cannot be understood. They wait for it here. */
export const shopDataQueue: QueueSpec<WebhooksJob> = {
  name: 'shop-data',
  shards: 1,
  payload: webhooksJob,
  // A day of attempts, half a minute apart.
  attempts: 3_000,
  backoffMs: 250,
  keepFailed: true,
  concurrency: 4,
}

/** Verified reports on messages, of one shard. */
export interface ReportsJob {
  readonly reports: Report[]
}

/** A look, not a check: they were made at our doors. */
const reportsJob = z.custom<ReportsJob>(
  job => {
    const reports = (job as Partial<ReportsJob> | null)?.reports
    return (
      Array.isArray(reports) &&
      reports.every(report => typeof report?.id === 'string' && typeof report.type === 'string')
    )
  },
  { error: 'must hold a list of reports' },
)

/** What providers and links say of messages; it waits here for PostgreSQL, which knows whose they are. */
export const reportsQueue: QueueSpec<ReportsJob> = {
  name: 'reports',
  shards: 2,
  payload: reportsJob,
  // A day of attempts, half a minute apart.
  attempts: 3_000,
  backoffMs: 250,
  keepFailed: true,
  handsOn: true,
  concurrency: 4,
}

/**
 * Reports on messages whose hand-over may not be recorded yet: looked at again and again for a while. Apart from the others, or
 * what is about mails of another program would look like a backlog that never ends.
 */
export const earlyReportsQueue: QueueSpec<ReportsJob> = { ...reportsQueue, name: 'early-reports', shards: 1 }

/** A message that may be handed over; everything else about it is read from PostgreSQL. */
export interface MessageJob {
  readonly messageId: string
  /** Which attempt to hand it over this is for, so that a later one is not taken for a repetition of it. */
  readonly attempt: number
}

const messageJob: z.ZodType<MessageJob> = z.object({ messageId: z.uuid(), attempt: z.int().nonnegative() })

const messageQueue = (name: string): QueueSpec<MessageJob> => ({
  name,
  shards: 1,
  payload: messageJob,
  attempts: 5,
  backoffMs: 1_000,
  // The message waits in PostgreSQL and the sweep makes a new job for it; a kept one would block that by its id.
  keepFailed: false,
  concurrency: 50,
  jobId: ({ messageId, attempt }) => `${messageId}-${attempt}`,
})

/** Of messages; what goes first stands first. */
export const categoriesInOrder = ['transactional', 'marketing'] as const
type Category = (typeof categoriesInOrder)[number]

/** What belongs to an order has a lane of its own, with workers of its own: it never waits behind a newsletter. */
export const messageQueues: Readonly<Record<Channel, Readonly<Record<Category, QueueSpec<MessageJob>>>>> = {
  email: { transactional: messageQueue('email-first'), marketing: messageQueue('email') },
  sms: { transactional: messageQueue('sms-first'), marketing: messageQueue('sms') },
}

export interface MessageLane {
  readonly channel: Channel
  readonly category: Category
}

export const messageLanes: readonly MessageLane[] = categoriesInOrder.flatMap(category =>
  channels.map(channel => ({ channel, category })),
)

export const queueOf = ({ channel, category }: MessageLane): QueueSpec<MessageJob> =>
  messageQueues[channel][category]

/** For the depth metric and for listing failures. */
export const allQueues: readonly (QueueName & { readonly handsOn?: boolean })[] = [
  eventsQueue,
  webhooksQueue,
  shopDataQueue,
  reportsQueue,
  earlyReportsQueue,
  ...messageLanes.map(queueOf),
]

/**
 * The shard of an event: by its browser, else by its strongest name. A browser's events carry it before the login and after
 * it, so that they stay in one shard and in their order, and two shards do not bring one new customer at the same moment:
 * the second would wait for the first to commit. A customer whose events carry different names may still be in several
 * shards at once; the pipeline's locks, not the shards, keep their events apart.
 */
export function shardOf(identifiers: Identifiers): number {
  const kind =
    identifiers.anonymousId === undefined
      ? identityKinds.find(kind => identifiers[kind] !== undefined)
      : 'anonymousId'
  return kind === undefined ? 0 : hash32(identifiers[kind] ?? '') % eventsQueue.shards
}

/** The shard of a webhook: deliveries of the same thing meet in one. */
export const shardOfWebhook = ({ source, key }: Webhook): number =>
  hash32(`${source} ${key}`) % webhooksQueue.shards

/** The shard of a report: those on one message meet in one. */
export const shardOfReport = ({ messageId, providerId, address, id }: Report): number =>
  hash32(messageId ?? providerId ?? address ?? id) % reportsQueue.shards
