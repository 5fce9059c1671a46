// Consent, attributes and addresses on a real PostgreSQL: kept by topic, and by the time they were told.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { lockCustomers } from '../../../src/customers/index.js'
import { inTransaction } from '../../../src/db/index.js'
import type { Customer } from '../../../src/model/customer.js'
import { at, aWorld, posted, subscribe, type World } from '../../support/pipeline-world.js'

async function theCustomer({ db }: World): Promise<Customer> {
  const { id } = await db.selectFrom('customers').select('id').executeTakeFirstOrThrow()
  const [customer] = await inTransaction(db, trx => lockCustomers(trx, [id]))
  return customer!
}

/** Hours apart: an address that is used again within the hour is not written down again. */
const told = (hours: number, properties: object, type = 'customer_updated', email = 'ann@example.com') =>
  posted(type, properties as never, {
    customer: { id: 'ann', email },
    occurredAt: hour(hours).toISOString(),
    receivedAt: hour(10).toISOString(),
  })

const hour = (hours: number): Date => at(hours * 60)

it('words that come in a batch each, in any order, leave the same customer', async () => {
  const words = () => [
    told(1, { tier: 'gold', age: 30 }),
    told(2, { tier: null }),
    told(3, { tier: 'silver', list: [{ b: 1, a: 2 }] }, 'customer_updated', 'ann@new.example'),
    told(4, { channel: 'email', topic: 'news', status: 'subscribed' }, 'consent_changed'),
    told(5, { topic: 'news' }, 'email_unsubscribed'),
    told(6, { channel: 'sms', topic: 'constructor', status: 'subscribed' }, 'consent_changed'),
  ]
  const lives = []
  for (const order of [words(), words().reverse()]) {
    const world = await aWorld({ journeys: [] })
    for (const event of order) await world.post(event)
    const { id: _, part: __, ...customer } = await theCustomer(world)
    lives.push(customer)
  }
  expect(lives[1]).toEqual(lives[0])
  expect(lives[0]).toMatchObject({
    attributes: { tier: 'silver', age: 30 },
    attributesAt: { tier: hour(3).getTime(), age: hour(1).getTime() },
    email: 'ann@example.com',
    topics: {
      email: { news: { status: 'unsubscribed', at: hour(5).getTime() } },
      sms: { constructor: { status: 'subscribed', at: hour(6).getTime() } },
    },
  })
})

const ask = {
  id: 'ask',
  name: 'Ask',
  trigger: { event: 'consent_requested' },
  steps: [{ id: 'mail', send: 'email', template: 'confirm', category: 'transactional' }],
}
const hello = {
  id: 'hello',
  name: 'Hello',
  trigger: { event: 'consent_changed' },
  steps: [{ id: 'mail', send: 'email', template: 'hello' }],
}

it('a yes that has to be confirmed asks once, and is heard by nobody else', async () => {
  const world = await aWorld({ journeys: [ask, hello], settings: { consent: { doubleOptIn: ['email'] } } })
  const yes = subscribe()
  await world.post(posted('cart_viewed'))
  await world.post(yes)
  await world.post(yes)
  const sent = await world.db.selectFrom('messages').select('template').execute()
  expect(sent).toEqual([{ template: 'confirm' }])
  expect((await theCustomer(world)).consent.email).toBe('unknown')
  const { rows } =
    await sql`select status, method, source_id as source from consent_changes order by source_id`.execute(
      world.db,
    )
  expect(rows).toEqual([
    { status: 'requested', method: 'single', source: 'shop' },
    { status: 'requested', method: 'single', source: 'triggerfish' },
  ])
  await world.post(subscribe({ properties: { channel: 'email', status: 'subscribed', method: 'double' } }))
  expect((await theCustomer(world)).consent.email).toBe('subscribed')
  expect(await world.db.selectFrom('messages').select('template').orderBy('template').execute()).toEqual([
    { template: 'confirm' },
    { template: 'hello' },
  ])
})
