// Ad platforms hear who is on which list, in the right order, and of nobody who may not be told of.
import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../src/db/index.js'
import { identifierHash } from '../../../src/dispatch/audiences/identifiers.js'
import { disableEndpoint } from '../../../src/dispatch/disabled-endpoint-store.js'
import {
  type AudiencesOptions,
  disabledEndpoints,
  enableEndpoint,
  startAudiences,
} from '../../../src/dispatch/index.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import { partOf } from '../../../src/model/ids.js'
import { checkAudiences } from '../../../src/pipeline/audience-store.js'
import { erase } from '../../../src/privacy/erase.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { type Asked, aReceiver } from '../../support/receiver.js'
import { untilOver } from '../../support/until-over.js'

const hash = (email: string) => identifierHash('custom', 'email', email)!
const phoneHash = (phone: string) => identifierHash('custom', 'phone', phone)!

async function aWorld(settings: object = {}) {
  const { db } = await aDatabase()
  const receiver = await aReceiver()
  const publish = async (audiences: object) => {
    const parsed = settingsSchema.parse({
      brand: { name: 'Shop', url: 'https://shop.example', postalAddress: '1 Main Street' },
      senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
      currency: 'EUR',
      audiences,
    })
    await sql`insert into workspace (revision, settings, published_at) values (1, ${JSON.stringify(parsed)}, now())
      on conflict (id) do update set revision = workspace.revision + 1, settings = excluded.settings`.execute(
      db,
    )
  }
  await publish({ vip: { platform: 'custom', url: receiver.url }, ...settings })
  const start = (change: Partial<AudiencesOptions> = {}) => {
    const telling = startAudiences({
      db,
      logger: pino({ level: 'silent' }),
      tokenOf: () => undefined,
      allowPrivate: true,
      pollMs: 10,
      walkEveryMs: 60_000,
      recordRetryMs: 20,
      ...change,
    })
    let closed: Promise<void> | undefined
    const close = () => {
      closed ??= telling.close()
      return closed
    }
    untilOver(close)
    return { close }
  }
  return { db, receiver, publish, start }
}

interface Given {
  email?: string | null
  phone?: string | null
  emailConsent?: string
  smsConsent?: string
}

/** A customer who has agreed, unless said otherwise. */
async function aCustomer(db: Kysely<Database>, given: Given = {}): Promise<string> {
  const id = randomUUID()
  const {
    email = `${id}@example.com`,
    phone = null,
    emailConsent = 'subscribed',
    smsConsent = 'unknown',
  } = given
  await sql`
    insert into customers (id, part, email, phone, email_consent, sms_consent, attributes, created_at, updated_at)
    values (${id}, ${partOf(id)}, ${email}, ${phone}, ${emailConsent}, ${smsConsent}, '{}', tf_now(), tf_now())`.execute(
    db,
  )
  await sql`insert into identities (kind, value, customer_id, part, created_at)
    values ('id', ${id}, ${id}, ${partOf(id)}, tf_now())`.execute(db)
  return id
}

/** As the pipeline does it. */
async function join(db: Kysely<Database>, customerId: string, audience = 'vip'): Promise<void> {
  await sql`insert into audience_members (audience, customer_id, part, added_at)
    values (${audience}, ${customerId}, ${partOf(customerId)}, tf_now()) on conflict do nothing`.execute(db)
  await checkAudiences(db, [customerId])
}

async function leave(db: Kysely<Database>, customerId: string): Promise<void> {
  await sql`delete from audience_members where customer_id = ${customerId}`.execute(db)
  await checkAudiences(db, [customerId])
}

const say = async (db: Kysely<Database>, id: string, status: string) => {
  await sql`update customers set email_consent = ${status} where id = ${id}`.execute(db)
  await checkAudiences(db, [id])
}

const entries = async (db: Kysely<Database>) =>
  await db.selectFrom('audience_entries').selectAll().orderBy('kind').execute()

/** `add abc`, in the order of asking. */
const told = (asked: readonly Asked[]): string[] =>
  asked.flatMap(({ body }) => {
    const { change, members } = JSON.parse(body)
    return members.map((one: object) => `${change} ${Object.values(one)[0]}`)
  })

const ann = 'ann@example.com'

describe('a list', () => {
  it('hears of who comes and who goes, once, by hashes and nothing else', async () => {
    const { db, receiver, start } = await aWorld()
    const id = await aCustomer(db, { email: ann, phone: '+4915112345678', smsConsent: 'subscribed' })
    await join(db, id)
    start()
    start()
    await eventually(async () =>
      expect(await entries(db)).toMatchObject([
        { kind: 'email', told: true, status: 'done', hash: hash(ann) },
        { kind: 'phone', told: true, status: 'done', hash: phoneHash('+4915112345678') },
      ]),
    )
    expect(told(receiver.asked).sort()).toEqual(
      [`add ${hash(ann)}`, `add ${phoneHash('+4915112345678')}`].sort(),
    )
    expect(receiver.asked.map(({ body }) => body).join()).not.toContain('ann')
    await join(db, id)
    await leave(db, id)
    await eventually(async () => expect(await entries(db)).toEqual([]))
    expect(told(receiver.asked).slice(2).sort()).toEqual(
      [`remove ${hash(ann)}`, `remove ${phoneHash('+4915112345678')}`].sort(),
    )
  })

  it('gets many at once', async () => {
    const { db, receiver, start } = await aWorld()
    for (let n = 0; n < 20; n++) await join(db, await aCustomer(db))
    start()
    await eventually(() => expect(told(receiver.asked)).toHaveLength(20))
    expect(receiver.asked).toHaveLength(1)
  })

  it('never hears of an addition that was taken back before it was told', async () => {
    const { db, receiver, start } = await aWorld()
    const id = await aCustomer(db)
    await join(db, id)
    await leave(db, id)
    start()
    const other = await aCustomer(db, { email: ann })
    await join(db, other)
    await eventually(() => expect(told(receiver.asked)).toEqual([`add ${hash(ann)}`]))
  })

  it('that is told of somebody who leaves meanwhile hears that next', async () => {
    const { db, receiver, start } = await aWorld()
    const id = await aCustomer(db, { email: ann })
    await join(db, id)
    receiver.answer = async (response, { body }) => {
      if (JSON.parse(body).change === 'add') await leave(db, id)
      response.writeHead(204).end()
    }
    start()
    await eventually(() => expect(told(receiver.asked)).toEqual([`add ${hash(ann)}`, `remove ${hash(ann)}`]))
    await eventually(async () => expect(await entries(db)).toEqual([]))
  })

  it('hears of the new address, and that the old one is no more', async () => {
    const { db, receiver, start } = await aWorld()
    const id = await aCustomer(db, { email: ann })
    await join(db, id)
    start()
    await eventually(() => expect(told(receiver.asked)).toHaveLength(1))
    await sql`update customers set email = 'new@example.com' where id = ${id}`.execute(db)
    await checkAudiences(db, [id])
    await eventually(async () =>
      expect(await entries(db)).toMatchObject([{ hash: hash('new@example.com'), told: true }]),
    )
    expect(told(receiver.asked).slice(1)).toEqual([`remove ${hash(ann)}`, `add ${hash('new@example.com')}`])
  })
})

describe('nobody is told of', () => {
  it('who has not agreed, whose address is suppressed, or who is in no list that is named', async () => {
    const { db, receiver, start } = await aWorld()
    await join(db, await aCustomer(db, { emailConsent: 'unknown' }))
    await join(db, await aCustomer(db, { emailConsent: 'unsubscribed' }))
    await sql`insert into suppressions values ('email', 'bad@example.com', 'complaint', now())`.execute(db)
    await join(db, await aCustomer(db, { email: 'bad@example.com' }))
    await join(db, await aCustomer(db, { email: null, phone: '+4915112345678' }))
    await join(db, await aCustomer(db), 'elsewhere')
    await join(db, await aCustomer(db, { email: ann }))
    start()
    await eventually(() => expect(told(receiver.asked)).toEqual([`add ${hash(ann)}`]))
    expect(await entries(db)).toHaveLength(1)
  })

  it('who has said no between the decision and the request', async () => {
    const { db, receiver, start } = await aWorld()
    const id = await aCustomer(db)
    await join(db, id)
    const first = start()
    await eventually(() => expect(told(receiver.asked)).toHaveLength(1))
    await first.close()
    // Back to an addition that is due, and a no that nobody has noted.
    await db.updateTable('audience_entries').set({ told: false, status: 'queued' }).execute()
    await sql`update customers set email_consent = 'unsubscribed'`.execute(db)
    start()
    await eventually(async () => expect(await entries(db)).toEqual([]))
    expect(told(receiver.asked)).toHaveLength(1)
  })

  it.each(['unsubscribed', 'unknown'])('whose consent has become %s: they are taken away', async status => {
    const { db, receiver, start } = await aWorld()
    const id = await aCustomer(db, { email: ann })
    await join(db, id)
    start()
    await eventually(() => expect(told(receiver.asked)).toHaveLength(1))
    await say(db, id, status)
    await eventually(() => expect(told(receiver.asked)).toEqual([`add ${hash(ann)}`, `remove ${hash(ann)}`]))
    await say(db, id, 'subscribed')
    await eventually(() => expect(told(receiver.asked).slice(2)).toEqual([`add ${hash(ann)}`]))
  })

  it('whose address was suppressed by hand: the walk finds them', async () => {
    const { db, receiver, start } = await aWorld()
    await join(db, await aCustomer(db, { email: ann }))
    start({ walkEveryMs: 20 })
    await eventually(() => expect(told(receiver.asked)).toHaveLength(1))
    await sql`insert into suppressions values ('email', ${ann}, 'manual', now())`.execute(db)
    await eventually(() => expect(told(receiver.asked)).toEqual([`add ${hash(ann)}`, `remove ${hash(ann)}`]))
  })

  it('who was erased: they are taken away by their hash, which is forgotten then', async () => {
    const { db, receiver, start } = await aWorld()
    const id = await aCustomer(db, { email: ann })
    await join(db, id)
    start()
    await eventually(async () => expect(await entries(db)).toMatchObject([{ told: true }]))
    await db.transaction().execute(trx => erase(trx, { kind: 'id', value: id }))
    await eventually(async () => expect(await entries(db)).toEqual([]))
    expect(told(receiver.asked)).toEqual([`add ${hash(ann)}`, `remove ${hash(ann)}`])
  })

  it('who was erased before anything was told: nothing goes out, and nothing is kept', async () => {
    const { db, receiver, start } = await aWorld()
    const id = await aCustomer(db, { email: ann })
    await join(db, id)
    receiver.answer = response => void response.writeHead(500).end()
    const telling = start()
    await eventually(async () => expect(await entries(db)).toMatchObject([{ attempts: 1 }]))
    await telling.close()
    await db.updateTable('audience_entries').set({ told: false }).execute()
    await db.transaction().execute(trx => erase(trx, { kind: 'id', value: id }))
    expect(await entries(db)).toEqual([])
  })
})

describe('a platform that answers', () => {
  it('later: it is told again, and what it may have taken is taken back when somebody leaves', async () => {
    const { db, receiver, start } = await aWorld()
    const id = await aCustomer(db, { email: ann })
    await join(db, id)
    receiver.answer = response => void response.writeHead(503, { 'retry-after': '3600' }).end()
    start()
    await eventually(async () =>
      expect(await entries(db)).toMatchObject([
        { status: 'queued', told: null, attempts: 1, reason: 'http_503', response_status: 503 },
      ]),
    )
    const { rows } = await sql<{ late: boolean }>`
      select due_at > tf_now() + interval '59 minutes' as late from audience_entries`.execute(db)
    expect(rows).toEqual([{ late: true }])
    receiver.answer = response => void response.writeHead(204).end()
    await leave(db, id)
    await eventually(async () => expect(await entries(db)).toEqual([]))
    expect(told(receiver.asked)).toEqual([`add ${hash(ann)}`, `remove ${hash(ann)}`])
  })

  it('later for the tenth time: it is given up, and told of', async () => {
    const { db, receiver, start } = await aWorld()
    await join(db, await aCustomer(db))
    receiver.answer = response => void response.writeHead(400).end()
    const outcomes: string[] = []
    const options = {
      onTold: (platform: string, outcome: string, count: number) =>
        void outcomes.push(`${platform} ${outcome} ${count}`),
    }
    start(options)
    await eventually(async () => expect(await entries(db)).toMatchObject([{ attempts: 1 }]))
    await sql`update audience_entries set attempts = 9, due_at = tf_now()`.execute(db)
    await eventually(async () =>
      expect(await entries(db)).toMatchObject([{ status: 'failed', reason: 'gave_up: http_400' }]),
    )
    expect(outcomes).toEqual(['custom retry 1', 'custom failed 1'])
  })

  it.each([404, 410])('%i: nothing is told there any more until somebody enables it', async status => {
    const { db, receiver, start } = await aWorld()
    await join(db, await aCustomer(db, { email: ann }))
    receiver.answer = response => void response.writeHead(status).end()
    let disabled = 0
    start({ onDisabled: () => void disabled++ })
    await eventually(async () =>
      expect(await disabledEndpoints(db)).toMatchObject([{ kind: 'audience', name: 'vip', reason: 'gone' }]),
    )
    await eventually(async () => expect(await entries(db)).toMatchObject([{ status: 'queued', attempts: 0 }]))
    receiver.answer = response => void response.writeHead(204).end()
    await enableEndpoint(db, 'vip')
    await eventually(async () => expect(await entries(db)).toMatchObject([{ status: 'done' }]))
    expect([receiver.asked.length, disabled]).toEqual([2, 1])
  })

  it('nothing, being in a private network: it is not told', async () => {
    const { db, receiver, publish, start } = await aWorld()
    await publish({ vip: { platform: 'custom', url: receiver.url.replace('http:', 'https:') } })
    await join(db, await aCustomer(db))
    start({ allowPrivate: false })
    await eventually(async () =>
      expect(await entries(db)).toMatchObject([{ status: 'failed', reason: 'private_address' }]),
    )
    expect(receiver.asked).toEqual([])
  })

  it('nothing, being asked to take it unencrypted: it is not told', async () => {
    const { db, receiver, start } = await aWorld()
    await join(db, await aCustomer(db))
    start({ allowPrivate: false })
    await eventually(async () =>
      expect(await entries(db)).toMatchObject([{ status: 'failed', reason: 'not_https' }]),
    )
    expect(receiver.asked).toEqual([])
  })
})

describe('a process that dies', () => {
  it('leaves what it had claimed to the next one', async () => {
    const { db, receiver, start } = await aWorld()
    await join(db, await aCustomer(db, { email: ann }))
    receiver.answer = () => {}
    const dead = start()
    await eventually(() => expect(receiver.asked).toHaveLength(1))
    await sql`update audience_entries set claim_token = ${randomUUID()}`.execute(db)
    await dead.close()
    expect(await entries(db)).toMatchObject([{ status: 'claimed' }])
    await sql`update audience_entries set lease_until = now() - interval '1 second'`.execute(db)
    receiver.answer = response => void response.writeHead(204).end()
    start({ walkEveryMs: 20 })
    await eventually(async () => expect(await entries(db)).toMatchObject([{ status: 'done', told: true }]))
  })

  it('by order: what it was telling is told by the next one, and counts as no attempt', async () => {
    const { db, receiver, start } = await aWorld()
    await join(db, await aCustomer(db))
    receiver.answer = () => {}
    const stopped = start()
    await eventually(() => expect(receiver.asked).toHaveLength(1))
    await stopped.close()
    expect(await entries(db)).toMatchObject([{ status: 'queued', attempts: 0, told: null }])
  })
})

describe('tokens', () => {
  const meta = (url: string) => ({
    vip: { platform: 'meta', id: '238', url, token: 'TRIGGERFISH_AUDIENCE_META' },
  })

  it('go in a header; a removal is a DELETE with a body', async () => {
    const { db, receiver, publish, start } = await aWorld()
    await publish(meta(receiver.url))
    const id = await aCustomer(db, { email: ann })
    await join(db, id)
    start({ tokenOf: name => (name === 'TRIGGERFISH_AUDIENCE_META' ? 'EAAB' : undefined) })
    await eventually(async () => expect(await entries(db)).toMatchObject([{ told: true }]))
    await leave(db, id)
    await eventually(async () => expect(await entries(db)).toEqual([]))
    const body = JSON.stringify({ payload: { schema: ['EMAIL', 'PHONE'], data: [[hash(ann), '']] } })
    const headers = expect.objectContaining({ authorization: 'Bearer EAAB' })
    expect(receiver.asked).toEqual([
      { method: 'POST', path: '/in/238/users', headers, body },
      { method: 'DELETE', path: '/in/238/users', headers, body },
    ])
  })

  it('that are missing keep the list waiting', async () => {
    const { db, receiver, publish, start } = await aWorld()
    await publish({ ...meta(receiver.url), open: { platform: 'custom', url: receiver.url } })
    const id = await aCustomer(db, { email: ann })
    await join(db, id)
    await join(db, id, 'open')
    start()
    await eventually(() => expect(receiver.asked).toHaveLength(1))
    await eventually(async () =>
      expect((await entries(db)).map(({ audience, status }) => [audience, status]).sort()).toEqual([
        ['open', 'done'],
        ['vip', 'queued'],
      ]),
    )
  })

  it('of Google are got for credentials, and kept as long as they hold', async () => {
    const { db, receiver, publish, start } = await aWorld()
    const audience = {
      platform: 'google',
      id: '42',
      account: '1',
      url: receiver.url,
      token: 'TRIGGERFISH_AUDIENCE_G',
    }
    await publish({ vip: audience, more: { ...audience, id: '43' } })
    const id = await aCustomer(db, { email: 'a.n.n@gmail.com' })
    await join(db, id)
    await join(db, id, 'more')
    receiver.answer = (response, { path }) =>
      void response.writeHead(200).end(path === '/in' ? '{"access_token":"ya29","expires_in":3600}' : '{}')
    const credentials = { client_id: 'c', client_secret: 's', refresh_token: 'r', token_uri: receiver.url }
    start({ tokenOf: () => JSON.stringify(credentials) })
    await eventually(async () => expect(await entries(db)).toMatchObject([{ told: true }, { told: true }]))
    expect(receiver.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/in', undefined],
      ['/in/audienceMembers:ingest', 'Bearer ya29'],
      ['/in/audienceMembers:ingest', 'Bearer ya29'],
    ])
    expect(receiver.asked[0]!.body).toBe(
      'client_id=c&client_secret=s&refresh_token=r&grant_type=refresh_token',
    )
    expect(receiver.asked[1]!.body).toContain(identifierHash('google', 'email', 'ann@gmail.com'))
  })
})

it('a list that is disabled under another address is told at its new one', async () => {
  const { db, receiver, start } = await aWorld()
  await disableEndpoint(db, { kind: 'audience', name: 'vip', url: 'https://old.example' }, 'gone')
  await join(db, await aCustomer(db))
  start({ walkEveryMs: 20 })
  await eventually(() => expect(receiver.asked).toHaveLength(1))
  await eventually(async () => expect(await disabledEndpoints(db)).toEqual([]))
})
