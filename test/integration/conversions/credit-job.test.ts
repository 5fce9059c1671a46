// What was earned is counted anew from what is stored: whatever came first, however often, by however many.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { creditAll, creditMarked, markForCredit } from '../../../src/conversions/index.js'
import { markAllForCredit } from '../../../src/conversions/mark-store.js'
import { inTransaction } from '../../../src/db/index.js'
import { recordSettlements } from '../../../src/dispatch/hand-over-store.js'
import { maxAgeMs, settle } from '../../../src/dispatch/settlement.js'
import { insertVersions, raiseRevision, saveJourneys } from '../../../src/journeys/workspace-store.js'
import { splitNames } from '../../../src/pipeline/index.js'
import { erase } from '../../../src/privacy/erase.js'
import { at, posted, type World } from '../../support/pipeline-world.js'
import { ann, anonymous, aShop, click, counted, mailOf, order, orders, refund, when } from './a-shop.js'

const marks = ({ db }: World) => db.selectFrom('credit_marks').select('customer_id').execute()
const days = ({ db }: World) =>
  db.selectFrom('rollup_marks').select(['kind', 'journey_id', 'at']).orderBy('kind').execute()

async function customerOf({ db }: World, name: string): Promise<string> {
  const { customer_id: id } = await db
    .selectFrom('identities')
    .select('customer_id')
    .where('value', '=', name)
    .executeTakeFirstOrThrow()
  return id
}

/** A number between 0 and 1 after the other, always the same ones. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

describe('what was earned', () => {
  const happened = async (world: World) => [
    order('o1', '100.00', when(60)),
    order('o1', '90.00', { id: 'told-again', ...when(50), customer: anonymous }),
    order('o1', '100.00', { id: 'by-the-till', source: 'pos', ...when(70) }),
    refund('o1', '10.50', { customer: { orderToken: 'o1' }, ...when(80) }),
    order('o2', '30.00', { ...when(100), customer: anonymous }),
    await click(world, 'browse', 40),
    await click(world, 'browse', 90),
    posted('order_cancelled', { order: { id: 'o3' } }, { customer: ann, ...when(130) }),
    order('o3', '500.00', when(120)),
    posted('review_posted', {}, { customer: ann, ...when(125) }),
    posted('page_viewed', {}, { id: 'login', customer: { ...ann, ...anonymous }, ...when(30) }),
    order('before', '1.00', when(-5)),
  ]

  it('comes to the same whatever arrives first, and however often it is counted in between', async () => {
    const straight = await aShop()
    for (const event of await happened(straight)) await straight.post({ ...event, id: nameOf(event) })
    await straight.credit()
    const expected = await counted(straight)
    expect(expected.conversions).toHaveLength(4)
    expect(expected.conversions).toMatchObject([
      { event_id: 'order_completed o2 100', journey_id: 'browse', order_id: 'o2', net: '30.0000' },
      {
        event_id: 'order_completed o3 120',
        journey_id: 'browse',
        order_id: 'o3',
        cancelled: true,
        net: '0.0000',
      },
      { event_id: 'review_posted  125', goal: 'browse/review', value: null },
      { event_id: 'told-again', journey_id: 'browse', value: '90.0000', refunded: '10.5000', net: '79.5000' },
    ])
    for (const seed of [1, 2, 3]) {
      const world = await aShop()
      const next = numbers(seed)
      const events = (await happened(world)).map(event => ({ ...event, id: nameOf(event) }))
      const mixed = [...events, ...events].sort(() => next() - 0.5)
      for (const event of mixed) {
        await world.post(event)
        if (next() < 0.3) await world.credit()
      }
      await world.credit()
      expect([seed, await counted(world)]).toEqual([seed, expected])
    }
  }, 60_000)

  /** The same in every shop, where the event has no name of its own. */
  function nameOf({ id, type, properties, occurredAt }: ReturnType<typeof posted>): string {
    if (!id.startsWith('evt-')) return id
    const { order } = properties as { order?: { id: string } }
    return `${type} ${order?.id ?? ''} ${(Date.parse(occurredAt) - at(0).getTime()) / 60_000}`
  }

  it('is written once, and marks the days of it; counting again changes nothing', async () => {
    const world = await aShop()
    await world.post(order('o1', '100.00', when(60)))
    await world.db.deleteFrom('rollup_marks').execute()
    await world.credit()
    expect(await days(world)).toEqual([
      { kind: 'cohorts', journey_id: '', at: at(0) },
      { kind: 'entries', journey_id: 'browse', at: at(0) },
      { kind: 'entries', journey_id: 'cart', at: at(0) },
      { kind: 'orders', journey_id: '', at: at(60) },
    ])
    const rows = sql`select c.*, c.xmin::text as written from conversions c`
    const before = (await rows.execute(world.db)).rows
    expect(before).toHaveLength(1)
    await world.db.deleteFrom('rollup_marks').execute()
    expect(await creditAll(world.db)).toBe(1)
    await world.credit()
    expect((await rows.execute(world.db)).rows).toEqual(before)
    expect([await days(world), await marks(world)]).toEqual([[], []])
  })

  it('is counted by one of several workers, and the others leave it', async () => {
    const world = await aShop()
    await world.post(order('o1', '100.00', when(60)))
    await Promise.all(Array.from({ length: 4 }, () => creditMarked(world.db, world)))
    await world.credit()
    expect(await orders(world)).toEqual([
      { order_id: 'o1', journey_id: 'cart', value: '100.0000', net: '100.0000' },
    ])
  })

  it('is taken in portions; whoever somebody else has just now comes later', async () => {
    const world = await aShop()
    await world.post(order('o1', '100.00', when(60)))
    await world.post(posted('order_completed', {}, { customer: { id: 'bob' }, ...when(60) }))
    const annId = await customerOf(world, 'ann')
    await inTransaction(world.db, async trx => {
      await sql`select 1 from customers where id = ${annId} for update`.execute(trx)
      expect(await creditMarked(world.db, { ...world, limit: 1 })).toBe(false)
      expect(await orders(world)).toEqual([])
    })
    expect(await creditMarked(world.db, { ...world, limit: 1 })).toBe(true)
    expect(await creditMarked(world.db, { ...world, limit: 1 })).toBe(true)
    expect(await creditMarked(world.db, { ...world, limit: 1 })).toBe(false)
    expect([await orders(world), await marks(world)]).toMatchObject([[{ order_id: 'o1' }], []])
  })

  it('is left alone until what was committed at the same time is there to be seen', async () => {
    const world = await aShop()
    await sql`update messages set status = 'queued', wire_at = null`.execute(world.db)
    await world.post(order('o1', '100.00', when(179)))
    await inTransaction(world.db, async trx => {
      await sql`update messages set status = 'on_wire', wire_at = created_at`.execute(trx)
      await creditMarked(world.db, { ...world, restMs: 60_000 })
    })
    expect([await orders(world), (await marks(world)).length]).toEqual([[], 1])
    await creditMarked(world.db, world)
    expect(await orders(world)).toMatchObject([{ order_id: 'o1' }])
  })

  it('of everybody takes as long as it takes', async () => {
    const { db } = await aShop()
    await sql`
      create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return new; end $$`.execute(
      db,
    )
    await sql`create trigger slowly before insert on credit_marks for each row execute function slowly()`.execute(
      db,
    )
    const all = await inTransaction(db, async trx => {
      await sql`set local statement_timeout = '100ms'`.execute(trx)
      return await markAllForCredit(trx, null)
    })
    expect(all).toBe(1)
  })

  it('of somebody who is gone is left alone', async () => {
    const world = await aShop()
    await markForCredit(world.db, ['00000000-0000-4000-8000-00000000dead'])
    await world.credit()
    expect(await marks(world)).toEqual([])
  })
})

describe('a mark', () => {
  it('is made by what can have earned anything, and by nothing else', async () => {
    const world = await aShop()
    await world.post(
      posted('page_viewed', {}, { customer: ann }),
      posted('email_clicked', {}, { customer: ann }),
    )
    expect(await marks(world)).toEqual([])
    for (const event of [
      order('o1', '1.00'),
      refund('o1', '1.00'),
      posted('order_cancelled', { order: { id: 'o1' } }, { customer: ann }),
      await click(world, 'browse', 1),
    ]) {
      await world.post(event)
      expect([event.type, await marks(world)]).toEqual([event.type, [{ customer_id: expect.any(String) }]])
      await world.post(event)
      expect(await marks(world)).toHaveLength(1)
      await world.credit()
    }
  })
})

describe('an order that two customers have told of', () => {
  it('is the one’s who told of it first, also where that becomes known later', async () => {
    const world = await aShop()
    const bob = { customer: { id: 'bob' } }
    await world.post(order('o1', '100.00', when(60)))
    await world.credit()
    expect(await orders(world)).toHaveLength(1)
    await world.post(order('o1', '100.00', { ...bob, ...when(50) }))
    await world.credit()
    expect(await orders(world)).toEqual([])
    expect(await world.db.selectFrom('outcomes').selectAll().execute()).toEqual([])
  })

  it('of two shops are two orders', async () => {
    const world = await aShop()
    await world.post(order('o1', '100.00', when(60)))
    await world.post(order('o1', '50.00', { source: 'shop-fr', customer: { id: 'bob' }, ...when(50) }))
    await world.credit()
    expect(await orders(world)).toMatchObject([{ value: '100.0000' }])
  })

  it('is taken by a refund that nobody knows whose it is', async () => {
    const world = await aShop()
    await world.post(order('o1', '100.00', when(60)))
    await world.credit()
    await world.post(refund('o1', '40.00', { customer: { id: 'accounting' }, ...when(90) }))
    await world.credit()
    expect(await orders(world)).toMatchObject([{ value: '100.0000', net: '60.0000' }])
  })
})

describe('an order of somebody who was erased', () => {
  const bob = { customer: { id: 'bob', email: 'bob@example.com' } }

  /** Ann's at once, as she told of it first; Bob was written to before it, too. */
  async function ordered(): Promise<World> {
    const world = await aShop()
    await published(world)
    await world.post(posted('product_added', {}, bob))
    await sql`update messages set status = 'sent', wire_at = ${at(0)} where status = 'queued'`.execute(
      world.db,
    )
    await sql`update enrollments set entered_at = ${at(0)}`.execute(world.db)
    await world.post(order('o1', '100.00', when(60)))
    return world
  }

  const earned = async (world: World) => ({
    conversions: await orders(world),
    outcomes: await world.db.selectFrom('outcomes').select('conversions').execute(),
    shop: await world.db.selectFrom('orders').select(['order_id', 'net']).execute(),
  })
  const once = {
    conversions: [{ order_id: null, journey_id: 'cart', value: '100.0000', net: '100.0000' }],
    // Of both passes of Ann's.
    outcomes: [{ conversions: 1 }, { conversions: 1 }],
    shop: [{ order_id: null, net: '100.0000' }],
  }

  it('stays counted once, though another has told of it before or does so after', async () => {
    for (const isBefore of [true, false]) {
      const world = await ordered()
      const again = order('o1', '100.00', { ...bob, ...when(70) })
      if (isBefore) await world.post(again)
      await inTransaction(world.db, trx => erase(trx, { kind: 'id', value: 'ann' }))
      await world.post(isBefore ? refund('o1', '5.00', bob) : again)
      await creditAll(world.db)
      await world.credit()
      expect([isBefore, await earned(world)]).toEqual([isBefore, once])
    }
  })

  it('stays counted once, though its own event was older than events are kept', async () => {
    const world = await ordered()
    await world.credit()
    await sql`delete from events where type = 'order_completed'`.execute(world.db)
    await inTransaction(world.db, trx => erase(trx, { kind: 'id', value: 'ann' }))
    await world.post(order('o1', '100.00', { ...bob, ...when(70) }))
    await world.credit()
    expect(await earned(world)).toEqual(once)
  })

  it('leaves others what was theirs: told of earlier, or by another shop', async () => {
    for (const rest of [{ ...when(50) }, { ...when(70), source: 'shop-fr' }]) {
      const world = await ordered()
      await world.post(order('o1', '30.00', { ...bob, ...rest }))
      await inTransaction(world.db, trx => erase(trx, { kind: 'id', value: 'ann' }))
      await creditAll(world.db)
      await world.credit()
      const ofBob = { order_id: 'o1', value: '30.0000' }
      expect((await orders(world))[0]).toMatchObject(ofBob)
    }
  })
})

describe('somebody who becomes somebody else', () => {
  it('takes along what was earned, and a split gives it back', async () => {
    const world = await aShop()
    await world.post(order('o1', '100.00', { customer: anonymous, ...when(60) }))
    await world.credit()
    expect(await orders(world)).toEqual([])
    await world.post(posted('page_viewed', {}, { customer: { ...ann, ...anonymous }, ...when(170) }))
    await world.credit()
    expect(await orders(world)).toMatchObject([{ order_id: 'o1', journey_id: 'cart' }])
    await splitNames(world.db, [{ kind: 'anonymousId', value: 'browser-1' }], 'a test')
    await world.credit()
    expect([await orders(world), await world.db.selectFrom('outcomes').selectAll().execute()]).toEqual([
      [],
      [],
    ])
  })

  it('once erased leaves all sums, which belong together and lead to nobody', async () => {
    const world = await aShop()
    await world.post(order('o1', '100.00', when(60)), await click(world, 'browse', 40))
    await world.credit()
    const sums = sql<object>`
      select c.goal, c.value, c.occurred_at, p.journey_id, p.linear, m.step_id, e.entered_at, o.conversions, o.amounts
      from conversions c join credits p using (source_id, event_id, goal) join messages m on m.id = p.message_id
      join enrollments e on e.id = p.enrollment_id join outcomes o on o.enrollment_id = e.id
      where e.customer_id = p.customer_id and o.customer_id = p.customer_id and c.customer_id = p.customer_id
      order by p.journey_id`
    const before = (await sums.execute(world.db)).rows
    expect(before).toHaveLength(2)
    await world.post(posted('page_viewed', {}, { customer: ann }))
    await inTransaction(world.db, trx => erase(trx, { kind: 'id', value: 'ann' }))
    await creditAll(world.db)
    await world.credit()
    expect((await sums.execute(world.db)).rows).toEqual(before)
    expect(await orders(world)).toMatchObject([{ order_id: null }])
  })
})

/** As publishing leaves them. */
async function published({ db, journeysOf }: World): Promise<void> {
  const set = await journeysOf(db, 1)
  await raiseRevision(db, { settings: set.settings, segments: {} })
  const journeys = ['cart', 'browse'].map(id => ({ id, status: 'active' as const, version: 1 }))
  await saveJourneys(db, journeys)
  await insertVersions(
    db,
    journeys.map(({ id, version }) => ({
      journeyId: id,
      version,
      hash: id,
      definition: { journey: set.version(id, version)!.definition, segments: {} },
    })),
  )
}

describe('what nobody had counted yet when its customer was erased', () => {
  it('is counted then, and stays', async () => {
    const world = await aShop()
    await published(world)
    await world.post(order('o1', '100.00', when(60)))
    await inTransaction(world.db, trx => erase(trx, { kind: 'id', value: 'ann' }))
    const counted = [{ order_id: null, journey_id: 'cart', value: '100.0000', net: '100.0000' }]
    expect(await orders(world)).toEqual(counted)
    expect(await marks(world)).toEqual([])
    await world.credit()
    expect(await orders(world)).toEqual(counted)
  })
})

describe('what was counted from rows that are no more', () => {
  it('stays, whatever comes later', async () => {
    const world = await aShop()
    await world.post(order('o1', '100.00', when(60)), await click(world, 'browse', 40))
    await world.credit()
    const before = await counted(world)
    await world.db
      .deleteFrom('messages')
      .where('id', '=', await mailOf(world, 'cart'))
      .execute()
    await world.post(refund('o1', '40.00'), order('o1', '100.00', { id: 'again', ...when(55) }))
    await world.credit()
    expect((await counted(world)).conversions).toEqual(before.conversions)
    expect((await counted(world)).credits).toEqual(before.credits)
  })
})

describe('a message', () => {
  const eve = { customer: { id: 'eve', email: 'eve@example.com' } }
  const ordered = async (status: 'failed' | 'on_wire') => {
    const world = await aShop()
    await world.post(posted('product_added', {}, eve))
    const { id } = await world.db
      .selectFrom('messages')
      .select('id')
      .where('customer_id', '=', await customerOf(world, 'eve'))
      .executeTakeFirstOrThrow()
    const token = '00000000-0000-4000-8000-000000000009'
    await sql`
      update messages set status = ${status}, attempts = 1, wire_at = case ${status}::text when 'on_wire' then created_at end,
        claim_token = ${token}, lease_until = 'infinity' where id = ${id}`.execute(world.db)
    await world.post(order('o9', '7.00', { ...eve, ...when(181) }))
    await world.credit()
    return { world, id, token }
  }

  it('that is out after all, as its provider tells, has a part in the orders after it', async () => {
    const { world, id } = await ordered('failed')
    expect(await orders(world)).toEqual([])
    const { created_at: createdAt } = await world.db
      .selectFrom('messages')
      .select('created_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const delivered = { source: 'triggerfish', occurredAt: createdAt.toISOString(), ...eve }
    await world.post(posted('email_delivered', { messageId: id }, delivered))
    await world.credit()
    expect(await orders(world)).toMatchObject([{ order_id: 'o9' }])
  })

  it('that its provider has not taken after all has none', async () => {
    const { world, id, token } = await ordered('on_wire')
    expect(await orders(world)).toMatchObject([{ order_id: 'o9' }])
    const settlement = settle({ kind: 'give_up', reason: 'no_such_mailbox' }, 0)
    await recordSettlements(world.db, [{ ...settlement, id, token, templateHash: null }], maxAgeMs)
    await world.credit()
    expect(await orders(world)).toEqual([])
  })
})
