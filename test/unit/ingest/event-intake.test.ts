// The one door, without Redis: what is written together, and who learns what.
import { expect, test } from 'vitest'
import { createEventIntake } from '../../../src/ingest/index.js'
import type { Event } from '../../../src/model/event.js'
import { type Broker, BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { type EventsJob, eventsQueue, shardOf } from '../../../src/queues.js'

const anEvent = (n: number, customer: Event['customer'] = { id: `c-${n}` }): Event => ({
  source: 'shop',
  id: `evt-${n}`,
  type: 'product_viewed',
  occurredAt: '2026-11-20T10:00:00.000Z',
  receivedAt: '2026-11-20T10:00:00.000Z',
  customer,
  properties: {},
})
const events = (count: number, from = 0) => Array.from({ length: count }, (_, n) => anEvent(from + n))

function aFakeQueue(answer: (write: number) => Promise<void> = () => Promise.resolve()) {
  const writes: { payload: EventsJob; shard?: number }[][] = []
  const publish: Broker['publish'] = (_queue, jobs) => {
    writes.push(jobs as unknown as (typeof writes)[number])
    return answer(writes.length)
  }
  return { writes, intake: createEventIntake({ broker: { publish } }) }
}

test('requests at the same time share one write', async () => {
  const { writes, intake } = aFakeQueue()
  await Promise.all(Array.from({ length: 100 }, (_, n) => intake.accept([anEvent(n)])))
  expect(writes).toHaveLength(1)
  expect(writes[0]?.flatMap(job => job.payload.events)).toHaveLength(100)
})

test("every event goes to its customer's shard, in jobs of at most 500", async () => {
  const { writes, intake } = aFakeQueue()
  await intake.accept(events(3_000))
  const jobs = writes.flat()
  for (const { payload, shard } of jobs) {
    expect(payload.events.length).toBeLessThanOrEqual(500)
    for (const event of payload.events) expect(shardOf(event.customer)).toBe(shard)
  }
  expect(jobs.flatMap(job => job.payload.events.map(event => event.id)).sort()).toEqual(
    events(3_000)
      .map(event => event.id)
      .sort(),
  )
  expect(jobs.length).toBeLessThanOrEqual(8)
})

test('a failed write fails exactly the requests that were in it', async () => {
  const { intake } = aFakeQueue(write =>
    write === 1 ? Promise.reject(new BrokerUnavailable('full')) : Promise.resolve(),
  )
  const first = Promise.allSettled([intake.accept(events(2)), intake.accept(events(2, 2))])
  expect((await first).map(result => result.status)).toEqual(['rejected', 'rejected'])
  await intake.accept(events(2, 4))
})

test('nothing to accept is nothing to write', async () => {
  const { writes, intake } = aFakeQueue()
  await intake.accept([])
  expect(writes).toEqual([])
})

test('when too much waits for Redis, more is refused at once', async () => {
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const { intake } = aFakeQueue(() => held)
  const waiting = Array.from({ length: 101 }, (_, n) => intake.accept(events(1_000, n * 1_000)))
  await expect(intake.accept(events(1))).rejects.toThrow(BrokerUnavailable)
  release()
  await Promise.all(waiting)
  await intake.accept(events(1))
})

test('drain resolves when everything accepted so far is written', async () => {
  const { writes, intake } = aFakeQueue()
  const accepted = intake.accept(events(1))
  await intake.drain()
  expect(writes).toHaveLength(1)
  await accepted
})

test('the shard of an event is the same for ever, and follows the browser, else the strongest name', () => {
  expect([{ id: 'c-1' }, { id: 'c-2' }, { id: 'c-42' }, { email: 'ann@example.com' }].map(shardOf)).toEqual([
    0, 1, 3, 1,
  ])
  expect(shardOf({ email: 'ann@example.com', id: 'c-2' })).toBe(
    shardOf({ id: 'c-2', phone: '+4915112345678' }),
  )
  expect(shardOf({ id: 'c-2', anonymousId: 'a-1' })).toBe(shardOf({ anonymousId: 'a-1' }))
  expect(shardOf({})).toBe(0)
  const spread = new Set(events(100).map(event => shardOf(event.customer)))
  expect(spread.size).toBe(eventsQueue.shards)
})
