// Customers over HTTP, and that nothing of them gets into the log.

import { Writable } from 'node:stream'
import { sql } from 'kysely'
import supertest from 'supertest'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { exportedTables } from '../../../src/privacy/export-queries.js'
import { privacyRoutes } from '../../../src/privacy/index.js'
import { eventually } from '../../support/eventually.js'
import { aWorld, type World } from '../../support/pipeline-world.js'
import { aLife, everything, findMarks, type Life } from './a-life.js'

let world: World
let ann: Life
let broker: Parameters<typeof privacyRoutes>[0]['broker']
beforeEach(async () => {
  world = await aWorld()
  ann = await aLife(world, 'annabella')
  broker = { failed: async () => [], replay: async () => 0 }
})

async function as(scope: Scope) {
  const { db } = world
  const { key } = await createKey(db, { source: 'shop', name: 'test', scopes: [scope] })
  const routers = [privacyRoutes({ db, broker, authenticator: createAuthenticator({ db }) })]
  const app = createHttp({ routers, logger: createLogger({ level: 'silent' }) })
  return supertest.agent(app).set('authorization', `Bearer ${key}`)
}

const path = '/v1/customers/email:Annabella%40example.com'

describe('GET /v1/customers/:key', () => {
  it('says who somebody is', async () => {
    const { body } = await (await as('read')).get(path).expect(200)
    expect(body).toMatchObject({
      customerId: ann.customerId,
      email: 'annabella@example.com',
      attributes: { city: 'city-of-annabella' },
      consents: { email: { status: 'subscribed', topics: {} }, sms: { status: 'unknown', at: null } },
      suppressions: [{ channel: 'email', reason: 'hard_bounce' }],
      enrollments: [{ journeyId: 'cart-recovery', key: 'later-cart-of-annabella', stepId: 'settle' }],
      counts: { enrollments: 2, conversions: 1 },
    })
    expect(body.names).toHaveLength(4)
  })

  it('tells of topics with times like all others', async () => {
    const said = { status: 'unsubscribed', at: Date.parse('2026-11-21T12:00:00.250Z') }
    await world.db
      .updateTable('customers')
      .set({ topic_consents: JSON.stringify({ email: { offers: said } }) })
      .where('id', '=', ann.customerId)
      .execute()
    const { body } = await (await as('read')).get(path).expect(200)
    expect(body.consents.email.topics).toEqual({
      offers: { status: 'unsubscribed', at: '2026-11-21T12:00:00.25+00:00' },
    })
    expect(body.consents.sms.topics).toEqual({})
  })

  it('answers 404 for somebody unknown, 400 for what names nobody, 403 without the scope', async () => {
    const http = await as('read')
    expect((await http.get('/v1/customers/id:nobody').expect(404)).body.code).toBe('customer_not_found')
    await http.get('/v1/customers/nobody').expect(400)
    await http.get('/v1/customers/id:%00').expect(400)
    await http.delete(path).expect(403)
    await http.get(`${path}/export`).expect(403)
    await http.put(path).expect(405)
    await (await as('ingest')).get(path).expect(403)
  })
})

describe('GET /v1/customers/:key/timeline', () => {
  it('gives a life page by page, newest first, and each moment once', async () => {
    const http = await as('read')
    const whole = (await http.get(`${path}/timeline`).query({ limit: 500 }).expect(200)).body
    expect(whole.next).toBeNull()
    expect(new Set(whole.moments.map(({ what }: { what: string }) => what))).toEqual(
      new Set(['event', 'decision', 'message']),
    )
    const times = whole.moments.map(({ at }: { at: string }) => at)
    expect(times).toEqual([...times].sort().reverse())
    const paged: unknown[] = []
    for (let before: string | undefined; ; ) {
      const { body } = await http
        .get(`${path}/timeline`)
        .query({ limit: 3, ...(before && { before }) })
        .expect(200)
      paged.push(...body.moments)
      if (body.next === null) break
      before = body.next
    }
    expect(paged).toEqual(whole.moments)
  })

  it('names every bad parameter', async () => {
    const http = await as('read')
    const { body } = await http.get(`${path}/timeline`).query({ limit: 0, before: 'x' }).expect(400)
    expect(body).toMatchObject({
      code: 'timeline_parameters_invalid',
      errors: [{ path: 'limit' }, { path: 'before' }],
    })
  })
})

describe('GET /v1/customers/:key/export', () => {
  it('holds every row about somebody, and none of anybody else', async () => {
    await world.setTime(new Date('2026-11-20T12:00:00Z'))
    const bob = await aLife(world, 'robert')
    const { body, text } = await (await as('admin')).get(`${path}/export`).expect(200)
    expect(findMarks(new Map([['export', text]]), bob.marks)).toEqual([])
    for (const mark of [
      'city-of-annabella',
      'I am annabella',
      'ip-of-annabella',
      'provider-annabella',
      'later-cart-of-annabella',
      'shop-annabella',
    ])
      expect(text).toContain(mark)
    const filled = Object.entries(body).filter(([, rows]) => Array.isArray(rows) && rows.length === 0)
    expect(filled.map(([name]) => name)).toEqual([])
    expect(body.setAside).toMatchObject({ events: [{}], webhooks: [{}] })
    expect(body.events[0]).toHaveProperty('occurredAt')
  })

  it('streams a life that is longer than a portion', async () => {
    await sql`insert into events select 'shop', 'long-' || n, ${ann.customerId}, 1, 'product_viewed', now(), now(), now(), '{}'
      from generate_series(1, 1600) n`.execute(world.db)
    const { body } = await (await as('admin')).get(`${path}/export`).expect(200)
    expect(body.events.length).toBeGreaterThan(1_600)
  })

  it('is no error when whoever reads it breaks off', async () => {
    await sql`insert into events select 'shop', 'long-' || n, ${ann.customerId}, 1, 'product_viewed', now(), now(), now(),
      json_build_object('note', repeat('x', 4000)) from generate_series(1, 8000) n`.execute(world.db)
    const lines: string[] = []
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    })
    const { db } = world
    const { key } = await createKey(db, { source: 'shop', name: 'test', scopes: ['admin'] })
    const routers = [privacyRoutes({ db, broker, authenticator: createAuthenticator({ db }) })]
    const server = await listen(
      createHttp({ routers, logger: createLogger({ level: 'debug', destination }) }),
      {
        port: 0,
      },
    )
    onTestFinished(() => server.close())
    const reading = new AbortController()
    const answer = await fetch(`${server.url}${path}/export`, {
      headers: { authorization: `Bearer ${key}` },
      signal: reading.signal,
    })
    await answer.body!.getReader().read()
    reading.abort()
    await eventually(async () => lines.length > 0)
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { level: 'debug', route: '/v1/customers/:key/export', msg: 'The reader of a long answer has gone' },
    ])
  })

  it('forgets no table that has rows of customers', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'customer_id' order by 1`.execute(world.db)
    expect(exportedTables).toEqual(expect.arrayContaining(rows.map(({ name }) => name)))
  })
})

describe('DELETE /v1/customers/:key', () => {
  it('answers with a receipt, and nothing is left', async () => {
    const http = await as('admin')
    const { body } = await http.delete(path).expect(200)
    expect(body).toEqual({
      receipt: expect.stringMatching(/^[0-9a-f-]{36}$/),
      erasedAt: expect.any(String),
      rows: expect.any(Object),
    })
    expect(findMarks(await everything(world.db), ann.marks)).toEqual([])
    await http.delete(path).expect(404)
    await http.get(path).expect(404)
  })

  it('does nothing while Redis is away, where something of them may be', async () => {
    broker.failed = () => Promise.reject(new BrokerUnavailable('away'))
    const { body } = await (await as('admin')).delete(path).expect(503)
    expect(body.code).toBe('queue_unavailable')
    await (await as('read')).get(path).expect(200)
  })
})
