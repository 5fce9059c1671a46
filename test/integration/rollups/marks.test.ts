// Whatever changes what is counted marks it: after counting what is marked, counting everything anew finds nothing.
import { describe, expect, it } from 'vitest'
import { inTransaction } from '../../../src/db/index.js'
import { writeVerdicts } from '../../../src/dispatch/claim-store.js'
import { markOnWire, recordSettlements, type SettledMessage } from '../../../src/dispatch/hand-over-store.js'
import { settle } from '../../../src/dispatch/settlement.js'
import { freeLapsedClaims, giveUpLapsedWires, skipExpired } from '../../../src/dispatch/sweep-store.js'
import { ownSource } from '../../../src/model/event.js'
import { newId } from '../../../src/platform/new-id.js'
import { countMarked, marksWaiting, recountAll } from '../../../src/rollups/index.js'
import { at, aWorld, cart, posted, subscribe, type World } from '../../support/pipeline-world.js'
import { readRows } from './rows.js'

const day = 86_400_000

async function aCountingWorld(workspace: object = {}): Promise<World> {
  const world = await aWorld(workspace)
  await recountAll(world.db)
  return world
}

/** How many marks were waiting; they are counted, and nothing is left to be found. */
async function countsAll({ db }: World): Promise<number> {
  const { rollups } = await marksWaiting(db)
  while (await countMarked(db)) {}
  expect((await recountAll(db)).differences).toEqual([])
  return rollups
}

const sums = async ({ db }: World, table: string, dimension = 'all') => {
  const rows = (await readRows(db, table)).filter(
    row => row.dimension === undefined || row.dimension === dimension,
  )
  return rows.map(
    ({
      journey_id: _j,
      day: _d,
      version: _v,
      dimension: _n,
      value: _w,
      step_id: _s,
      channel: _c,
      held_by: _h,
      ...row
    }) => row,
  )
}

async function aQueuedMessage(world: World): Promise<{ id: string; token: string }> {
  await world.post(subscribe(), posted('product_added', cart()))
  await world.setTime(at(61))
  await world.timers()
  const { id } = await world.db.selectFrom('messages').select('id').executeTakeFirstOrThrow()
  return { id, token: newId() }
}

async function claim({ db }: World, { id, token }: { id: string; token: string }): Promise<void> {
  await writeVerdicts(db, [{ id, token, status: 'claimed', reason: null, dueAt: null, items: null }], 0)
}

const settled = (
  held: { id: string; token: string },
  result: Parameters<typeof settle>[0],
): SettledMessage => ({
  ...held,
  ...settle(result, 0, 0),
  templateHash: null,
})

const told = (type: string, messageId: string, id = newId()) =>
  posted(type, { messageId }, { id, source: ownSource, customer: { id: 'ann' } })

describe('a batch of the pipeline', () => {
  it('marks the days of passes that begin, go on and end', async () => {
    const world = await aCountingWorld()
    await world.post(subscribe(), posted('product_added', cart()))
    expect(await countsAll(world)).toBe(1)
    expect(await sums(world, 'report_entries', 'waiting')).toEqual([{ entered: 1 }])
    await world.post(posted('order_completed', cart()))
    expect(await countsAll(world)).toBe(1)
    expect(await sums(world, 'report_entries', 'ended')).toEqual([{ entered: 1 }])
  })

  it('marks nothing where nobody is concerned', async () => {
    const world = await aCountingWorld()
    await world.post(posted('product_viewed'), posted('order_completed', cart()))
    expect(await countsAll(world)).toBe(0)
  })

  it('adds up refusals with the events that are stored, once however often these come', async () => {
    const world = await aCountingWorld()
    const again = posted('product_added', cart())
    await world.post(posted('product_added', cart()), again)
    await world.post(again)
    await countsAll(world)
    expect(await sums(world, 'report_refusals')).toEqual([{ reason: 'entry_condition', times: 2 }])
  })

  it('marks what a cap keeps back', async () => {
    const world = await aCountingWorld({ settings: { caps: { email: { max: 1, per: '7d' } } } })
    await world.post(subscribe(), posted('product_added', cart('a')), posted('product_added', cart('b')))
    await world.setTime(at(61))
    await world.timers()
    await countsAll(world)
    expect(await sums(world, 'report_holds')).toEqual([
      { stage: 'decision', action: 'skipped', reason: 'capped', rule: 'email', times: 1 },
    ])
  })

  it('marks what is taken back', async () => {
    const world = await aCountingWorld()
    await aQueuedMessage(world)
    await countsAll(world)
    await world.post(posted('order_completed', cart()))
    await countsAll(world)
    expect(await sums(world, 'report_messages')).toEqual([{ withdrawn: 1 }])
  })

  it('marks all passes of those who become one', async () => {
    const world = await aCountingWorld()
    const bob = { customer: { id: 'bob', email: 'bob@example.com' } }
    await world.post(subscribe(), posted('product_added', cart('a')))
    await world.post(subscribe(bob), posted('product_added', cart('b'), bob))
    await countsAll(world)
    const entrants = async () =>
      (await readRows(world.db, 'report_arms'))
        .map(({ entrants }) => entrants)
        .reduce((a, b) => Number(a) + Number(b), 0)
    expect(await entrants()).toBe(0)
    await world.post(posted('customer_merged', { from: { id: 'bob' }, into: { id: 'ann' } }))
    await countsAll(world)
  })
})

describe('the hand-over', () => {
  it('marks the message and its pass, and what came of it', async () => {
    const world = await aCountingWorld()
    const held = await aQueuedMessage(world)
    await countsAll(world)
    await claim(world, held)
    expect(await countsAll(world)).toBe(0)
    await markOnWire(world.db, [{ ...held, domain: 'gmail.com' }], 60_000)
    expect(await countsAll(world)).toBe(2)
    expect(await sums(world, 'report_entries')).toEqual([{ entered: 1, messaged: 1 }])
    expect(await sums(world, 'report_health')).toEqual([{ sender: '', domain: 'gmail.com', handed_over: 1 }])
    await recordSettlements(world.db, [settled(held, { kind: 'sent', providerId: 'p', sender: 'ses' })], day)
    expect(await countsAll(world)).toBe(1)
    expect(await sums(world, 'report_health')).toEqual([
      { sender: 'ses', domain: 'gmail.com', handed_over: 1 },
    ])
  })

  it('marks both days of a message that comes back from the wire', async () => {
    const world = await aCountingWorld()
    const held = await aQueuedMessage(world)
    await world.setTime(at(2 * 24 * 60))
    await claim(world, held)
    await markOnWire(world.db, [held], 60_000)
    await countsAll(world)
    await recordSettlements(world.db, [settled(held, { kind: 'give_up', reason: '550' })], day)
    await countsAll(world)
    const messages = (await readRows(world.db, 'report_messages')).filter(
      ({ dimension }) => dimension === 'all',
    )
    expect(messages.map(row => [row.day, row.failed])).toEqual([['2026-11-20', 1]])
    expect(await sums(world, 'report_entries')).toEqual([{ entered: 1 }])
  })

  it('marks what the last checks skip, and that a cap did it', async () => {
    const world = await aCountingWorld()
    const { id } = await aQueuedMessage(world)
    await countsAll(world)
    const skipped = {
      id,
      token: null,
      status: 'skipped',
      reason: 'capped',
      dueAt: null,
      items: null,
    } as const
    await writeVerdicts(world.db, [skipped], 0)
    expect(await countsAll(world)).toBe(2)
    expect(await sums(world, 'report_messages')).toEqual([{ skipped: 1 }])
    expect(await sums(world, 'report_holds')).toEqual([
      { stage: 'hand_over', action: 'skipped', reason: 'capped', rule: '', times: 1 },
    ])
  })
})

describe('the sweep', () => {
  it('marks what a dead process had claimed, and what it had on the wire', async () => {
    const world = await aCountingWorld()
    const held = await aQueuedMessage(world)
    await claim(world, held)
    await markOnWire(world.db, [held], -1_000)
    await countsAll(world)
    expect(await giveUpLapsedWires(world.db, 10)).toBe(1)
    expect(await countsAll(world)).toBe(1)
    expect(await sums(world, 'report_messages')).toEqual([{ handed_over: 1, unknown: 1 }])
  })

  it('marks what is given up, and what has waited too long', async () => {
    const world = await aCountingWorld()
    const held = await aQueuedMessage(world)
    await claim(world, held)
    await countsAll(world)
    expect(await freeLapsedClaims(world.db, 1, 10)).toBe(1)
    await countsAll(world)
    expect(await sums(world, 'report_messages')).toEqual([{ failed: 1 }])
    const next = await aCountingWorld()
    await aQueuedMessage(next)
    await next.setTime(at(99_999))
    expect(await skipExpired(next.db, { email: 1, sms: 1, onsite: 1 }, 10)).toBe(1)
    await countsAll(next)
    expect(await sums(next, 'report_messages')).toEqual([{ skipped: 1 }])
  })
})

describe('reports on messages', () => {
  it('mark what they move, and an unsubscription by the message', async () => {
    const world = await aCountingWorld()
    const held = await aQueuedMessage(world)
    await claim(world, held)
    await markOnWire(world.db, [held], 60_000)
    await recordSettlements(world.db, [settled(held, { kind: 'sent', providerId: 'p' })], day)
    await countsAll(world)
    const clicked = told('email_clicked', held.id)
    await world.post(clicked, told('email_opened', held.id))
    expect(await countsAll(world)).toBeGreaterThan(1)
    expect(await sums(world, 'report_entries')).toEqual([
      { entered: 1, messaged: 1, delivered: 1, clicked: 1 },
    ])
    await world.post(clicked, told('email_opened', held.id))
    expect(await countsAll(world)).toBe(0)
    await world.post(told('email_unsubscribed', held.id))
    await countsAll(world)
    expect(await sums(world, 'report_messages')).toEqual([
      { handed_over: 1, delivered: 1, opened: 1, clicked: 1, unsubscribed: 1 },
    ])
  })

  it('that somebody else posts do not', async () => {
    const world = await aCountingWorld()
    const held = await aQueuedMessage(world)
    await claim(world, held)
    await inTransaction(world.db, async trx => void (await markOnWire(trx, [held], 60_000)))
    await countsAll(world)
    await world.post(posted('email_unsubscribed', { messageId: held.id }))
    await countsAll(world)
    expect(await sums(world, 'report_messages')).toEqual([{ handed_over: 1 }])
  })
})

describe('a variant', () => {
  it('drawn after a message marks the days of that message and of what it has earned', async () => {
    const split = {
      id: 'which',
      split: [
        { name: 'a', weight: 1, then: [] },
        { name: 'b', weight: 1, then: [] },
      ],
    }
    const journey = {
      id: 'cart',
      name: 'Cart',
      trigger: { event: 'product_added' },
      goal: { event: 'order_completed', within: '5d', value: 'order.total' },
      steps: [
        { id: 'mail', send: 'email', template: 'x', category: 'transactional' },
        { id: 'day', wait: '1d' },
        split,
        { id: 'another', wait: '1d' },
      ],
    }
    const world = await aCountingWorld({ journeys: [journey] })
    await world.post(posted('product_added', cart(), { customer: { id: 'ann', email: 'ann@example.com' } }))
    const { id } = await world.db.selectFrom('messages').select('id').executeTakeFirstOrThrow()
    const held = { id, token: newId() }
    await claim(world, held)
    await markOnWire(world.db, [held], 60_000)
    await recordSettlements(world.db, [settled(held, { kind: 'sent', providerId: 'p' })], day)
    await world.setTime(at(60))
    const order = { order: { id: 'o1', total: '10.00', currency: 'EUR' } }
    await world.post(posted('order_completed', order, { occurredAt: at(50).toISOString() }))
    await world.credit()
    await countsAll(world)
    expect(await sums(world, 'report_messages', 'variant')).toEqual([])
    await world.setTime(at(24 * 60 + 1))
    await world.timers()
    await countsAll(world)
    expect(await sums(world, 'report_messages', 'variant')).toMatchObject([{ handed_over: 1 }])
    expect(await sums(world, 'report_orders', 'variant')).toMatchObject([
      { influenced: 1 },
      { influenced: 1 },
    ])
  })
})
