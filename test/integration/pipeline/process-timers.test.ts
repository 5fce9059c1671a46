// Timers are rows: due by the database's clock, taken once, and of no effect when their wait is over.
import { describe, expect, it } from 'vitest'
import { postponeFirstTimer, takeDueTimers } from '../../../src/journeys/enrollment-store.js'
import { at, aWorld, cart, posted, subscribe, type World } from '../../support/pipeline-world.js'

const messages = (world: World) => world.db.selectFrom('messages').select(['journey_id', 'status']).execute()

async function aWaitingShopper(settings: object = {}, journeys?: object[]): Promise<World> {
  const world = await aWorld({ settings, ...(journeys && { journeys }) })
  await world.post(subscribe(), posted('product_added', cart()))
  return world
}

describe('a timer', () => {
  it('never fires early (I7)', async () => {
    const world = await aWaitingShopper()
    const { due_at: due } = await world.db.selectFrom('timers').select('due_at').executeTakeFirstOrThrow()
    await world.setTime(new Date(due.getTime() - 5_000))
    expect((await world.timers()).taken).toBe(0)
    await world.setTime(due)
    expect((await world.timers()).taken).toBe(1)
    expect(await messages(world)).toEqual([{ journey_id: 'cart-recovery', status: 'queued' }])
  })

  it('is taken once by any number of workers', async () => {
    const world = await aWorld()
    const shoppers = Array.from({ length: 60 }, (_, n) => ({ id: `c${n}`, email: `c${n}@example.com` }))
    await world.post(...shoppers.map(customer => subscribe({ customer })))
    await world.post(...shoppers.map(customer => posted('product_added', cart(), { customer })))
    await world.setTime(at(61))
    const results = await Promise.all(Array.from({ length: 6 }, () => world.timers()))
    expect(results.reduce((sum, { taken }) => sum + taken, 0)).toBe(60)
    expect(await messages(world)).toHaveLength(60)
    expect(await world.db.selectFrom('timers').selectAll().execute()).toEqual([])
  })

  it('does nothing once the customer has left', async () => {
    const world = await aWaitingShopper()
    await world.post(posted('order_completed', { order: { id: 'o', total: '1.00', currency: 'EUR' } }))
    await world.setTime(at(61))
    const result = await world.timers()
    expect([result.taken, result.messages]).toEqual([1, []])
  })

  it('comes back when its batch did not commit', async () => {
    const world = await aWaitingShopper()
    await world.setTime(at(61))
    await world.db
      .transaction()
      .execute(async trx => {
        expect(await takeDueTimers(trx, at(62), 10)).toHaveLength(1)
        throw new Error('the power goes')
      })
      .catch(() => undefined)
    expect((await world.timers()).messages).toHaveLength(1)
  })
})

describe('a timer whose journey cannot be decided', () => {
  it('comes again later, and does not hold up the others (I11)', async () => {
    const world = await aWaitingShopper()
    const bob = { customer: { id: 'bob', email: 'bob@example.com' } }
    await world.post(subscribe(bob), posted('product_added', cart('b'), bob))
    await world.db.updateTable('enrollments').set({ version: 99 }).where('key', '=', 'b').execute()
    await world.setTime(at(61))
    const result = await world.timers()
    expect([result.taken, result.postponed, result.messages.length]).toEqual([2, 1, 1])
    expect(await world.db.selectFrom('timers').select('attempts').execute()).toEqual([{ attempts: 1 }])
  })

  it('is put off by an hour when it fails the whole batch', async () => {
    const world = await aWaitingShopper()
    await world.setTime(at(61))
    expect(await postponeFirstTimer(world.db)).toBe(true)
    expect((await world.timers()).taken).toBe(0)
    expect(await postponeFirstTimer(world.db)).toBe(false)
    await world.setTime(at(122))
    expect((await world.timers()).taken).toBe(1)
  })
})

describe('a message not yet handed over', () => {
  it('is withdrawn by an order, also after the last step (I6)', async () => {
    const world = await aWaitingShopper()
    await world.setTime(at(61))
    await world.timers()
    await world.post(
      posted(
        'order_completed',
        { order: { id: 'o', total: '1.00', currency: 'EUR' } },
        { occurredAt: at(61).toISOString() },
      ),
    )
    await world.credit()
    expect(await world.db.selectFrom('conversions').selectAll().execute()).toEqual([])
    expect(await messages(world)).toEqual([{ journey_id: 'cart-recovery', status: 'withdrawn' }])
  })
})

describe('a cap', () => {
  it('is never exceeded, however many timers come due at once in however many workers (I5)', async () => {
    const journeys = Array.from({ length: 6 }, (_, n) => ({
      id: `journey-${n}`,
      name: 'x',
      trigger: { event: 'product_added' },
      steps: [
        { id: 'settle', wait: '1h' },
        { id: 'mail', send: 'email', template: 'x' },
      ],
    }))
    const world = await aWaitingShopper({ caps: { global: { max: 2, per: '1d' } } }, journeys)
    await world.setTime(at(61))
    await Promise.all(Array.from({ length: 6 }, () => world.timers()))
    expect(await messages(world)).toHaveLength(2)
    const capped = await world.db
      .selectFrom('decisions')
      .select('reason')
      .where('kind', '=', 'skipped')
      .execute()
    expect(capped).toEqual(Array(4).fill({ reason: 'capped' }))
  })
})

describe('an order', () => {
  it('is credited to the last message handed over before it, once', async () => {
    const world = await aWaitingShopper()
    await world.setTime(at(61))
    await world.timers()
    await world.db
      .updateTable('messages')
      .set({ status: 'sent', wire_at: at(62), sent_at: at(62) })
      .execute()
    const order = posted(
      'order_completed',
      { order: { id: 'o', total: '129.50', currency: 'EUR' } },
      { occurredAt: at(90).toISOString() },
    )
    await world.setTime(at(91))
    await world.post(order)
    await world.post(order)
    await world.credit()
    const conversions = await world.db
      .selectFrom('conversions')
      .select(['journey_id', 'step_id', 'value', 'currency'])
      .execute()
    expect(conversions).toEqual([
      { journey_id: 'cart-recovery', step_id: 'remind', value: '129.5000', currency: 'EUR' },
    ])
  })
})
