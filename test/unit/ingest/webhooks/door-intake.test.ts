// How webhooks are written to their queue, without Redis: together, in jobs of a bearable size, each in its shard.
import { expect, test } from 'vitest'
import { createShopDataIntake, createWebhookIntake } from '../../../../src/ingest/webhooks/door-intake.js'
import type { Webhook } from '../../../../src/ingest/webhooks/webhook.js'
import { type Broker, BrokerUnavailable } from '../../../../src/platform/queue/index.js'
import { shardOfWebhook, type WebhooksJob, webhooksQueue } from '../../../../src/queues.js'

const aWebhook = (n: number, body = '{}'): Webhook => ({
  platform: 'shopify',
  source: 'shop-de',
  topic: 'orders/create',
  key: `w-${n}`,
  receivedAt: '2026-11-20T10:00:05.000Z',
  triggeredAt: null,
  body,
})

function aFakeQueue(answer: () => Promise<void> = () => Promise.resolve()) {
  const writes: { queue: string; jobs: { payload: WebhooksJob; shard?: number }[] }[] = []
  const publish: Broker['publish'] = (queue, jobs) => {
    writes.push({ queue: queue.name, jobs: jobs as never })
    return answer()
  }
  return { writes, broker: { publish } }
}

test('what comes at the same time is one write, each webhook in its shard', async () => {
  const { writes, broker } = aFakeQueue()
  const intake = createWebhookIntake({ broker })
  await Promise.all(Array.from({ length: 500 }, (_, n) => intake.accept([aWebhook(n)])))
  expect(writes).toHaveLength(1)
  expect(writes[0]?.jobs.length).toBeLessThanOrEqual(2 * webhooksQueue.shards)
  const keys = writes[0]?.jobs.flatMap(({ payload, shard }) =>
    payload.webhooks.map(webhook => {
      expect(shardOfWebhook(webhook)).toBe(shard)
      return webhook.key
    }),
  )
  expect(new Set(keys).size).toBe(500)
})

test('a job holds about half a megabyte or one large webhook, and the order of a shard stays', async () => {
  const { writes, broker } = aFakeQueue()
  const bodies = [
    '{}',
    'x'.repeat(400_000),
    'x'.repeat(2_000_000),
    '{}',
    'x'.repeat(300_000),
    'x'.repeat(100_000),
  ]
  await createShopDataIntake({ broker }).accept(bodies.map((body, n) => aWebhook(n, body)))
  const jobs = writes.flatMap(({ jobs }) => jobs.map(({ payload }) => payload.webhooks.map(({ key }) => key)))
  expect(jobs).toEqual([['w-0', 'w-1'], ['w-2'], ['w-3', 'w-4', 'w-5']])
})

test('when too much is waiting, more is refused rather than kept waiting', async () => {
  const { broker } = aFakeQueue(() => new Promise(() => {}))
  const intake = createWebhookIntake({ broker })
  const large = 'x'.repeat(5_000_000)
  for (let n = 0; n < 26; n++) void intake.accept([aWebhook(n, large)])
  await expect(intake.accept([aWebhook(99)])).rejects.toBeInstanceOf(BrokerUnavailable)
})

test('a write that fails is told to all it was for', async () => {
  const { broker } = aFakeQueue(() => Promise.reject(new BrokerUnavailable('away')))
  const intake = createWebhookIntake({ broker })
  const both = await Promise.allSettled([intake.accept([aWebhook(1)]), intake.accept([aWebhook(2)])])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
