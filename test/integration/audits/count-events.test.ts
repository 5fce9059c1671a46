// What came in, counted by the hour: each event once, however often an hour is counted, and repeats beside them.
import { expect, test } from 'vitest'
import { countEvents } from '../../../src/audits/count-events.js'
import { inTransaction } from '../../../src/db/index.js'
import { noteRepeats } from '../../../src/pipeline/repeat-store.js'
import { newId } from '../../../src/platform/new-id.js'
import { anEvent } from '../../support/builders.js'
import { anAuditedShop, hoursAgo, noon } from './world.js'

test('hours that are over are counted, with what is wrong with their events', async () => {
  const { db, events, count, counts } = await anAuditedShop()
  const known = newId()
  await db
    .insertInto('identities')
    .values({
      kind: 'email',
      value: 'ann@example.com',
      customer_id: known,
      part: 1,
      created_at: noon,
    } as never)
    .execute()
  await events({ type: 'order_completed', at: hoursAgo(2), customerId: known, count: 2 })
  await events({ type: 'order_completed', at: hoursAgo(2), count: 2 })
  await events({ type: 'cart_viewed', at: hoursAgo(2), occurredAt: hoursAgo(30) })
  await events({ type: 'cart_viewed', at: hoursAgo(2), occurredAt: hoursAgo(1.99) })
  await events({ type: 'cart_viewed', at: hoursAgo(0.1), count: 5 })
  await count()
  expect(await counts()).toMatchObject([
    {
      hour: hoursAgo(2),
      type: 'cart_viewed',
      events: 2,
      late: 1,
      ahead: 1,
      delayed: 1,
      doubled: 0,
      nameless: 0,
    },
    {
      hour: hoursAgo(2),
      type: 'order_completed',
      events: 4,
      late: 0,
      ahead: 0,
      delayed: 0,
      doubled: 1,
      nameless: 2,
    },
  ])
})

test('what was committed late is counted in the next round, and nothing twice', async () => {
  const { events, count, counts, clock } = await anAuditedShop()
  await events({ type: 'cart_viewed', at: hoursAgo(1.5) })
  await count()
  await events({ type: 'cart_viewed', at: hoursAgo(1.5) })
  await events({ type: 'cart_viewed', at: hoursAgo(0.5), count: 3 })
  await clock(hoursAgo(-0.5))
  await count()
  await count()
  expect((await counts()).map(({ hour, events }) => [hour, events])).toEqual([
    [hoursAgo(2), 2],
    [hoursAgo(1), 3],
  ])
})

test('a sample is checked against what is known of its type, also by event files', async () => {
  const { events, count, counts, publish } = await anAuditedShop()
  await publish({ 'events/gift_sent.json': { properties: { 'gift.name': 'text', 'gift.points': 'number' } } })
  await events({ type: 'gift_sent', at: hoursAgo(2), count: 3, properties: { gift: { points: '7' } } })
  await count()
  expect(await counts()).toMatchObject([
    { checked: 3, faulty: 3, missing: { 'gift.name': 3 }, mistyped: { 'gift.points': 3 } },
  ])
})

test('of many events some hundreds are checked', async () => {
  const { events, count, counts } = await anAuditedShop()
  await events({ type: 'cart_viewed', at: hoursAgo(2), count: 3_000 })
  await count()
  const [hour] = await counts()
  expect(hour?.events).toBe(3_000)
  expect(hour?.checked).toBeGreaterThan(200)
  expect(hour?.checked).toBeLessThan(400)
})

test('repeats are added up, and survive that their hour is counted again', async () => {
  const { db, count, counts, clock, events } = await anAuditedShop()
  const [first, again] = [anEvent({ type: 'cart_viewed' }), anEvent({ type: 'cart_viewed' })]
  await events({ type: 'cart_viewed', at: hoursAgo(1.5) })
  await count()
  await noteRepeats(db, [first, again, again], [first], hoursAgo(1.5))
  await noteRepeats(db, [again], [], hoursAgo(1.5))
  await noteRepeats(db, [first], [first], hoursAgo(1.5))
  await count()
  await clock(hoursAgo(-1))
  await count()
  expect(await counts()).toMatchObject([{ events: 1, repeats: 3 }])
  expect(await db.selectFrom('event_repeats').selectAll().execute()).toEqual([])
})

test('counting that fails loses no repeat', async () => {
  const { db, count, counts } = await anAuditedShop()
  await noteRepeats(db, [anEvent({ type: 'cart_viewed' })], [], hoursAgo(1.5))
  await expect(
    inTransaction(db, async trx => {
      await countEvents(trx, 1)
      throw new Error('cut')
    }),
  ).rejects.toThrow('cut')
  await count()
  expect(await counts()).toMatchObject([{ repeats: 1, events: 0 }])
})
