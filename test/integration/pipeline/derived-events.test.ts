// Events that follow from inputs: decided right after them, stored once, in the same transaction.
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../src/model/event.js'
import { processEvents } from '../../../src/pipeline/index.js'
import { at, aWorld, posted, type World } from '../../support/pipeline-world.js'

const chain = [
  {
    id: 'first',
    name: 'First',
    trigger: { event: 'product_added' },
    steps: [
      { id: 'say', emit: 'cart_begun', with: { cart: { path: 'cart.id' } } },
      { id: 'mark', set: { stage: 'cart' } },
    ],
  },
  {
    id: 'second',
    name: 'Second',
    trigger: { event: 'cart_begun' },
    steps: [{ id: 'rest', wait: '1h' }],
  },
]
const added = () => posted('product_added', { cart: { id: 'c1' } })
const events = async ({ db }: World) =>
  (await db.selectFrom('events').select(['source_id', 'type', 'properties']).execute()).map(
    ({ source_id, type, properties }) => [source_id, type, properties],
  )
const passes = async ({ db }: World) =>
  (await db.selectFrom('enrollments').select(['journey_id', 'status']).orderBy('journey_id').execute()).map(
    ({ journey_id, status }) => `${journey_id} ${status}`,
  )
const attributes = async ({ db }: World) =>
  (await db.selectFrom('customers').select('attributes').executeTakeFirstOrThrow()).attributes

describe('an event that follows from another', () => {
  it('is stored, brings the customer into other journeys, and changes the customer', async () => {
    const world = await aWorld({ journeys: chain })
    const result = await world.post(added())
    expect(result.processed).toBe(1)
    expect(await passes(world)).toEqual(['first completed', 'second active'])
    expect(await events(world)).toEqual([
      ['shop', 'product_added', { cart: { id: 'c1' } }],
      ['triggerfish', 'cart_begun', { cart: 'c1' }],
      ['triggerfish', 'customer_updated', { stage: 'cart' }],
    ])
    expect(await attributes(world)).toEqual({ stage: 'cart' })
  })

  it('is not repeated when its cause is delivered again', async () => {
    const world = await aWorld({ journeys: chain })
    const event = added()
    await world.post(event)
    await world.post(event)
    expect(await events(world)).toHaveLength(3)
    expect(await passes(world)).toEqual(['first completed', 'second active'])
  })

  it('leaves nothing behind when the batch does not commit, and all of it when it is repeated', async () => {
    const world = await aWorld({ journeys: chain })
    const event = added()
    await world.db
      .transaction()
      .execute(async trx => {
        await processEvents(trx, world.journeysOf, [event])
        throw new Error('the power goes')
      })
      .catch(() => undefined)
    expect([await events(world), await passes(world)]).toEqual([[], []])
    await world.post(event)
    expect(await passes(world)).toEqual(['first completed', 'second active'])
  })

  it('keeps the reasons why it brought nobody in (I10)', async () => {
    const [first, second] = chain
    const world = await aWorld({ journeys: [first!, { ...second!, entry: { if: { consent: 'email' } } }] })
    await world.post(added())
    const { refusals } = await world.db
      .selectFrom('events')
      .select('refusals')
      .where('type', '=', 'cart_begun')
      .executeTakeFirstOrThrow()
    expect(refusals).toMatchObject([{ journeyId: 'second', reason: 'entry_condition' }])
  })

  it('follows from timers too', async () => {
    const [first, second] = chain
    const waiting = { ...first!, steps: [{ id: 'settle', wait: '1h' }, ...first!.steps] }
    const world = await aWorld({ journeys: [waiting, second!] })
    await world.post(added())
    expect(await events(world)).toHaveLength(1)
    await world.setTime(at(61))
    expect((await world.timers()).taken).toBe(1)
    expect(await passes(world)).toEqual(['first completed', 'second active'])
    expect(await attributes(world)).toEqual({ stage: 'cart' })
    expect(await events(world)).toHaveLength(3)
    await world.setTime(at(123))
    await world.timers()
    expect(await passes(world)).toEqual(['first completed', 'second completed'])
  })

  it('is history for what follows in the same batch, and later', async () => {
    const [first] = chain
    const counting = {
      id: 'counting',
      name: 'Counting',
      trigger: { event: 'product_viewed' },
      entry: { if: { did: 'cart_begun' } },
      steps: [{ id: 'rest', wait: '1h' }],
    }
    const world = await aWorld({ journeys: [first!, counting] })
    await world.post(
      posted('product_viewed', {}, { customer: { id: 'bob' } }),
      added(),
      posted('product_viewed'),
    )
    expect(await passes(world)).toEqual(['counting active', 'first completed'])
    const later = await aWorld({ journeys: [first!, counting] })
    await later.post(added())
    await later.post(posted('product_viewed'))
    expect(await passes(later)).toEqual(['counting active', 'first completed'])
  })
})

describe('journeys that answer each other for ever', () => {
  const circle = ['ping', 'pong'].map((type, n) => ({
    id: type,
    name: type,
    trigger: { event: type },
    entry: { reenter: 'always' },
    steps: [{ id: 'answer', emit: n === 0 ? 'pong' : 'ping' }],
  }))

  it('are stopped after 16 events; the next one is set aside and finds its customer when it is replayed', async () => {
    const world = await aWorld({ journeys: circle })
    const names = { id: 'ann', email: 'ann@example.com' }
    const result = await world.post(posted('ping', {}, { customer: names }))
    expect([result.processed, result.failed]).toEqual([1, 1])
    expect(await events(world)).toHaveLength(17)
    const [aside, ...others] = await world.db.selectFrom('failed_events').selectAll().execute()
    expect(others).toEqual([])
    expect(aside?.reason).toBe('events follow from events for more than 16 times')
    expect(aside?.event).toMatchObject({ source: 'triggerfish', type: 'pong', customer: names })
    await world.post(aside!.event as unknown as Event)
    const owners = await world.db.selectFrom('events').select('customer_id').distinct().execute()
    expect(owners).toHaveLength(1)
    expect(await events(world)).toHaveLength(34)
  })
})
