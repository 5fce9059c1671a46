// A batch of events through one transaction, on a real PostgreSQL: once, whole, and right under concurrency.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { connect, inTransaction } from '../../../src/db/index.js'
import type { Event } from '../../../src/model/event.js'
import { processEvents, processTimers } from '../../../src/pipeline/index.js'
import { journeySet } from '../../support/builders.js'
import { at, aWorld, cart, posted, subscribe, type World } from '../../support/pipeline-world.js'
import { untilOver } from '../../support/until-over.js'

const noJourneys = journeySet([])

const count = async (
  world: World,
  table: 'events' | 'enrollments' | 'messages' | 'customers' | 'failed_events',
) =>
  Number(
    (
      await world.db
        .selectFrom(table)
        .select(eb => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

describe('an event id is processed once per source (I2)', () => {
  it('within one batch', async () => {
    const world = await aWorld()
    const event = posted('product_viewed')
    const result = await world.post(event, event)
    expect([result.processed, result.repeated, await count(world, 'events')]).toEqual([1, 1, 1])
  })

  it('when it is delivered again', async () => {
    const world = await aWorld()
    const events = [subscribe(), posted('product_added', cart())]
    await world.post(...events)
    const again = await world.post(...events)
    expect([again.processed, again.repeated]).toEqual([0, 2])
    expect([await count(world, 'events'), await count(world, 'enrollments')]).toEqual([2, 1])
  })

  it('when several workers get it at the same moment, even under different customers', async () => {
    const world = await aWorld()
    const event = posted('product_viewed')
    const copies = Array.from({ length: 8 }, (_, n) => ({ ...event, customer: { id: `c-${n % 4}` } }))
    const results = await Promise.all(copies.map(copy => world.post(copy)))
    expect(results.reduce((sum, { processed }) => sum + processed, 0)).toBe(1)
    expect([await count(world, 'events'), await count(world, 'customers')]).toEqual([1, 1])
  })

  it('but two sources may use the same id', async () => {
    const world = await aWorld()
    const event = posted('product_viewed')
    await world.post(event, { ...event, source: 'other-shop' })
    expect(await count(world, 'events')).toBe(2)
  })
})

describe('customers', () => {
  it('are the same one under every name they are known by', async () => {
    const world = await aWorld()
    await world.post(posted('product_viewed', {}, { customer: { anonymousId: 'a-1' } }))
    await world.post(
      posted('product_viewed', {}, { customer: { anonymousId: 'a-1', email: 'ann@example.com' } }),
    )
    await world.post(posted('product_viewed', {}, { customer: { id: 'ann', email: 'ann@example.com' } }))
    const events = await world.db.selectFrom('events').select('customer_id').distinct().execute()
    expect(events).toHaveLength(1)
    const customer = await world.db.selectFrom('customers').selectAll().executeTakeFirstOrThrow()
    expect(customer.email).toBe('ann@example.com')
  })

  it('are created once when many batches name them at once, each in other words', async () => {
    const world = await aWorld()
    const names = [
      { id: 'ann' },
      { id: 'ann', email: 'ann@example.com' },
      { email: 'ann@example.com', id: 'ann', phone: '+4915112345678' },
    ]
    const batches = Array.from({ length: 12 }, (_, n) =>
      Array.from({ length: 5 }, () => posted('product_viewed', {}, { customer: names[n % 3]! })),
    )
    await Promise.all(batches.map(batch => world.post(...batch)))
    expect([await count(world, 'customers'), await count(world, 'events')]).toEqual([1, 60])
  })

  it('stay whole when batches cross: no event lost, every identity with one owner who exists', async () => {
    const world = await aWorld()
    const batch = (n: number): Event[] =>
      Array.from({ length: 20 }, (_, k) => {
        const person = (n * 7 + k * 3) % 10
        const customer =
          k % 2
            ? { email: `p${person}@example.com` }
            : { email: `p${person}@example.com`, anonymousId: `a${person}` }
        return posted('product_viewed', {}, { customer })
      })
    await Promise.all(
      Array.from({ length: 10 }, (_, n) => world.post(...(n % 2 ? batch(n) : batch(n).reverse()))),
    )
    expect([await count(world, 'events'), await count(world, 'customers')]).toEqual([200, 10])
    const orphans = await world.db
      .selectFrom('identities')
      .leftJoin('customers', 'customers.id', 'identities.customer_id')
      .where('customers.id', 'is', null)
      .select('value')
      .execute()
    expect(orphans).toEqual([])
  })
})

describe('enrollments', () => {
  it('are one per customer and key, however many events come at once', async () => {
    const world = await aWorld()
    await world.post(subscribe())
    await Promise.all(Array.from({ length: 8 }, () => world.post(posted('product_added', cart()))))
    expect(await count(world, 'enrollments')).toBe(1)
    const refusals = await world.db
      .selectFrom('events')
      .select('refusals')
      .where('refusals', 'is not', null)
      .execute()
    expect(refusals.map(({ refusals }) => (refusals as { reason: string }[])[0]?.reason)).toEqual(
      Array(7).fill('already_in'),
    )
  })

  it('may end and begin again within one batch', async () => {
    const world = await aWorld()
    await world.post(subscribe(), posted('product_added', cart('one')))
    await world.post(
      posted(
        'order_completed',
        { order: { id: 'o', total: '10.00', currency: 'EUR' } },
        { occurredAt: at(1).toISOString() },
      ),
      posted('product_added', cart('two'), { occurredAt: at(2).toISOString() }),
    )
    const rows = await world.db.selectFrom('enrollments').select(['key', 'status']).orderBy('key').execute()
    expect(rows).toEqual([
      { key: 'one', status: 'converted' },
      { key: 'two', status: 'active' },
    ])
  })

  it('keep the reason of every refusal on the event (I10)', async () => {
    const world = await aWorld()
    await world.post(posted('product_added', cart()))
    const { refusals } = await world.db.selectFrom('events').select('refusals').executeTakeFirstOrThrow()
    expect(refusals).toEqual([
      {
        journeyId: 'cart-recovery',
        version: 1,
        reason: 'entry_condition',
        detail: [{ consent: 'email', got: 'unknown' }],
      },
    ])
  })
})

describe('all effects of a batch stand and fall together (I3)', () => {
  it('nothing is left of a batch that did not commit, and the repetition does all of it', async () => {
    const world = await aWorld()
    const events = [subscribe(), posted('product_added', cart())]
    await world.db
      .transaction()
      .execute(async trx => {
        await processEvents(trx, async () => noJourneys, events)
        throw new Error('the power goes')
      })
      .catch(() => undefined)
    expect([await count(world, 'events'), await count(world, 'customers')]).toEqual([0, 0])
    await world.post(...events)
    expect([await count(world, 'events'), await count(world, 'enrollments')]).toEqual([2, 1])
  })
})

describe('one bad input never holds up the good ones (I11)', () => {
  it('an event whose deciding fails is set aside with its reason; the others count', async () => {
    const world = await aWorld()
    await world.post(subscribe(), posted('product_added', cart()))
    // As after a restore that lost a version: nobody can say what the journey is.
    await world.db.updateTable('enrollments').set({ version: 99 }).execute()
    const bob = { customer: { id: 'bob' } }
    const broken = posted('order_completed', { order: { id: 'o', total: '1.00', currency: 'EUR' } })
    const result = await world.post(
      posted('product_viewed', {}, bob),
      broken,
      posted('product_viewed', {}, bob),
    )
    expect([result.processed, result.failed]).toEqual([2, 1])
    const aside = await world.db.selectFrom('failed_events').select(['event_id', 'reason']).execute()
    expect(aside).toEqual([{ event_id: broken.id, reason: 'journey cart-recovery version 99 is not loaded' }])
    expect(await count(world, 'events')).toBe(4)
  })

  it('is not stored, so that it can be replayed when the cause is gone', async () => {
    const world = await aWorld()
    await world.post(subscribe(), posted('product_added', cart()))
    await world.db.updateTable('enrollments').set({ version: 99 }).execute()
    const broken = posted('order_completed', { order: { id: 'o', total: '1.00', currency: 'EUR' } })
    await world.post(broken)
    await world.post(broken)
    expect(await count(world, 'failed_events')).toBe(1)
    await world.db.updateTable('enrollments').set({ version: 1 }).execute()
    expect((await world.post(broken)).processed).toBe(1)
  })
})

describe('what no journey uses costs nothing', () => {
  it('no statement of a batch of events or timers is about coupons, places, watches, calls, audiences or products', async () => {
    const world = await aWorld()
    const { db, close } = connect(world.url, { max: 1 })
    untilOver(close)
    await inTransaction(db, trx =>
      processEvents(trx, world.journeysOf, [subscribe(), posted('product_added', cart())]),
    )
    await world.setTime(at(61))
    await inTransaction(db, trx => processTimers(trx, world.journeysOf, 100))
    const { rows } = await sql<{ statement: string }>`
      select statement from pg_prepared_statements where not from_sql`.execute(db)
    const tables = /\b(coupons|rollout_days|watches|watch_backfills|audience_members|products|calls)\b/
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.map(({ statement }) => statement).filter(statement => tables.test(statement))).toEqual([])
  })
})
