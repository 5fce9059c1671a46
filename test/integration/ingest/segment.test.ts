// Segment's libraries against real HTTP, Redis and PostgreSQL: they are answered as by Segment, and what they say arrives
// as events; a bad message is set aside and costs no good one.
import { gzipSync } from 'node:zlib'
import request from 'supertest'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { connect } from '../../../src/db/index.js'
import {
  createEventIntake,
  createWebhookIntake,
  listFailedWebhooks,
  segmentRoutes,
  setWebhooksAside,
  startWebhooks,
} from '../../../src/ingest/index.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { shopDataQueue, webhooksQueue } from '../../../src/queues.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { aBroker } from '../queue/a-broker.js'
import { aWayTo } from '../queue/cut-off.js'
import { anOwnRedis } from '../queue/own-redis.js'
import { drained } from './an-ingest-server.js'

const clock = { now: () => new Date('2026-11-20T10:00:00Z') }
const logger = createLogger({ level: 'silent' })

interface Options {
  readonly scopes?: Scope[]
  readonly broker?: ReturnType<typeof aBroker>
  readonly way?: (url: string) => Promise<string>
}

async function aServer({ scopes = ['ingest'], broker = aBroker(), way }: Options = {}) {
  const { db, url } = await aDatabase()
  const { key } = await createKey(db, { source: 'shop-de', name: 'test', scopes })
  const near = connect(way ? await way(url) : url, { max: 3 })
  onTestFinished(() => near.close())
  const outcomes: string[] = []
  const onWebhooks = (_platform: string, outcome: string) => void outcomes.push(outcome)
  const intake = createWebhookIntake({ broker })
  const authenticator = createAuthenticator({ db: near.db })
  const app = createHttp({ routers: [segmentRoutes({ intake, authenticator, clock, onWebhooks })], logger })
  const post = (path: string) => request(app).post(`/v1/webhooks/segment${path}`)

  const get = (path: string) => request(app).get(`/v1/webhooks/segment${path}`)

  /** Everything posted so far, understood: the events, and why the rest was set aside. */
  async function understood() {
    const nothing = async () => ({ rejected: [] })
    const worker = startWebhooks({
      broker,
      intake: createEventIntake({ broker }),
      logger,
      putProducts: nothing,
      removeProducts: nothing,
      putStock: nothing,
      wish: nothing,
      setAside: failed => setWebhooksAside(db, failed),
    })
    const depth = async () => (await broker.depth(webhooksQueue)) + (await broker.depth(shopDataQueue))
    await eventually(async () => (await depth()) === 0, { within: 20_000 })
    await worker.close()
    const events = await drained(broker)
    return { events, failed: await listFailedWebhooks(db, 100) }
  }
  return { broker, db, key, post, get, outcomes, understood }
}

/** As @segment/analytics-node 2 posts it. */
const aNodeBatch = (...messages: object[]) => ({
  batch: messages.map((message, n) => ({
    messageId: `node-next-1763632795000-${n}`,
    timestamp: '2026-11-20T09:59:50.000Z',
    context: { library: { name: '@segment/analytics-node', version: '2.3.0' } },
    _metadata: { nodeVersion: '20.20.0', jsRuntime: 'node' },
    integrations: {},
    ...message,
  })),
  sentAt: '2026-11-20T09:59:55.000Z',
})
const viewed = {
  type: 'track',
  event: 'Product Viewed',
  userId: 'c-42',
  properties: { product_id: 'p-1', price: 9.5 },
}
const order = {
  type: 'track',
  event: 'Order Completed',
  userId: 'c-42',
  properties: { order_id: 'o-1', total: 19.9, currency: 'EUR' },
}

describe('a library of Segment', () => {
  test('posts a batch as @segment/analytics-node does, with the key as its write key', async () => {
    const { key, post, outcomes, understood } = await aServer()
    const batch = aNodeBatch(
      { type: 'identify', userId: 'c-42', traits: { email: 'Ann@Example.com', firstName: 'Ann' } },
      viewed,
      order,
    )
    const answer = await post('/v1/batch').auth(key, '').send(batch)
    expect([answer.status, answer.body]).toEqual([200, { success: true }])
    expect(outcomes).toEqual(['accepted', 'accepted', 'accepted'])
    const { events, failed } = await understood()
    expect(failed).toEqual([])
    expect(new Map(events.map(event => [event.type, event]))).toEqual(
      new Map(
        [
          {
            source: 'shop-de',
            id: 'segment:node-next-1763632795000-0',
            type: 'customer_updated',
            occurredAt: '2026-11-20T09:59:55.000Z',
            receivedAt: '2026-11-20T10:00:00.000Z',
            customer: { id: 'c-42', email: 'ann@example.com' },
            properties: { firstName: 'Ann' },
          },
          expect.objectContaining({
            type: 'product_viewed',
            properties: { product: { productId: 'p-1', price: '9.5' } },
          }),
          expect.objectContaining({
            type: 'order_completed',
            properties: { order: { id: 'o-1', total: '19.9', currency: 'EUR' } },
          }),
        ].map((event, n) => [['customer_updated', 'product_viewed', 'order_completed'][n], event]),
      ),
    )
  })

  test('posts single calls as analytics.js does: short paths, text/plain, the key in the body', async () => {
    const { key, post, understood } = await aServer()
    const body = { ...viewed, writeKey: key, messageId: 'ajs-next-1', anonymousId: 'a-1' }
    const answer = await post('/v1/t').type('text/plain').send(JSON.stringify(body))
    expect([answer.status, answer.body]).toEqual([200, { success: true }])
    await post('/shop-de/v1/p')
      .type('text/plain')
      .send(JSON.stringify({ writeKey: key, anonymousId: 'a-1', messageId: 'ajs-next-2' }))
      .expect(200)
    await post('/v1/import?currency=EUR')
      .set('Authorization', `Bearer ${key}`)
      .send({ batch: [{ ...order, properties: { order_id: 'o-2', revenue: 5 } }] })
      .expect(200)
    const { events, failed } = await understood()
    expect(failed).toEqual([])
    expect(events.map(({ type }) => type).sort()).toEqual([
      'order_completed',
      'page_viewed',
      'product_viewed',
    ])
    expect(JSON.stringify(events)).not.toContain(key)
  })

  test('is understood when it posts gzip', async () => {
    const { key, post, understood } = await aServer()
    const body = gzipSync(JSON.stringify(aNodeBatch(viewed)))
    const gzipped = post('/v1/batch').auth(key, '').set('Content-Encoding', 'gzip').type('application/json')
    await gzipped
      .serialize(whole => whole)
      .send(body)
      .expect(200, { success: true })
    expect((await understood()).events).toHaveLength(1)
  })

  test('posts the same again, in another batch: the events have the same ids', async () => {
    const { key, post, understood } = await aServer()
    for (let n = 0; n < 3; n++) {
      const sentAt = `2026-11-20T09:59:5${n}.000Z`
      await post('/v1/batch')
        .auth(key, '')
        .send({ ...aNodeBatch(viewed), sentAt })
        .expect(200)
      await post('/v1/track')
        .auth(key, '')
        .send({ ...order, sentAt })
        .expect(200)
    }
    const { events } = await understood()
    expect(events).toHaveLength(6)
    expect(new Set(events.map(event => event.id)).size).toBe(2)
  })
})

describe('a message that is not understood', () => {
  test('is set aside with its reason and without the key; the good ones of its batch arrive', async () => {
    const { db, key, post, outcomes, understood } = await aServer()
    const bad = {
      type: 'track',
      event: 'Order Completed',
      userId: 'c-42',
      properties: { order_id: 'o-9', total: 1 },
      writeKey: key,
    }
    const twice = '{"type":"track","event":"A","event":"B","userId":"c-1","messageId":"twice"}'
    const deep = `{"type":"track","event":"A","userId":"c-1","messageId":"deep","properties":${'['.repeat(1_000)}${']'.repeat(1_000)}}`
    const text = `{"writeKey":"${key}","batch":[${JSON.stringify(viewed)},${JSON.stringify(bad)},7,${twice},${deep}]}`
    await post('/v1/batch').type('json').send(text).expect(200, { success: true })
    expect(outcomes.every(outcome => outcome === 'accepted')).toBe(true)
    const { events, failed } = await understood()
    expect(events.map(({ type }) => type)).toEqual(['product_viewed'])
    expect(failed.map(({ topic, reason }) => `${topic}: ${reason}`).sort()).toEqual([
      expect.stringMatching(/^track: order_completed: properties.order.currency: is missing; .*currency=EUR/),
      expect.stringMatching(/^track: the body has the name "event" twice/),
      expect.stringMatching(/^track: the body .*nested deeper/),
      expect.stringMatching(/^unknown: a message must be an object/),
    ])
    const { bodies } = await db
      .selectFrom('failed_webhooks')
      .select(eb => eb.fn.agg<string>('string_agg', ['body', eb.val(' ')]).as('bodies'))
      .executeTakeFirstOrThrow()
    expect(bodies).not.toContain(key)
  })

  test('is no reason to refuse a call: only what is no JSON at all is', async () => {
    const { key, post, outcomes } = await aServer()
    for (const body of ['7', 'null', '[]', '{}', '{"batch":"x"}', '{"batch":[]}']) {
      await post('/v1/batch').auth(key, '').type('json').send(body).expect(200, { success: true })
    }
    outcomes.length = 0
    for (const body of ['', '{"batch":', 'a=1', '\0', Buffer.from([0x22, 0xff, 0x22])]) {
      const answer = await post('/v1/batch')
        .auth(key, '')
        .type('json')
        .serialize(whole => whole)
        .send(body)
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_json'])
    }
    expect(outcomes).toEqual(Array.from({ length: 5 }, () => 'refused'))
  })
})

describe('who may post', () => {
  test.each([
    ['no key', {}, 401, 'key_missing'],
    ['a wrong key', { writeKey: `tf_${'x'.repeat(43)}` }, 401, 'key_invalid'],
    ['a key that is none', { writeKey: 'segments-own' }, 401, 'key_invalid'],
  ])('%s: %i', async (_name, body, status, code) => {
    const { broker, post } = await aServer()
    const answer = await post('/v1/track').send({ ...viewed, ...body })
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.headers['www-authenticate']).toBeDefined()
    expect(await broker.depth(webhooksQueue)).toBe(0)
  })

  test('not a key that may only read, nor one of another source than the path names', async () => {
    const reader = await aServer({ scopes: ['read'] })
    const refused = await reader.post('/v1/track').auth(reader.key, '').send(viewed)
    expect([refused.status, refused.body.code]).toEqual([403, 'scope_missing'])
    const { key, post } = await aServer()
    for (const send of [
      () => post('/shop-fr/v1/track').auth(key, '').send(viewed),
      () => post('/shop-fr/v1/track').send({ ...viewed, writeKey: key }),
    ]) {
      const answer = await send()
      expect([answer.status, answer.body.code]).toEqual([403, 'source_of_another_key'])
    }
    await post('/shop-de/v1/track').auth(key, '').send(viewed).expect(200)
  })
})

describe('limits', () => {
  test('a body over 500 kB, and a batch of more messages than Segment takes, are refused whole', async () => {
    const { broker, key, post } = await aServer()
    const large = { ...viewed, padding: 'x'.repeat(500 * 1024) }
    const zipped = gzipSync(JSON.stringify(large))
    const answers = [
      await post('/v1/track').auth(key, '').send(large),
      await post('/v1/track')
        .auth(key, '')
        .set('Content-Encoding', 'gzip')
        .type('json')
        .serialize(whole => whole)
        .send(zipped),
      await post('/v1/batch')
        .auth(key, '')
        .send({ batch: Array.from({ length: 2_501 }, () => 0) }),
    ]
    expect(answers.map(answer => [answer.status, answer.body.code])).toEqual([
      [413, 'body_too_large'],
      [413, 'body_too_large'],
      [413, 'batch_too_large'],
    ])
    expect(await broker.depth(webhooksQueue)).toBe(0)
  })

  test('a body that is small and unpacks to 200 MB is opened no further than the limit', async () => {
    const { key, post } = await aServer()
    const bomb = gzipSync(Buffer.alloc(200_000_000, ' '))
    const before = process.memoryUsage().arrayBuffers
    const posted = post('/v1/batch').auth(key, '').set('Content-Encoding', 'gzip').type('application/json')
    await posted
      .serialize(whole => whole)
      .send(bomb)
      .expect(413)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000)
  })

  test('there is nothing at other paths, and nothing but POST', async () => {
    const { key, post, get } = await aServer()
    expect((await get('/v1/track').auth(key, '')).status).toBe(405)
    expect((await post('/v1/toString').auth(key, '').send(viewed)).status).toBe(404)
    expect((await post('/v1/x').auth(key, '').send(viewed)).status).toBe(404)
  })
})

describe('when a server is away', () => {
  test('PostgreSQL: a key that was used before goes on', async () => {
    let cut = async () => {}
    const { key, post } = await aServer({
      way: async url => {
        const way = await aWayTo(url)
        cut = way.cut
        return way.url
      },
    })
    await post('/v1/track').auth(key, '').send(viewed).expect(200)
    await cut()
    await post('/v1/track').auth(key, '').send(viewed).expect(200)
  })

  test('Redis: 503 with Retry-After, never a false 200', async () => {
    const own = await anOwnRedis()
    const { key, post } = await aServer({ broker: aBroker({ redisUrl: own.url }) })
    await post('/v1/track').auth(key, '').send(viewed).expect(200)
    await own.kill()
    const answer = await post('/v1/track').auth(key, '').send(viewed)
    expect([answer.status, answer.body.code]).toEqual([503, 'queue_unavailable'])
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })
})
