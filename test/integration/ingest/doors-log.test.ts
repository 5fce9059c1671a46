// What the doors and the worker say in the log, at its most talkative and when everything goes wrong: nothing of anybody.
import { createHmac } from 'node:crypto'
import { Writable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { createAuthenticator, createKey } from '../../../src/access/index.js'
import {
  createWebhookIntake,
  ingestRoutes,
  scriptRoutes,
  segmentRoutes,
  startWebhooks,
  webhookRoutes,
} from '../../../src/ingest/index.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { storefrontSecretsIn } from '../../../src/platform/storefront-secrets.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { aBroker } from '../queue/a-broker.js'

const marker = 'marker.of.ann'
const email = `${marker}@example.com`
const secret = 'shpss_0123456789abcdef'

function aLog() {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { lines, logger: createLogger({ level: 'trace', destination }) }
}

/** As ioredis rejects: with the whole of the command, and with it what was to be stored. */
const replyError = Object.assign(new Error('OOM command not allowed'), {
  name: 'ReplyError',
  command: { name: 'evalsha', args: [email] },
})

test.each([
  ['Redis is full', new BrokerUnavailable('full', { cause: replyError }), 503],
  ['something breaks', replyError, 500],
])('the doors, when %s', async (_name, failure, status) => {
  const { lines, logger } = aLog()
  const { db } = await aDatabase()
  const keyOf = async (scopes: Parameters<typeof createKey>[1]['scopes']) =>
    (await createKey(db, { source: 'shop-de', name: 'test', scopes })).key
  const [ingest, script] = [await keyOf(['ingest']), await keyOf(['script'])]
  const intake = {
    accept: () => Promise.reject(failure),
    drain: async () => {},
  }
  const clock = { now: () => new Date('2026-11-20T10:00:05Z') }
  const authenticator = createAuthenticator({ db })
  const { secrets } = storefrontSecretsIn({ TRIGGERFISH_SHOPIFY_SECRET_SHOP_DE: secret })
  const file = { plain: Buffer.from(''), gzipped: Buffer.from(''), etag: '""' }
  const routers = [
    webhookRoutes({ intake, secrets, clock }),
    segmentRoutes({ intake, authenticator, clock }),
    scriptRoutes({ intake, authenticator, clock, file }),
    ingestRoutes({ intake, authenticator, clock }),
  ]
  const server = await listen(createHttp({ routers, logger }), { port: 0 })
  onTestFinished(() => server.close())
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await fetch(`${server.url}${path}`, {
      method: 'POST',
      body: text,
      headers: {
        'content-type': 'application/json',
        'X-Shopify-Topic': 'orders/create',
        'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(text).digest('base64'),
        ...headers,
      },
    })
    return answer.status
  }
  const bearer = { authorization: `Bearer ${ingest}` }
  const event = {
    id: marker,
    type: 'custom',
    occurredAt: '2026-11-20T10:00:00Z',
    customer: { email },
    properties: { note: marker },
  }
  const pageEvent = {
    id: 'e-1',
    name: 'custom',
    at: Date.parse('2026-11-20T10:00:00Z'),
    names: { anonymousId: '0123456789abcdef', email },
  }
  expect([
    await post('/v1/webhooks/shopify/shop-de', { email }),
    await post('/v1/webhooks/segment/v1/track', { userId: email, event: 'x' }, bearer),
    await post('/v1/events', event, bearer),
    await post(`/v1/script/events?e=${email}`, {
      key: script,
      sentAt: Date.parse('2026-11-20T10:00:05Z'),
      events: [pageEvent],
    }),
    await post('/v1/journeys/j/calls', { customer: { email }, data: { note: marker } }, bearer),
  ]).toEqual([status, status, status, status, status])
  for (const path of [`/v1/webhooks/shopify/${email}`, `/${email}`, `/v1/journeys/%E0${marker}/calls`])
    expect(await post(path, `{"${marker}`, bearer)).toBeGreaterThanOrEqual(400)
  expect(await post('/v1/events', `{"${marker}`, bearer)).toBe(400)

  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('')).not.toContain(marker)
  expect(lines.join('')).not.toContain(secret)
  expect(lines.join('')).not.toMatch(/tf_\w{20}/)
})

test('the worker, with what it cannot read, what PostgreSQL refuses, and what a reader trips over', async () => {
  const { lines, logger } = aLog()
  const broker = aBroker({
    onJobFailed: ({ queue, error }) => logger.error({ err: error, queue }, 'a job failed'),
  })
  const setAside: string[] = []
  let tries = 0
  const refusal = Object.assign(new Error('duplicate key value'), {
    code: '23505',
    detail: `Key (email)=(${email}) already exists.`,
  })
  const worker = startWebhooks({
    broker,
    intake: { accept: async () => {}, drain: async () => {} },
    logger,
    putProducts: async () => Promise.reject(refusal),
    removeProducts: async () => {},
    putStock: async () => {},
    wish: async () => Promise.reject(Object.assign(refusal, { code: '57P01' })),
    setAside: async failed => {
      if (++tries === 1) throw refusal
      setAside.push(...failed.map(({ reason }) => reason))
    },
    readers: {
      shopify: () => {
        throw new TypeError(`cannot read ${marker}`)
      },
      woocommerce: () => ({ products: [{ id: marker }] }),
    },
  })
  untilOver(() => worker.close())
  const webhook = { source: 'shop-de', topic: 't', receivedAt: '2026-11-20T10:00:05.000Z', triggeredAt: null }
  await createWebhookIntake({ broker }).accept([
    { ...webhook, platform: 'shopify', key: 'a', body: `{"email":"${email}"}` },
    { ...webhook, platform: 'shopify', key: 'b', body: `{"${marker}` },
    { ...webhook, platform: 'woocommerce', key: 'c', body: '{}' },
  ])
  await eventually(() => setAside.length >= 3, { within: 20_000 })
  expect(setAside.join('\n')).toContain(marker)
  expect(lines.join('')).toContain('a webhook was set aside')
  expect(lines.join('')).not.toContain(marker)
})
