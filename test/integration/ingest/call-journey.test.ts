// POST /v1/journeys/:id/calls on real Redis and PostgreSQL: a call is an event, and as safe as one.
import { describe, expect, test } from 'vitest'
import { eventsQueue } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { at, aWorld } from '../../support/pipeline-world.js'
import { aBroker } from '../queue/a-broker.js'
import { aWayTo } from '../queue/cut-off.js'
import { anOwnRedis } from '../queue/own-redis.js'
import { anIngestServer, drained, type IngestServerOptions } from './an-ingest-server.js'

async function aServer(options: IngestServerOptions = {}) {
  const { post, ...server } = await anIngestServer(options)
  return {
    ...server,
    post,
    call: (body: unknown, journey = 'care-call', headers: Record<string, string> = {}) =>
      post(`/v1/journeys/${journey}/calls`, body, headers),
  }
}

const customer = { id: 'c-1', email: 'Ann@Example.com' }

describe('calling a journey', () => {
  test('is an event of the caller, which carries the data and the journey', async () => {
    const { broker, call, answers } = await aServer()
    const body = {
      id: 'ticket-7',
      customer,
      data: { reason: 'late', order: { id: 'o-1' } },
      occurredAt: '2026-11-20T10:30:00+01:00',
    }
    expect(await call(body)).toMatchObject({ status: 202, body: { id: 'ticket-7' } })
    expect(await drained(broker)).toEqual([
      {
        source: 'shop-de',
        id: 'call:care-call:ticket-7',
        type: 'journey_called',
        occurredAt: '2026-11-20T09:30:00.000Z',
        receivedAt: '2026-11-20T10:00:00.000Z',
        customer: { id: 'c-1', email: 'ann@example.com' },
        properties: { reason: 'late', order: { id: 'o-1' }, journey: 'care-call' },
      },
    ])
    expect(answers).toEqual([{ source: 'shop-de', accepted: 1, rejected: 0, refused: [] }])
  })

  test('needs no more than a customer: it is now, and gets an id that is told', async () => {
    const { broker, call } = await aServer()
    const answers = [await call({ customer }), await call({ customer })]
    const ids = answers.map(({ status, body }) => {
      expect(status).toBe(202)
      return (body as { id: string }).id
    })
    expect(new Set(ids).size).toBe(2)
    const events = await drained(broker)
    expect(events.map(({ id }) => id).sort()).toEqual(ids.map(id => `call:care-call:${id}`).sort())
    expect(events).toMatchObject([
      { occurredAt: '2026-11-20T10:00:00.000Z', properties: { journey: 'care-call' } },
      { occurredAt: '2026-11-20T10:00:00.000Z', properties: { journey: 'care-call' } },
    ])
  })

  test('brings the customer in once, however often the same call is made', async () => {
    const { broker, call } = await aServer()
    const world = await aWorld({
      journeys: [
        {
          id: 'care-call',
          name: 'Care call',
          trigger: { api: true, where: { reason: 'late' } },
          entry: { reenter: 'always' },
          steps: [{ id: 'settle', wait: '1h' }],
        },
      ],
    })
    const body = { id: 'ticket-7', customer, data: { reason: 'late' } }
    await Promise.all([call(body), call(body), call(body)])
    await call({ id: 'ticket-8', customer: { id: 'c-2' }, data: { reason: 'early' } })
    await call({ id: 'ticket-7', customer: { id: 'c-3' }, data: { reason: 'late' } }, 'no-such-journey')
    await world.setTime(at(0))
    await world.post(...(await drained(broker)))
    const rows = await world.db
      .selectFrom('enrollments')
      .innerJoin('customers', 'customers.id', 'enrollments.customer_id')
      .select(['journey_id', 'email', 'data', 'event_id'])
      .execute()
    expect(rows).toEqual([
      {
        journey_id: 'care-call',
        email: 'ann@example.com',
        data: { reason: 'late', journey: 'care-call' },
        event_id: 'call:care-call:ticket-7',
      },
    ])
  })

  test('names all that is wrong with it, and stores nothing', async () => {
    const { broker, call, answers } = await aServer()
    const body = {
      id: '',
      customer: { email: 'ann' },
      data: { journey: 'other', note: 'a\0b' },
      occurredAt: 'yesterday',
      surprise: 1,
    }
    const answer = await call(body, 'Care_Call')
    expect(answer).toMatchObject({ status: 400, body: { code: 'journey_call_invalid' } })
    expect((answer.body as { errors: { path: string }[] }).errors.map(({ path }) => path).sort()).toEqual(
      ['', 'customer.email', 'data.journey', 'data.note', 'id', 'journey', 'occurredAt'].sort(),
    )
    for (const [wrong, path] of [
      [{}, 'customer'],
      [{ customer: {} }, 'customer'],
      [{ customer, data: [] }, 'data'],
      [{ customer, occurredAt: '2026-11-20T11:00:01Z' }, 'occurredAt'],
      [[], ''],
      [null, ''],
    ] as const) {
      expect(await call(wrong)).toMatchObject({ status: 400, body: { errors: [{ path }] } })
    }
    expect(await broker.depth(eventsQueue)).toBe(0)
    expect(answers).toHaveLength(7)
    expect(answers.every(({ accepted, rejected }) => accepted === 0 && rejected === 1)).toBe(true)
  })

  test('is refused before anything is read where it is no request of this kind, or the key may not', async () => {
    const { call } = await aServer({ scopes: ['read', 'write'] })
    expect(await call({ customer })).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
    const { call: allowed } = await aServer()
    expect(await allowed('{"customer":')).toMatchObject({ status: 400, body: { code: 'invalid_json' } })
    expect(await allowed({ customer }, 'x', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 })
    expect(await allowed({ customer }, 'x', { authorization: 'Bearer nothing' })).toMatchObject({
      status: 401,
    })
  })

  test('is not to be had by an event that only says so', async () => {
    const { broker, post } = await aServer()
    const event = {
      id: 'evt-1',
      type: 'journey_called',
      occurredAt: '2026-11-20T09:59:00Z',
      customer,
      properties: { journey: 'care-call' },
    }
    expect(await post('/v1/events', event)).toMatchObject({
      status: 400,
      body: {
        code: 'no_valid_event',
        rejected: [
          {
            errors: [
              {
                path: 'type',
                message: 'is made by Triggerfish itself; call a journey with POST /v1/journeys/ID/calls',
              },
            ],
          },
        ],
      },
    })
    expect(await broker.depth(eventsQueue)).toBe(0)
  })
})

describe('when a server is away (I1)', () => {
  test('Redis killed: 503 with Retry-After; back again: accepted', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    const { call } = await aServer({ broker })
    await own.kill()
    const refused = await call({ id: 'ticket-7', customer })
    expect(refused).toMatchObject({ status: 503, body: { code: 'queue_unavailable' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    await own.start()
    await eventually(async () => (await call({ id: 'ticket-7', customer })).status === 202)
    expect((await drained(broker)).map(({ id }) => id)).toContain('call:care-call:ticket-7')
  })

  test('PostgreSQL away: a key that was used before goes on calling', async () => {
    let cut = async () => {}
    const { broker, call } = await aServer({
      way: async url => {
        const way = await aWayTo(url)
        cut = way.cut
        return way.url
      },
    })
    expect(await call({ id: '1', customer })).toMatchObject({ status: 202 })
    await cut()
    expect(await call({ id: '2', customer })).toMatchObject({ status: 202 })
    expect(await drained(broker)).toHaveLength(2)
  })
})
