// What the script of a page fetches: only what this very browser has begun, and nothing that is known of a customer otherwise.
import { type Kysely, sql } from 'kysely'
import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { createAuthenticator, createKey } from '../../../src/access/index.js'
import type { Database } from '../../../src/db/index.js'
import { onsiteRoutes } from '../../../src/dispatch/index.js'
import { roomOfBrowser } from '../../../src/model/page-event-id.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { anOutbox, type OutboxOptions } from './outbox.js'

const logger = createLogger({ level: 'silent' })
const mine = 'a-browser-of-its-own'
const other = 'another-browser-than-that'

async function aShop(options: OutboxOptions = {}) {
  const outbox = await anOutbox(options)
  const { db } = outbox
  const customerId = await outbox.aCustomer({ email: 'ann@example.com' })
  for (const value of [mine, other])
    await sql`insert into identities (kind, value, customer_id, part, created_at)
      values ('anonymousId', ${value}, ${customerId}, 0, now())`.execute(db)
  const { key } = await createKey(db, { source: 'shop', name: 'page', scopes: ['script'] })
  const { router, close } = onsiteRoutes({ db, authenticator: createAuthenticator({ db }), logger })
  untilOver(close)
  const http = supertest.agent(createHttp({ routers: [router], logger }))
  const ask = (body: object | string, method: 'post' | 'options' | 'get' = 'post') =>
    http[method]('/v1/script/onsite')
      .set('origin', 'https://shop.example')
      .set('content-type', 'text/plain')
      .send(typeof body === 'string' ? body : JSON.stringify({ key, anonymousId: mine, ...body }))
  const onsite = async (eventId: string) => {
    const id = await outbox.aMessage({ customerId, channel: 'onsite' })
    await begunBy(db, id, eventId)
    return id
  }
  return { outbox, db, ask, onsite, customerId }
}

const begunBy = (db: Kysely<Database>, messageId: string, eventId: string) =>
  sql`update enrollments set event_id = ${eventId}
    where id = (select enrollment_id from messages where id = ${messageId})`.execute(db)

describe('POST /v1/script/onsite', () => {
  it('hands over what this browser has begun, one at a time, for a page of any origin', async () => {
    const { outbox, ask, onsite } = await aShop()
    const first = await onsite(`${roomOfBrowser(mine)}e-1`)
    const second = await onsite(`${roomOfBrowser(mine)}e-2`)
    const answer = await ask({}).expect(200)
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' })
    expect(answer.body.messages).toHaveLength(1)
    const next = await ask({}).expect(200)
    expect(
      [...answer.body.messages, ...next.body.messages].map(({ id }: { id: string }) => id).sort(),
    ).toEqual([first, second].sort())
    for (const id of [first, second])
      await eventually(async () => expect(await outbox.row(id)).toMatchObject({ status: 'sent' }))
    expect((await ask({})).body).toEqual({ messages: [] })
  })

  it('leaves what another browser or the server has begun, although the customer is the same', async () => {
    const { outbox, ask, onsite } = await aShop()
    const ids = [await onsite(`${roomOfBrowser(other)}e-1`), await onsite('order-7')]
    expect((await ask({})).body).toEqual({ messages: [] })
    for (const id of ids) expect(await outbox.row(id)).toMatchObject({ status: 'queued' })
    expect((await ask({ anonymousId: other })).body.messages).toMatchObject([{ id: ids[0] }])
  })

  it('says nothing of the customer: anybody can say in a page that they are Ann', async () => {
    const { db, ask, onsite, customerId } = await aShop({
      onsiteContent: {
        text: 'Hi {{ customer.name | default: "there" }}, {{ customer.email | default: "you" }}',
      },
    })
    await sql`update customers set attributes = '{"name":"Ann"}' where id = ${customerId}`.execute(db)
    await onsite(`${roomOfBrowser(mine)}e-1`)
    const { body } = await ask({})
    expect(body.messages).toMatchObject([{ text: 'Hi there, you' }])
  })

  it('says nothing of what others have told or asked of the customer since: only what steps here have made', async () => {
    const { outbox, ask, customerId, db } = await aShop({
      onsiteContent: {
        text: '{{ steps.offer.code }} {{ steps.subject.variant }} {{ steps.bought.properties.order.id | default: "none" }} {{ steps.score.body.points | default: "none" }}',
      },
    })
    const outputs = {
      offer: { code: 'SAVE10', expiresAt: '2027-01-01T00:00:00.000Z' },
      subject: { variant: 'friendly' },
      bought: { type: 'order_completed', properties: { order: { id: 'of-ann' } } },
      score: { status: 200, body: { points: 250 } },
    }
    const id = await outbox.aMessage({ customerId, channel: 'onsite', outputs })
    await begunBy(db, id, `${roomOfBrowser(mine)}e-1`)
    expect((await ask({})).body.messages).toMatchObject([{ text: 'SAVE10 friendly none none' }])
  })

  it('knows no browser that has told nothing yet, and refuses what is no id of one', async () => {
    const { ask } = await aShop()
    expect((await ask({ anonymousId: 'nobody-has-heard-of-it' }).expect(200)).body).toEqual({ messages: [] })
    for (const body of [
      { anonymousId: 'short' },
      { customer: 'email:ann@example.com' },
      { anonymousId: undefined },
    ])
      expect((await ask(body).expect(400)).body.code).toBe('script_post_invalid')
    expect((await ask({ more: 1 }).expect(400)).body.errors).toEqual([
      { path: '', message: 'has the unknown property "more"; allowed here: "key", "anonymousId"' },
    ])
    expect((await ask('no json').expect(400)).body.code).toBe('invalid_json')
    expect((await ask({ more: 'x'.repeat(1_024) }).expect(413)).body.title).toBe(
      'The body is larger than 1 kB',
    )
  })

  it('takes a key that may stand in a page, and no other', async () => {
    const { db, ask } = await aShop()
    const { key } = await createKey(db, { source: 'shop', name: 'server', scopes: ['read'] })
    expect((await ask({ key }).expect(403)).body.code).toBe('key_not_public')
    expect((await ask({ key: 'tf_unknown' }).expect(401)).body.code).toBe('key_invalid')
  })

  it('answers the question beforehand, and nothing else', async () => {
    const { ask } = await aShop()
    const { headers } = await ask({}, 'options').expect(204)
    expect(headers['access-control-allow-methods']).toBe('POST')
    await ask({}, 'get').expect(405)
  })
})
