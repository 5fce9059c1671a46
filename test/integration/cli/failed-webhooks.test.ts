// `triggerfish failed` shows webhooks that were set aside, without their bodies, and puts them back.
import { expect, it, onTestFinished, vi } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.js'
import { listFailedWebhooks, setWebhooksAside } from '../../../src/ingest/index.js'
import { understand } from '../../../src/ingest/webhooks/worker-understand.js'
import type { Webhook } from '../../../src/model/webhook.js'
import { connectBroker } from '../../../src/platform/queue/index.js'
import { webhooksQueue } from '../../../src/queues.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { aRedis } from '../../support/redis.js'

const aWebhook = (key: string): Webhook => ({
  platform: 'shopify',
  source: 'shop-de',
  topic: 'orders/create',
  key,
  receivedAt: '2026-11-20T10:00:05.000Z',
  triggeredAt: '2026-11-20T10:00:00.000Z',
  shopDomain: 'ann.myshopify.com',
  body: '{"email":"ann@example.com"}',
})

async function aShop() {
  const { db, url } = await aDatabase()
  const { url: redisUrl } = aRedis()
  vi.stubEnv('DATABASE_URL', url)
  vi.stubEnv('REDIS_URL', redisUrl)
  onTestFinished(() => void vi.unstubAllEnvs())
  const broker = connectBroker({ redisUrl, onError: () => {} })
  onTestFinished(() => broker.close())
  await setWebhooksAside(
    db,
    ['k-1', 'k-2'].map(key => ({ webhook: aWebhook(key), reason: `id must be an id, of ${key}` })),
  )
  async function cli(...args: string[]) {
    const out: string[] = []
    const code = await runCli(args, { write: text => out.push(text) }, { write: () => true })
    return { code, out: out.join('') }
  }
  async function queued(): Promise<Webhook[]> {
    const found: Webhook[] = []
    const consumer = broker.consume(webhooksQueue, async ({ webhooks }) => void found.push(...webhooks))
    await eventually(async () => (await broker.depth(webhooksQueue)) === 0)
    await consumer.close()
    return found
  }
  return { db, cli, queued }
}

it('lists them with their reason, and not what is in them', async () => {
  const { cli } = await aShop()
  const { out } = await cli('failed', 'list')
  for (const told of ['shopify', 'shop-de', 'orders/create', 'id must be an id, of k-1'])
    expect(out).toContain(told)
  const json = (await cli('failed', 'list', '--json')).out
  expect((JSON.parse(json) as { webhooks: unknown[] }).webhooks).toHaveLength(2)
  expect(out + json).not.toContain('ann@example.com')
})

it('leaves what is larger than 5 MB where it is, for only its beginning is there', async () => {
  const { db, cli, queued } = await aShop()
  const webhook: Webhook = { ...aWebhook('k-3'), body: '{"email":"ann', cutOff: true }
  const { fault } = understand({}, webhook)
  await setWebhooksAside(db, [{ webhook, reason: fault! }])
  const cut = (await listFailedWebhooks(db, 10)).find(({ key }) => key === 'k-3')!
  expect((await cli('failed', 'list')).out).toContain('larger than 5 MB: only its beginning was kept')
  expect((await cli('failed', 'replay', cut.id)).code).toBe(1)
  expect((await cli('failed', 'replay', '--all')).out).toContain('2 webhooks')
  expect((await queued()).map(({ key }) => key).sort()).toEqual(['k-1', 'k-2'])
  expect(await listFailedWebhooks(db, 10)).toEqual([cut])
})

it('puts back one as it came, then all', async () => {
  const { db, cli, queued } = await aShop()
  const first = (await listFailedWebhooks(db, 10)).find(({ key }) => key === 'k-1')!
  expect((await cli('failed', 'replay', first.id)).out).toBe('Put back 0 events, 1 webhook and 0 jobs.\n')
  expect(await queued()).toEqual([aWebhook('k-1')])
  const { out } = await cli('failed', 'replay', '--all', '--json')
  expect(JSON.parse(out)).toEqual({ replayed: { events: 0, webhooks: 1, jobs: 0 } })
  expect(await queued()).toEqual([aWebhook('k-2')])
  expect(await listFailedWebhooks(db, 10)).toEqual([])
})
