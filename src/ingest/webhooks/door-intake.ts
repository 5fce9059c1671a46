// The door for webhooks: whatever was verified is on its queue when `accept` resolves.
import type { Broker, QueueSpec } from '../../platform/queue/index.js'
import { coalescedIntake, type Intake, shardedJobs } from '../../platform/queue/index.js'
import { shardOfWebhook, shopDataQueue, type WebhooksJob, webhooksQueue } from '../../queues.js'
import type { Webhook } from './webhook.js'

/** All in UTF-16 code units of bodies: a webhook may hold a few hundred or five million. */
const perJob = 500_000
const perWrite = 8_000_000
const mostWaiting = 128_000_000
/** Small ones too are only so many to a job, or one that is done twice would cost too much. */
const webhooksPerJob = 200

export type WebhookIntake = Intake<Webhook>

type Publisher = { readonly broker: Pick<Broker, 'publish'> }

export const createWebhookIntake = ({ broker }: Publisher): WebhookIntake =>
  intakeOf(broker, webhooksQueue, shardOfWebhook)

/** For those that turned out to need PostgreSQL. */
export const createShopDataIntake = ({ broker }: Publisher): WebhookIntake =>
  intakeOf(broker, shopDataQueue, () => 0)

const intakeOf = (
  broker: Publisher['broker'],
  queue: QueueSpec<WebhooksJob>,
  shardOf: (webhook: Webhook) => number,
): WebhookIntake =>
  coalescedIntake<Webhook, WebhooksJob>({
    broker,
    queue,
    jobsOf: webhooks => shardedJobs(webhooks, queue.shards, shardOf, portions),
    weigh: webhooks => webhooks.reduce((sum, webhook) => sum + weightOf(webhook), 0),
    perWrite,
    mostWaiting,
    what: 'webhooks',
  })

/** What is beside the body counts too. */
const weightOf = ({ body }: Webhook): number => body.length + 500

function portions(webhooks: readonly Webhook[]): WebhooksJob[] {
  const jobs: { webhooks: Webhook[] }[] = []
  let weight = Number.POSITIVE_INFINITY
  for (const webhook of webhooks) {
    weight += weightOf(webhook)
    if (weight > perJob || jobs.at(-1)!.webhooks.length >= webhooksPerJob) {
      jobs.push({ webhooks: [] })
      weight = weightOf(webhook)
    }
    jobs.at(-1)!.webhooks.push(webhook)
  }
  return jobs
}
