// Suppressions: changed by hand over HTTP, and looked at when a message is claimed and again before it leaves.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { suppressionRoutes } from '../../../src/feedback/index.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { anOutbox } from '../dispatch/outbox.js'

interface Answer {
  readonly suppressions: readonly { readonly key: string }[]
  readonly next: string | null
}

async function aServer(scopes: Scope[] = ['read', 'write']) {
  const { db } = await aDatabase()
  const { key } = await createKey(db, { source: 'care', name: 'test', scopes })
  const logged: string[] = []
  const logger = createLogger({ level: 'trace', destination: { write: line => void logged.push(line) } })
  const router = suppressionRoutes({ db, authenticator: createAuthenticator({ db }) })
  const server = await listen(createHttp({ routers: [router], logger }), { port: 0 })
  untilOver(() => server.close())
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${server.url}/v1/suppressions${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Answer }
  }
  const history = async () =>
    (
      await sql`select address, change, reason, note, made_by from suppression_changes order by changed_at`.execute(
        db,
      )
    ).rows
  return { db, call, history, logged }
}

describe('/v1/suppressions', () => {
  it('puts an address on the list once, and says who did it and why', async () => {
    const { call, history, logged } = await aServer()
    const put = await call('PUT', '/email:Ann@Example.com', { note: 'asked by telephone' })
    expect(put).toMatchObject({
      status: 201,
      body: { key: 'email:ann@example.com', channel: 'email', reason: 'manual', note: 'asked by telephone' },
    })
    expect(await call('PUT', '/email:ann@example.com', {})).toMatchObject({
      status: 200,
      body: { note: 'asked by telephone' },
    })
    expect(await call('GET', '/email:ann@example.com')).toMatchObject({
      status: 200,
      body: { reason: 'manual' },
    })
    expect(await history()).toEqual([
      {
        address: 'ann@example.com',
        change: 'added',
        reason: 'manual',
        note: 'asked by telephone',
        made_by: 'care',
      },
    ])
    expect(logged.join()).not.toContain('ann@')
  })

  it('leaves the reason an address has already', async () => {
    const { db, call, history } = await aServer()
    await sql`insert into suppressions values ('sms', '+4915112345678', 'opt_out', now())`.execute(db)
    expect(await call('PUT', '/phone:+49 151 12345678', {})).toMatchObject({
      status: 200,
      body: { reason: 'opt_out' },
    })
    expect(await history()).toEqual([])
  })

  it('lifts what was found out otherwise, for a stated reason only, which is kept', async () => {
    const { db, call, history } = await aServer()
    await sql`insert into suppressions values ('email', 'ann@example.com', 'hard_bounce', now())`.execute(db)
    expect(await call('DELETE', '/email:ann@example.com', {})).toMatchObject({
      status: 400,
      body: { code: 'suppression_note_missing' },
    })
    const lifted = await call('DELETE', '/email:ann@example.com', { note: 'mailbox is back' })
    expect(lifted).toEqual({ status: 200, body: { lifted: 'hard_bounce' } })
    expect(await call('DELETE', '/email:ann@example.com', { note: 'again' })).toMatchObject({ status: 404 })
    expect(await history()).toMatchObject([
      { change: 'lifted', reason: 'hard_bounce', note: 'mailbox is back' },
    ])
  })

  it('lists page by page, by channel and reason', async () => {
    const { db, call } = await aServer()
    await sql`insert into suppressions select 'email', 'c' || n || '@example.com', 'complaint', now()
      from generate_series(1, 5) as n`.execute(db)
    await sql`insert into suppressions values ('sms', '+4915112345678', 'opt_out', now())`.execute(db)
    const keys: string[] = []
    let after = ''
    for (;;) {
      const { body } = await call('GET', `?limit=2${after}`)
      keys.push(...body.suppressions.map(({ key }) => key))
      if (body.next === null) break
      after = `&after=${encodeURIComponent(body.next)}`
    }
    expect(keys).toEqual([1, 2, 3, 4, 5].map(n => `email:c${n}@example.com`).concat('phone:+4915112345678'))
    expect((await call('GET', '?channel=sms')).body.suppressions).toHaveLength(1)
    expect((await call('GET', '?reason=complaint')).body.suppressions).toHaveLength(5)
  })

  it.each([
    ['GET', '?reason=odd', 'suppression_parameters_invalid'],
    ['GET', '?limit=0', 'suppression_parameters_invalid'],
    ['GET', '/id:42', 'address_invalid'],
    ['PUT', '/email:nobody', 'address_invalid'],
    ['PUT', '/phone:0151', 'address_invalid'],
  ])('%s %s is refused: %s', async (method, path, code) => {
    const { call } = await aServer()
    expect(await call(method, path, method === 'PUT' ? {} : undefined)).toMatchObject({
      status: 400,
      body: { code },
    })
  })

  it('is not for keys that may only read, or only post events', async () => {
    const { call } = await aServer(['read'])
    expect(await call('GET', '')).toMatchObject({ status: 200 })
    expect(await call('PUT', '/email:ann@example.com', {})).toMatchObject({ status: 403 })
    const { call: other } = await aServer(['ingest'])
    expect(await other('GET', '')).toMatchObject({ status: 403 })
  })
})

const reasons = ['hard_bounce', 'complaint', 'opt_out', 'manual'] as const
const categories = ['marketing', 'transactional'] as const

describe.each(reasons)('an address suppressed by %s', reason => {
  it.each(categories)('gets no %s mail that was queued before', async category => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage({ category })
    await sql`insert into suppressions select 'email', email, ${reason}::text, now() from customers`.execute(
      outbox.db,
    )
    outbox.start()
    await outbox.publish(id)
    await eventually(async () => (await outbox.row(id)).status === 'skipped')
    expect(await outbox.row(id)).toMatchObject({ reason: 'address_suppressed' })
    expect(outbox.email.outbox).toEqual([])
  })

  it('gets none either where it was claimed before', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage({ category: 'transactional' })
    let asked = 0
    outbox.email.beforeMark = async () => {
      asked++
      await sql`insert into suppressions select 'email', email, ${reason}::text, now() from customers
        on conflict do nothing`.execute(outbox.db)
    }
    outbox.start()
    await outbox.publish(id)
    await eventually(async () => asked > 0)
    await outbox.start().close()
    expect(outbox.email.outbox).toEqual([])
    expect((await outbox.row(id)).status).not.toBe('sent')
  })
})

describe('what is suppressed', () => {
  it('is the address, not the customer, and by channel', async () => {
    const outbox = await anOutbox()
    const customerId = await outbox.aCustomer({ email: 'new@example.com' })
    await sql`insert into suppressions values ('email', 'old@example.com', 'hard_bounce', now()),
      ('sms', '+4915112345678', 'opt_out', now())`.execute(outbox.db)
    const mail = await outbox.aMessage({ customerId })
    const sms = await outbox.aMessage({ customerId, channel: 'sms' })
    outbox.start()
    await outbox.publish(mail, sms)
    await eventually(async () => (await outbox.row(mail)).status === 'sent')
    await eventually(async () => (await outbox.row(sms)).status === 'skipped')
    expect(outbox.sms.outbox).toEqual([])
  })
})
