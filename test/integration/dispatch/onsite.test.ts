import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Kysely, sql } from 'kysely'
import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { type Database, inTransaction, setClock } from '../../../src/db/index.js'
import { type OnsiteOptions, onsiteRoutes } from '../../../src/dispatch/index.js'
import { withdrawMessages } from '../../../src/pipeline/outbox-store.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { anOutbox, type MessageChange, type Outbox, type OutboxOptions } from './outbox.js'

const logger = createLogger({ level: 'silent' })
const path = '/v1/onsite?customer=id:c-1'

interface Shop {
  readonly outbox: Outbox
  readonly customerId: string
  readonly http: ReturnType<typeof supertest.agent>
  readonly app: ReturnType<typeof createHttp>
  readonly key: string
  onsite(change?: MessageChange): Promise<string>
}

async function aShop(
  options: OutboxOptions = {},
  { scope = 'read', ...more }: Partial<OnsiteOptions> & { scope?: Scope } = {},
): Promise<Shop> {
  const outbox = await anOutbox(options)
  const { db } = outbox
  const customerId = await outbox.aCustomer({ email: null, phone: null, emailConsent: 'unknown' })
  await isKnownAs(db, customerId, 'c-1')
  const { key } = await createKey(db, { source: 'shop', name: 'test', scopes: [scope] })
  const { router, close } = onsiteRoutes({ db, authenticator: createAuthenticator({ db }), logger, ...more })
  untilOver(close)
  const app = createHttp({ routers: [router], logger })
  const http = supertest.agent(app).set('authorization', `Bearer ${key}`)
  return {
    outbox,
    customerId,
    http,
    app,
    key,
    onsite: change => outbox.aMessage({ customerId, channel: 'onsite', ...change }),
  }
}

const isKnownAs = (db: Kysely<Database>, customerId: string, id: string) =>
  sql`insert into identities (kind, value, customer_id, part, created_at) values ('id', ${id}, ${customerId}, 0, now())`.execute(
    db,
  )
const becomes = (outbox: Outbox, id: string, expected: object) =>
  eventually(async () => expect(await outbox.row(id)).toMatchObject(expected))

async function waiting({ db }: Outbox): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(db)
  return rows.length
}

describe('GET /v1/onsite', () => {
  it('hands over what waits for the customer, filled in, and never again', async () => {
    const { outbox, http, onsite } = await aShop({
      onsiteContent: {
        title: 'Hi {{ customer.name }}',
        text: 'Worth {{ cart.value }}',
        button: 'Code {{ steps.offer.code }}',
        link: '/cart?id={{ data.cart.id }}',
        image: 'https://img.example/1.png',
      },
    })
    const id = await onsite({
      data: { cart: { id: 'c9', value: '99.00' } },
      outputs: { offer: { code: 'SAVE' } },
    })
    const { body } = await http.get(path).expect(200)
    expect(body).toEqual({
      messages: [
        {
          id,
          journey: 'cart-recovery',
          step: 'remind',
          title: 'Hi Ann',
          text: 'Worth 99.00',
          button: 'Code SAVE',
          link: '/cart?id=c9',
          image: 'https://img.example/1.png',
        },
      ],
    })
    await becomes(outbox, id, {
      status: 'sent',
      attempts: 1,
      template_hash: 'hash-onsite',
      claim_token: null,
    })
    expect((await http.get(path).expect(200)).body).toEqual({ messages: [] })
  })

  it('is oldest first, three at once or as many as wanted', async () => {
    const { http, onsite } = await aShop()
    const ids = []
    for (const createdAgoMs of [5_000, 4_000, 3_000, 2_000, 1_000]) ids.push(await onsite({ createdAgoMs }))
    const first = await http.get(path).expect(200)
    const second = await http.get(`${path}&limit=1`).expect(200)
    const told = [...first.body.messages, ...second.body.messages].map(({ id }: { id: string }) => id)
    expect(told).toEqual(ids.slice(0, 4))
  })

  it('gives each message to one of many requests at once', async () => {
    const { http, onsite } = await aShop()
    const ids = await Promise.all(Array.from({ length: 10 }, () => onsite()))
    const answers = await Promise.all(Array.from({ length: 8 }, () => http.get(`${path}&limit=5`)))
    const rest = await http.get(`${path}&limit=20`)
    const told = [...answers, rest].flatMap(({ body }) => body.messages.map(({ id }: { id: string }) => id))
    expect(told.sort()).toEqual([...ids].sort())
  })

  it('leaves other channels, other customers and what is not due alone', async () => {
    const { outbox, http, customerId, onsite } = await aShop()
    const ids = [
      await outbox.aMessage({ customerId, channel: 'email' }),
      await outbox.aMessage({ channel: 'onsite' }),
      await onsite({ dueInMs: 3_600_000 }),
    ]
    expect((await http.get(path).expect(200)).body).toEqual({ messages: [] })
    for (const id of ids) expect((await outbox.row(id)).status).toBe('queued')
  })

  it('keeps caps, quiet hours and withdrawals', async () => {
    const { outbox, http, onsite } = await aShop({
      caps: { onsite: { max: 1, per: '24h' } },
      settings: { quietHours: { onsite: [{ between: ['22:00', '23:00'] }] } },
    })
    const { db } = outbox
    await setClock(db, { at: new Date('2026-11-20T21:00:00Z'), speed: 1 })
    const withdrawn = await onsite({ createdAgoMs: 3_000 })
    const [shown, capped] = [await onsite({ createdAgoMs: 2_000 }), await onsite({ createdAgoMs: 1_000 })]
    const enrollmentId = (await outbox.row(withdrawn)).enrollment_id as string
    await inTransaction(db, trx => withdrawMessages(trx, [{ enrollmentId, reason: 'order_completed' }]))
    const { body } = await http.get(path).expect(200)
    expect(body.messages).toMatchObject([{ id: shown }])
    await becomes(outbox, shown, { status: 'sent' })
    expect(await outbox.row(capped)).toMatchObject({ status: 'skipped', reason: 'capped: onsite' })
    await setClock(db, { at: new Date('2026-11-20T22:30:00Z'), speed: 1 })
    const quiet = await onsite()
    expect((await http.get(path)).body).toEqual({ messages: [] })
    expect(await outbox.row(quiet)).toMatchObject({
      status: 'queued',
      reason: 'quiet_hours',
      due_at: new Date('2026-11-20T23:00:00Z'),
    })
  })

  it('a message that cannot be composed fails and holds up no other', async () => {
    const { outbox, http, onsite } = await aShop({
      onsiteContent: { title: 'Hi', text: '', link: '{{ cart.url }}' },
    })
    const bad = await onsite({ data: { cart: { url: 'javascript:alert(1)' } } })
    const good = await onsite({ data: { cart: { url: 'https://shop.example/cart' } } })
    const { body } = await http.get(path).expect(200)
    expect(body.messages).toMatchObject([{ id: good, link: 'https://shop.example/cart' }])
    expect(await outbox.row(bad)).toMatchObject({
      status: 'failed',
      reason: 'render_failed: link: must begin with https://, http:// or /',
    })
  })

  it('what an answer held that was cut is unknown, and not shown again', async () => {
    const { outbox, http, app, key, onsite } = await aShop()
    const id = await onsite()
    const server = createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    untilOver(async () => void server.close())
    const { port } = server.address() as AddressInfo
    const isGone = () =>
      new Promise<boolean>(resolve => server.getConnections((_, count) => resolve(count === 0)))
    // The shop hangs up while its message is being claimed, which waits for the customer's lock.
    await outbox.db.transaction().execute(async trx => {
      await sql`select from customers for update`.execute(trx)
      const asking = request({ port, path, headers: { authorization: `Bearer ${key}` } })
      asking.on('error', () => {})
      asking.end()
      await eventually(async () => expect(await waiting(outbox)).toBe(1))
      asking.destroy()
      await eventually(isGone)
    })
    await becomes(outbox, id, { status: 'unknown', reason: 'answer cut' })
    expect((await http.get(path)).body).toEqual({ messages: [] })
  })

  it('knows nobody by that name: nothing to show', async () => {
    const { http } = await aShop()
    expect((await http.get('/v1/onsite?customer=id:nobody').expect(200)).body).toEqual({ messages: [] })
  })

  it('refuses what is no customer and no limit', async () => {
    const { http } = await aShop()
    for (const query of ['', '?customer=c-1', '?customer=id:'])
      expect((await http.get(`/v1/onsite${query}`).expect(400)).body.code).toBe('customer_key_invalid')
    for (const limit of ['0', '21', 'x', '1.5'])
      expect((await http.get(`${path}&limit=${limit}`).expect(400)).body.code).toBe('limit_invalid')
    await http.post(path).expect(405)
  })

  it('wants a key that may read', async () => {
    const { http, app } = await aShop({}, { scope: 'ingest' })
    await http.get(path).expect(403)
    await supertest(app).get(path).expect(401)
  })
})

describe('the sweep', () => {
  it('makes no job of a message on the site, and ends it after a week', async () => {
    const { outbox, onsite } = await aShop()
    const day = 24 * 3_600_000
    const [waiting, old] = [await onsite({ createdAgoMs: 6 * day }), await onsite({ createdAgoMs: 8 * day })]
    outbox.start()
    await becomes(outbox, old, { status: 'skipped', reason: 'expired' })
    expect(await outbox.row(waiting)).toMatchObject({ status: 'queued' })
  })
})
