// POST /v1/events on real Redis and PostgreSQL: a 202 means stored, and a bad event never costs a good one.
import { describe, expect, test } from 'vitest'
import type { Event } from '../../../src/model/event.js'
import type { Broker } from '../../../src/platform/queue/index.js'
import { eventsQueue, shardOf } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { aBroker } from '../queue/a-broker.js'
import { aWayTo } from '../queue/cut-off.js'
import { anOwnRedis } from '../queue/own-redis.js'
import { anIngestServer, drained } from './an-ingest-server.js'

const posted = (n: number | string, change: Record<string, unknown> = {}) => ({
  id: `evt-${n}`,
  type: 'product_viewed',
  occurredAt: '2026-11-20T09:59:00Z',
  customer: { id: `c-${n}` },
  properties: { product: { productId: 'sku-1' } },
  ...change,
})
const many = (count: number) => Array.from({ length: count }, (_, n) => posted(n))

async function aServer(options: Parameters<typeof anIngestServer>[0] = {}) {
  const { post, ...server } = await anIngestServer(options)
  return {
    ...server,
    post: (body: unknown, headers: Record<string, string> = {}) => post('/v1/events', body, headers),
  }
}

describe('posting events', () => {
  test('one event is accepted, and is on the queue in normal form', async () => {
    const { broker, post, answers } = await aServer()
    const answer = await post(posted(1, { customer: { email: 'Ann@Example.com' } }))
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, rejected: [] } })
    expect(await drained(broker)).toEqual([
      {
        source: 'shop-de',
        id: 'evt-1',
        type: 'product_viewed',
        occurredAt: '2026-11-20T09:59:00.000Z',
        receivedAt: '2026-11-20T10:00:00.000Z',
        customer: { email: 'ann@example.com' },
        properties: { product: { productId: 'sku-1' } },
      },
    ])
    expect(answers).toEqual([{ source: 'shop-de', accepted: 1, rejected: 0, refused: [] }])
  })

  test('a batch of a thousand is accepted whole, each in the shard of its customer, and more is refused whole', async () => {
    const { broker, post } = await aServer()
    expect(await post({ events: many(1_000) })).toMatchObject({
      status: 202,
      body: { accepted: 1_000, rejected: [] },
    })
    const wrong: Event[] = []
    let seen = 0
    broker.consume(eventsQueue, async ({ events }, { shard }) => {
      seen += events.length
      wrong.push(...events.filter(event => shardOf(event.customer) !== shard))
    })
    await eventually(() => seen === 1_000)
    expect(wrong).toEqual([])
    expect(await post({ events: many(1_001) })).toMatchObject({
      status: 413,
      body: { code: 'batch_too_large' },
    })
    expect(await broker.depth(eventsQueue)).toBe(0)
  })

  test('bad events among good ones are named by index and path, and the good ones are stored', async () => {
    const { broker, post, answers } = await aServer()
    const events = [
      posted('good-1'),
      posted('bad', { type: 'ProductViewed', customer: {} }),
      'nonsense',
      posted('good-2'),
      posted('late', { occurredAt: '2026-11-20T11:00:01Z' }),
      posted('nul', { properties: { product: { productId: 'a\0b' } } }),
    ]
    expect(await post({ events })).toMatchObject({
      status: 202,
      body: {
        accepted: 2,
        rejected: [
          { index: 1, errors: [{ path: 'type' }, { path: 'customer' }] },
          { index: 2, errors: [{ path: '' }] },
          {
            index: 4,
            errors: [{ path: 'occurredAt', message: 'must not be more than an hour in the future' }],
          },
          { index: 5, errors: [{ path: 'properties.product.productId', message: 'must not contain NUL' }] },
        ],
      },
    })
    expect((await drained(broker)).map(event => event.id).sort()).toEqual(['evt-good-1', 'evt-good-2'])
    const at = (...paths: string[]) => paths.map(path => ({ path, fault: 'wrong' }))
    expect(answers).toEqual([
      {
        source: 'shop-de',
        accepted: 2,
        rejected: 4,
        refused: [
          { type: 'ProductViewed', faults: at('type', 'customer') },
          { type: '', faults: at('') },
          { type: 'product_viewed', faults: at('occurredAt') },
          { type: 'product_viewed', faults: at('properties.product.productId') },
        ],
      },
    ])
  })

  test('an id twice in one batch is accepted twice: what counts once is decided where it is stored', async () => {
    const { post } = await aServer()
    expect(await post({ events: [posted(1), posted(1)] })).toMatchObject({
      status: 202,
      body: { accepted: 2 },
    })
  })

  test('nothing usable is a 400 with the same list', async () => {
    const { broker, post } = await aServer()
    const answer = await post({ events: [posted(1, { id: '' }), posted(2, { customer: {} })] })
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 'no_valid_event',
        rejected: [
          { index: 0, errors: [{ path: 'id', message: 'must not be empty' }] },
          { index: 1, errors: [{ path: 'customer' }] },
        ],
      },
    })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    for (const body of [{ events: [] }, {}, [], 7, null, [posted(1)], { events: 'x' }]) {
      expect(await post(body)).toMatchObject({ status: 400, body: { code: 'no_valid_event' } })
    }
    expect(await broker.depth(eventsQueue)).toBe(0)
  })

  test('what is no request of this kind is refused before anything is read from it', async () => {
    const { broker, post } = await aServer()
    expect(await post('{"id":')).toMatchObject({ status: 400, body: { code: 'invalid_json' } })
    expect(await post(posted(1), { 'content-type': 'text/plain' })).toMatchObject({ status: 415 })
    expect(await post({ events: many(3), padding: 'x'.repeat(5 * 1024 * 1024) })).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    })
    expect(await post(posted(1), { authorization: 'Bearer nothing' })).toMatchObject({
      status: 401,
      body: { code: 'key_invalid' },
    })
    expect(await broker.depth(eventsQueue)).toBe(0)
  })

  test('a key that may only read may not post', async () => {
    const { post } = await aServer({ scopes: ['read', 'write'] })
    expect(await post(posted(1))).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
  })

  test('a hundred requests that come while one write is under way share the next', async () => {
    const broker = aBroker()
    let writes = 0
    let arrived = 0
    let allArrived = () => {}
    const gate = new Promise<void>(resolve => {
      allArrived = resolve
    })
    const counting: Broker = {
      ...broker,
      publish: async (queue, jobs) => {
        if (++writes === 1) await gate
        await broker.publish(queue, jobs)
      },
    }
    const { post } = await aServer({
      broker: counting,
      wrap: intake => ({
        ...intake,
        accept(events) {
          if (++arrived === 100) allArrived()
          return intake.accept(events)
        },
      }),
    })
    const answers = await Promise.all(many(100).map(event => post(event)))
    expect(answers.every(answer => answer.status === 202)).toBe(true)
    // One, when all of them have come before the first write has begun.
    expect(writes).toBeLessThanOrEqual(2)
    expect(await broker.depth(eventsQueue)).toBeLessThanOrEqual(2 * eventsQueue.shards)
    expect(new Set((await drained(broker)).map(event => event.id)).size).toBe(100)
  })
})

describe('when a server is away (I1)', () => {
  test('Redis killed: 503 with Retry-After; back again: accepted, and nothing that was accepted is lost', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    const { post, answers } = await aServer({ broker })
    expect(await post(posted('before'))).toMatchObject({ status: 202 })
    await own.kill()
    const refused = await post(posted('during'))
    expect(refused).toMatchObject({ status: 503, body: { code: 'queue_unavailable' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    await own.start()
    await eventually(async () => (await post(posted('after'))).status === 202)
    expect((await drained(broker)).map(event => event.id).sort()).toEqual(['evt-after', 'evt-before'])
    expect(answers.every(answer => answer.accepted === 1)).toBe(true)
  })

  test('Redis killed in the middle of a storm: whatever was answered with 202 is there', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    const { post } = await aServer({ broker })
    const storm = many(300).map(async event => ({ id: event.id, status: (await post(event)).status }))
    await Promise.race(storm)
    await own.kill()
    await own.start()
    const results = await Promise.all(storm)
    const accepted = results.filter(result => result.status === 202).map(result => result.id)
    expect(results.every(result => [202, 503].includes(result.status))).toBe(true)
    const stored = new Set((await drained(broker)).map(event => event.id))
    expect(accepted.filter(id => !stored.has(id))).toEqual([])
  })

  test('Redis full: 503 and never a false 202; sent again when there is room, every event is there', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    const { post } = await aServer({ broker })
    const used = /used_memory:(\d+)/.exec(String(await own.ask('INFO', 'memory')))?.[1]
    await own.ask('CONFIG', 'SET', 'maxmemory', String(Number(used) + 2_000_000))
    const properties = { note: 'x'.repeat(3_000) }
    const batches = Array.from({ length: 10 }, (_, b) =>
      Array.from({ length: 200 }, (_, n) => posted(`${b}-${n}`, { type: 'note_taken', properties })),
    )
    const first = []
    for (const events of batches) first.push((await post({ events })).status)
    expect(first).toContain(202)
    expect(first).toContain(503)
    await own.ask('CONFIG', 'SET', 'maxmemory', '0')
    for (const [index, events] of batches.entries()) {
      if (first[index] !== 202)
        expect(await post({ events })).toMatchObject({ status: 202, body: { accepted: 200 } })
    }
    const stored = await drained(broker)
    expect(new Set(stored.map(event => event.id)).size).toBe(2_000)
    // A write that failed half may have stored some already: those come twice, and count once by their id.
    const copies = countOf(stored.map(event => event.id))
    for (const [index, events] of batches.entries()) {
      for (const { id } of events) expect(copies.get(id)).toBeLessThanOrEqual(first[index] === 202 ? 1 : 2)
    }
  })

  test('PostgreSQL away: a key that was used before goes on posting, an unknown one gets 503', async () => {
    let cut = async () => {}
    const { broker, post } = await aServer({
      way: async url => {
        const way = await aWayTo(url)
        cut = way.cut
        return way.url
      },
    })
    expect(await post(posted(1))).toMatchObject({ status: 202 })
    await cut()
    expect(await post(posted(2))).toMatchObject({ status: 202 })
    const stranger = await post(posted(3), { authorization: `Bearer tf_${'s'.repeat(43)}` })
    expect(stranger).toMatchObject({ status: 503, body: { code: 'keys_unavailable' } })
    expect(stranger.headers.get('retry-after')).toBe('5')
    expect((await drained(broker)).map(event => event.id).sort()).toEqual(['evt-1', 'evt-2'])
  })
})

function countOf(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
