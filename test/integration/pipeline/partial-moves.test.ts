// Part of a customer goes over to another, or is split off: what stays behind is what it was, and nobody is allowed more
// than they said.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { blankCustomer, findCustomerId, lockCustomers, saveCustomers } from '../../../src/customers/index.js'
import { inTransaction } from '../../../src/db/index.js'
import { recordSettlements } from '../../../src/dispatch/hand-over-store.js'
import type { Identifiers } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import { processEvents, splitNames } from '../../../src/pipeline/index.js'
import { moveByNames } from '../../../src/pipeline/move-customer.js'
import { eventually } from '../../support/eventually.js'
import { at, aWorld, cart, posted, type World, welcome } from '../../support/pipeline-world.js'

const by = (customer: Identifiers, minutes = 0, type = 'page_viewed', properties = {}): Event =>
  posted(type, properties, {
    customer,
    occurredAt: at(minutes).toISOString(),
    receivedAt: at(Math.max(0, minutes)).toISOString(),
  })
const says = (customer: Identifiers, minutes: number, status: string): Event =>
  by(customer, minutes, 'consent_changed', { channel: 'email', status })
const bob = { email: 'bob@example.com' }
const ann = { email: 'ann@example.com' }
const browser = { anonymousId: 'b1' }

const idOf = async ({ db }: World, kind: 'id' | 'email' | 'anonymousId', value: string): Promise<string> =>
  (await findCustomerId(db, kind, value))!

async function known(world: World, kind: 'id' | 'email', value: string) {
  const id = await idOf(world, kind, value)
  const row = await world.db
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { consent: row.email_consent, attributes: row.attributes }
}

/** Somebody waits for a lock. */
const isWaiting = async ({ db }: World): Promise<void> =>
  await eventually(async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    expect(rows[0]!.n).toBe(1)
  })

/** Bob's browser turns out to have been Ann's before it was his. */
const browserGoesOver = (): Event => by({ ...ann, ...browser }, -20)

describe('what stays behind when part of a customer goes', () => {
  it('keeps the no of a merge, though the yes was said later', async () => {
    const world = await aWorld()
    await world.post(says(bob, 0, 'unsubscribed'), says({ id: 'c1' }, 5, 'subscribed'))
    await world.post(by({ id: 'c1', ...bob }, 6), by({ ...bob, ...browser }, 7), by(ann))
    expect((await known(world, 'id', 'c1')).consent).toBe('unsubscribed')
    await world.post(browserGoesOver())
    expect(await idOf(world, 'anonymousId', 'b1')).toBe(await idOf(world, 'email', ann.email))
    expect((await known(world, 'id', 'c1')).consent).toBe('unsubscribed')
  })

  it('is not subscribed by a yes that was never confirmed', async () => {
    const world = await aWorld({ settings: { consent: { doubleOptIn: ['email'] } } })
    await world.post(says(bob, 0, 'subscribed'), by({ ...bob, ...browser }, 7), by(ann))
    expect((await known(world, 'email', bob.email)).consent).toBe('unknown')
    await world.post(browserGoesOver())
    expect((await known(world, 'email', bob.email)).consent).toBe('unknown')
  })

  it('keeps the attributes and consents whose events were deleted after their time', async () => {
    const world = await aWorld()
    await world.post(
      by(bob, 0, 'customer_updated', { size: 'L', tier: 'gold' }),
      says(bob, 0, 'subscribed'),
      by({ ...bob, ...browser }, 7),
      by(browser, 8, 'customer_updated', { tier: 'silver', color: 'red' }),
      by(ann),
    )
    await sql`delete from events where occurred_at <= ${at(0)}`.execute(world.db)
    await world.post(browserGoesOver())
    const { consent, attributes } = await known(world, 'email', bob.email)
    expect({ consent, size: attributes.size, color: attributes.color }).toEqual({
      consent: 'subscribed',
      size: 'L',
      color: undefined,
    })
    expect((await known(world, 'email', ann.email)).attributes).toEqual({ tier: 'silver', color: 'red' })
  })

  it('where a no comes over, the one who gets it has said no', async () => {
    const world = await aWorld()
    await world.post(
      by({ ...bob, ...browser }, -5),
      says(browser, 1, 'unsubscribed'),
      says(ann, 5, 'subscribed'),
    )
    expect((await known(world, 'email', bob.email)).consent).toBe('unsubscribed')
    await world.post(browserGoesOver())
    expect((await known(world, 'email', ann.email)).consent).toBe('unsubscribed')
    expect((await known(world, 'email', bob.email)).consent).toBe('unknown')
  })
})

describe('a yes that was asked for and confirmed', () => {
  it('goes with the address that said it, though Triggerfish wrote both down', async () => {
    const ask = {
      id: 'ask',
      name: 'Ask',
      trigger: { event: 'consent_requested' },
      steps: [{ id: 'mail', send: 'email', template: 'confirm', category: 'transactional' }],
    }
    const world = await aWorld({ journeys: [ask], settings: { consent: { doubleOptIn: ['email'] } } })
    const { messages } = await world.post(says(bob, 0, 'subscribed'))
    await world.post(by({ id: 'c1', ...bob }, 1))
    const yes = { channel: 'email', status: 'subscribed', method: 'double', messageId: messages[0]!.id }
    await world.post({ ...by({ id: 'c1' }, 2, 'consent_changed', yes), source: 'triggerfish' })
    expect((await known(world, 'id', 'c1')).consent).toBe('subscribed')
    await splitNames(world.db, [{ kind: 'email', value: bob.email }], 'a mix-up')
    expect((await known(world, 'email', bob.email)).consent).toBe('subscribed')
    expect((await known(world, 'id', 'c1')).consent).toBe('unknown')
  })
})

describe('several names that are split off together', () => {
  it('are one customer’s, and stay it: one of two new accounts gets it, not both', async () => {
    const world = await aWorld()
    await world.post(by({ id: 'c1', ...bob }, 0), by({ id: 'c1', ...browser }, 1))
    await splitNames(
      world.db,
      [
        { kind: 'email', value: bob.email },
        { kind: 'anonymousId', value: 'b1' },
      ],
      'a mix-up',
    )
    await world.post(by({ id: 'c8', ...bob }, 10))
    await world.post(by({ id: 'c9', ...browser }, 11))
    expect(await idOf(world, 'id', 'c9')).not.toBe(await idOf(world, 'id', 'c8'))
    expect(await idOf(world, 'email', bob.email)).toBe(await idOf(world, 'id', 'c8'))
  })

  it('with what hangs on them, and no known name takes any of it back', async () => {
    const world = await aWorld()
    await world.post(by({ id: 'c1', ...bob }, 0), by({ ...bob, ...browser, cartToken: 't1' }, 1))
    await splitNames(world.db, [{ kind: 'email', value: bob.email }], 'a mix-up')
    await world.post(by({ id: 'c1', cartToken: 't1' }, 10), by({ id: 'c1', ...browser }, -10))
    const tokens = await world.db
      .selectFrom('identities')
      .select('customer_id')
      .where('kind', 'in', ['email', 'anonymousId', 'cartToken'])
      .execute()
    expect(new Set(tokens.map(({ customer_id: id }) => id))).toEqual(
      new Set([await idOf(world, 'email', bob.email)]),
    )
  })
})

describe('somebody who is split off', () => {
  it('is watched from then on: what mere time changes is found', async () => {
    const keen = { did: 'product_viewed', count: { gte: 2 }, within: '7d' }
    const world = await aWorld({
      segments: { keen: keen as never },
      journeys: [
        {
          id: 'lost',
          name: 'Lost',
          trigger: { leaves: 'keen' },
          steps: [{ id: 'mail', send: 'email', template: 'sale', category: 'transactional' }],
        },
      ],
    })
    await world.post(by(bob, 0, 'product_viewed'), by(bob, 1, 'product_viewed'), by({ id: 'c1', ...bob }, 2))
    const names = [{ kind: 'email' as const, value: bob.email }]
    const { newCustomerId } = await splitNames(world.db, names, 'a mix-up')
    await world.timers()
    await world.setTime(at(8 * 24 * 60))
    await world.timers()
    const { rows } = await sql<{ type: string }>`
      select type from events where customer_id = ${newCustomerId} and source_id = 'triggerfish'`.execute(
      world.db,
    )
    expect(rows.map(({ type }) => type)).toContain('segment_left')
  })
})

describe('a batch in which part of many customers goes', () => {
  it('is done, however many they are', async () => {
    const world = await aWorld()
    const people = Array.from({ length: 30 }, (_, n) => n)
    const mail = (n: number) => ({ email: `p${n}@example.com` })
    await world.post(...people.map(n => by({ ...mail(n), anonymousId: `b${n}` }, 0)))
    await world.post(...people.map(n => by({ id: `c${n}`, anonymousId: `b${n}` }, -5)))
    for (const n of people)
      expect(await idOf(world, 'anonymousId', `b${n}`)).toBe(await idOf(world, 'id', `c${n}`))
  })
})

describe('names that change between the look and the lock', () => {
  it('of a customer part of whom goes: a name that came in between goes with what it hangs on', async () => {
    const world = await aWorld()
    // The phone hangs on the address, the address is the older claim of nobody but Bob's account.
    await world.post(by({ id: 'c2', ...bob }, 0), by({ id: 'c1' }, 0))
    const phone = { phone: '+4915112345678' }
    await world.post(by({ ...bob, ...phone }, 1))
    let letGo: () => void = () => undefined
    const held = new Promise<void>(resolve => {
      letGo = resolve
    })
    let isBrought = false
    const bringing = inTransaction(world.db, async trx => {
      await processEvents(trx, world.journeysOf, [by({ ...phone, ...browser }, 2)])
      isBrought = true
      await held
    })
    await eventually(() => expect(isBrought).toBe(true))
    const moving = world.post(by({ id: 'c1', ...bob }, -10))
    await isWaiting(world)
    letGo()
    await Promise.all([bringing, moving])
    const one = await idOf(world, 'id', 'c1')
    expect(await idOf(world, 'email', bob.email)).toBe(one)
    expect(await idOf(world, 'anonymousId', 'b1')).toBe(one)
  })

  it('of a pass whose timer is just being taken: it goes on with its new customer', async () => {
    const world = await aWorld({ journeys: [welcome] })
    await world.post(posted('product_added', cart('c1'), { customer: bob }), by({ id: 'c1', ...bob }, 1))
    const [from, into] = [await idOf(world, 'id', 'c1'), '01a00000-0000-7000-8000-000000000001']
    await world.setTime(at(61))
    let taking: Promise<{ messages: readonly object[] }> = Promise.resolve({ messages: [] })
    await inTransaction(world.db, async trx => {
      await lockCustomers(trx, [from])
      taking = world.timers()
      await isWaiting(world)
      await saveCustomers(trx, [blankCustomer(into)], at(61))
      await moveByNames(trx, { from, into }, [{ kind: 'email', value: bob.email }], at(61))
    })
    expect((await taking).messages).toMatchObject([{ customerId: into }])
  })

  it('on the wire, a message that is split off keeps its id', async () => {
    const mail = {
      id: 'mail',
      name: 'Mail',
      trigger: { event: 'product_added' },
      key: 'cart.id',
      steps: [{ id: 'mail', send: 'email', template: 'sale', category: 'transactional' }],
    }
    const world = await aWorld({ journeys: [mail] })
    await world.post(posted('product_added', cart('c1'), { customer: bob }), by({ id: 'c1', ...bob }, 1))
    const token = '00000000-0000-4000-8000-000000000001'
    await sql`update messages set status = 'on_wire', wire_at = tf_now(), claim_token = ${token}`.execute(
      world.db,
    )
    const { id } = await world.db.selectFrom('messages').select('id').executeTakeFirstOrThrow()
    const names = [{ kind: 'email' as const, value: bob.email }]
    const [from, into] = [await idOf(world, 'id', 'c1'), '01a00000-0000-7000-8000-000000000001']
    // The row's lock is held until the split has been done, and the record of the answer waits for it.
    let recording: Promise<void> = Promise.resolve()
    await inTransaction(world.db, async trx => {
      await saveCustomers(trx, [blankCustomer(into)], at(2))
      await moveByNames(trx, { from, into }, names, at(2))
      recording = recordSettlements(
        world.db,
        [
          {
            id,
            token,
            status: 'sent',
            reason: null,
            delayMs: 0,
            attempted: true,
            sender: null,
            providerId: 'p1',
            templateHash: null,
            suppress: null,
          },
        ],
        60_000,
      )
      await isWaiting(world)
    })
    await recording
    const messages = await world.db.selectFrom('messages').select(['id', 'status']).execute()
    expect(messages).toEqual([{ id, status: 'sent' }])
  })
})
