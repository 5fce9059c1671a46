// What a rate, a plan, an outage and another sender mean for messages: on real Redis and PostgreSQL, with senders in memory.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { OutgoingEmail } from '../../../src/dispatch/index.js'
import type { NamedSender } from '../../../src/dispatch/named-sender.js'
import { chainSenders } from '../../../src/dispatch/pacing/chain-senders.js'
import { withdrawMessages } from '../../../src/pipeline/outbox-store.js'
import { type Broker, connectBroker } from '../../../src/platform/queue/index.js'
import { eventually } from '../../support/eventually.js'
import { type MemorySender, memorySender } from '../../support/memory-sender.js'
import { untilOver } from '../../support/until-over.js'
import { anOutbox, type Outbox } from './outbox.js'

type Change = Partial<NamedSender<OutgoingEmail>>
interface Deferred {
  readonly sender: string
  readonly reason: string
}

/** Named senders of email, in their order, and a dispatcher that uses them. */
async function aPaced(...changes: Change[]) {
  const outbox = await anOutbox()
  const senders = changes.map(() => memorySender<OutgoingEmail>('email'))
  const named = changes.map(
    (change, index): NamedSender<OutgoingEmail> => ({
      name: `s${index}`,
      kind: 'http',
      sender: senders[index]!,
      ...change,
    }),
  )
  const deferred: Deferred[] = []
  const down: [string, boolean][] = []
  const start = (broker: Pick<Broker, 'takeTokens'> = outbox.broker) =>
    outbox.start({
      senders: {
        ...chainSenders(
          { email: named, sms: [] },
          {
            broker,
            logger: { info: () => {}, warn: () => {} },
            metrics: {
              senderDown: (_channel, sender, isDown) => down.push([sender, isDown]),
              deferred: (_channel, sender, reason) => deferred.push({ sender, reason }),
            },
          },
        ),
      },
    })
  return {
    outbox,
    senders: senders as [MemorySender<OutgoingEmail>, ...MemorySender<OutgoingEmail>[]],
    deferred,
    down,
    start,
  }
}

async function some(outbox: Outbox, count: number, domain = 'example.com'): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n++) {
    const customerId = await outbox.aCustomer({ email: `p${n}@${domain}` })
    ids.push(await outbox.aMessage({ customerId }))
  }
  return ids
}
const dueInSeconds = async ({ db }: Outbox, id: string): Promise<number> => {
  const { rows } = await sql<{ s: number }>`
    select extract(epoch from due_at - tf_now())::float8 as s from messages where id = ${id}`.execute(db)
  return rows[0]!.s
}
const statuses = async (outbox: Outbox, ids: readonly string[]): Promise<unknown[]> =>
  Promise.all(ids.map(async id => (await outbox.row(id)).status))

it('what a rate has room for goes out, in its time; two dispatchers share it, and nothing is lost', async () => {
  const { outbox, senders, start } = await aPaced({ rate: { max: 10, per: '1s' } })
  const ids = await some(outbox, 20)
  start()
  start()
  const began = performance.now()
  await outbox.publish(...ids)
  await eventually(() => expect(senders[0].outbox).toHaveLength(20))
  // Of 20 the last ten need a second more than the first ten.
  expect(performance.now() - began).toBeGreaterThan(1_000)
  await eventually(async () => expect(new Set(await statuses(outbox, ids))).toEqual(new Set(['sent'])))
  expect(await outbox.row(ids[0]!)).toMatchObject({ sender: 's0', attempts: 1 })
})

it('what a domain has no room for goes back, as no attempt, to moments one after the other', async () => {
  const { outbox, senders, deferred, start } = await aPaced({
    domains: { 'full.example': { max: 1, per: '1m' } },
  })
  const ids = await some(outbox, 4, 'full.example')
  const [free] = await some(outbox, 1)
  start()
  await outbox.publish(...ids, free!)
  await eventually(async () => expect(deferred).toHaveLength(3))
  await eventually(async () => expect((await outbox.row(free!)).status).toBe('sent'))
  await eventually(async () =>
    expect((await statuses(outbox, ids)).sort()).toEqual(['queued', 'queued', 'queued', 'sent']),
  )
  expect(senders[0].outbox).toHaveLength(2)
  const waits = []
  for (const id of ids) {
    const row = await outbox.row(id)
    if (row.status !== 'queued') continue
    expect(row).toMatchObject({ reason: 'domain_rate_limited', attempts: 0 })
    waits.push(await dueInSeconds(outbox, id))
  }
  // One each 67 seconds (nine tenths of one a minute), and none before there is room.
  const [first, second, third] = waits.sort((a, b) => a - b)
  expect(first).toBeGreaterThan(60)
  expect(second! - first!).toBeGreaterThan(60)
  expect(third! - second!).toBeGreaterThan(60)
})

it('each domain that is not named has a rate of its own', async () => {
  const { outbox, senders, deferred, start } = await aPaced({ domains: { '*': { max: 1, per: '1h' } } })
  const ids = [...(await some(outbox, 1, 'a.example')), ...(await some(outbox, 1, 'b.example'))]
  start()
  await outbox.publish(...ids)
  await eventually(() => expect(senders[0].outbox).toHaveLength(2))
  expect(deferred).toEqual([])
})

it('beyond what a plan allows today the next sender takes it; without one it waits, and asks again within the hour', async () => {
  const today = new Date().toISOString().slice(0, 10)
  const warmUp = { from: today, perDay: [2, 500] }
  const two = await aPaced({ warmUp }, {})
  const ids = await some(two.outbox, 5)
  two.start()
  await two.outbox.publish(...ids)
  await eventually(async () => expect(new Set(await statuses(two.outbox, ids))).toEqual(new Set(['sent'])))
  // One of the two is kept for what belongs to an order.
  expect(two.senders.map(({ outbox }) => outbox.length)).toEqual([1, 4])

  const one = await aPaced({ warmUp })
  const [first, second] = await some(one.outbox, 2)
  one.start()
  await one.outbox.publish(first!, second!)
  await eventually(() => expect(one.deferred).toEqual([{ sender: 's0', reason: 'warm_up' }]))
  const receipt = await one.outbox.aMessage({ category: 'transactional' })
  await eventually(async () => expect((await one.outbox.row(receipt)).status).toBe('sent'))
  const waiting = (await one.outbox.row(first!)).status === 'queued' ? first! : second!
  await eventually(async () => expect((await one.outbox.row(waiting)).reason).toBe('warm_up'))
  expect(await dueInSeconds(one.outbox, waiting)).toBeLessThanOrEqual(3_600)
})

it('a sender that is down is stood in for at once, left alone after five failures, and nothing is sent twice', async () => {
  const { outbox, senders, down, start } = await aPaced({}, {})
  senders[0].answer = () => ({ kind: 'retry', reason: 'smtp econnrefused', about: 'sender' })
  const ids = await some(outbox, 40)
  start()
  await outbox.publish(...ids)
  await eventually(async () => expect(new Set(await statuses(outbox, ids))).toEqual(new Set(['sent'])))
  expect(senders.map(({ outbox }) => outbox.length)).toEqual([0, 40])
  expect(await outbox.row(ids[0]!)).toMatchObject({ sender: 's1', attempts: 1 })
  expect(down).toEqual([['s0', true]])
})

it('with no other sender messages wait in the queue, and are not used up by an outage', async () => {
  const { outbox, senders, down, start } = await aPaced({})
  senders[0].answer = () => ({ kind: 'retry', reason: 'smtp econnrefused', about: 'sender' })
  const ids = await some(outbox, 120)
  start()
  await outbox.publish(...ids)
  await eventually(() => expect(down).toEqual([['s0', true]]))
  await eventually(async () => expect(new Set(await statuses(outbox, ids))).toEqual(new Set(['queued'])))
  const rows = await Promise.all(ids.map(id => outbox.row(id)))
  // Those that were in hand when it broke.
  expect(rows.filter(({ attempts }) => attempts !== 0).length).toBeLessThanOrEqual(55)
})

it('an open end stays open: no other sender is asked', async () => {
  const { outbox, senders, start } = await aPaced({}, {})
  senders[0].answer = () => ({ kind: 'unknown', reason: 'smtp etimedout' })
  const [id] = await some(outbox, 1)
  start()
  await outbox.publish(id!)
  await eventually(async () =>
    expect(await outbox.row(id!)).toMatchObject({ status: 'unknown', sender: 's0' }),
  )
  expect(senders[1]!.outbox).toEqual([])
})

it('whoever unsubscribes while the first sender says no is not written to by the second', async () => {
  const { outbox, senders, start } = await aPaced({}, {})
  const [id] = await some(outbox, 1)
  senders[0].answer = async () => {
    await sql`update customers set email_consent = 'unsubscribed'`.execute(outbox.db)
    return { kind: 'retry', reason: 'http 429', about: 'sender' }
  }
  start()
  await outbox.publish(id!)
  await eventually(async () =>
    expect(await outbox.row(id!)).toMatchObject({ status: 'queued', reason: 'http 429', attempts: 1 }),
  )
  expect(senders[1]!.outbox).toEqual([])
  await sql`update messages set due_at = tf_now()`.execute(outbox.db)
  await eventually(async () =>
    expect(await outbox.row(id!)).toMatchObject({ status: 'skipped', reason: 'no_consent' }),
  )
})

it('what is taken back while the first sender says no does not go out by the second', async () => {
  const { outbox, senders, start } = await aPaced({}, {})
  const [id] = await some(outbox, 1)
  const { enrollment_id: enrollmentId } = await outbox.row(id!)
  senders[0].answer = async () => {
    await withdrawMessages(outbox.db, [{ enrollmentId: String(enrollmentId), reason: 'order_completed' }])
    return { kind: 'retry', reason: 'http 429', about: 'sender' }
  }
  start()
  await outbox.publish(id!)
  await eventually(async () =>
    expect(await outbox.row(id!)).toMatchObject({ status: 'withdrawn', reason: 'order_completed' }),
  )
  expect(senders[1]!.outbox).toEqual([])
})

it('each sender has the whole time on the wire for itself', async () => {
  const { outbox, senders, start } = await aPaced({}, {})
  const [id] = await some(outbox, 1)
  const lease = async () => {
    const { rows } = await sql<{ s: number }>`
      select extract(epoch from lease_until - clock_timestamp())::float8 as s from messages`.execute(
      outbox.db,
    )
    return rows[0]!.s
  }
  senders[0].answer = async () => {
    await sql`update messages set lease_until = clock_timestamp() + interval '1 minute'`.execute(outbox.db)
    return { kind: 'retry', reason: 'http 429', about: 'sender' }
  }
  let left = 0
  senders[1]!.answer = async message => {
    left = await lease()
    return { kind: 'sent', providerId: message.id }
  }
  start()
  await outbox.publish(id!)
  await eventually(async () => expect((await outbox.row(id!)).status).toBe('sent'))
  expect(left).toBeGreaterThan(600)
})

it('without Redis nothing is handed over that has a rate, and nothing is lost', async () => {
  const { outbox, senders, deferred, start } = await aPaced({ rate: { max: 100, per: '1s' } })
  const away = connectBroker({ redisUrl: 'redis://127.0.0.1:1', prefix: 'x', onError: () => {} })
  untilOver(() => away.close())
  const [id] = await some(outbox, 1)
  const dispatch = start(away)
  await outbox.publish(id!)
  await eventually(() => expect(deferred[0]).toEqual({ sender: 's0', reason: 'pacing_unavailable' }))
  await eventually(async () => expect(await outbox.row(id!)).toMatchObject({ status: 'queued', attempts: 0 }))
  expect(senders[0].outbox).toEqual([])
  await dispatch.close()
  await sql`update messages set due_at = tf_now() where id = ${id!}`.execute(outbox.db)
  start()
  await eventually(async () => expect((await outbox.row(id!)).status).toBe('sent'))
})

it('what is put off until it is too old expires, and does not fail', async () => {
  const { outbox, deferred, start } = await aPaced({ domains: { '*': { max: 1, per: '1h' } } })
  const ids = await some(outbox, 2, 'full.example')
  await sql`update messages set created_at = tf_now() - interval '23:59:58'`.execute(outbox.db)
  start()
  await outbox.publish(...ids)
  await eventually(() => expect(deferred).toHaveLength(1))
  await eventually(async () => expect((await statuses(outbox, ids)).sort()).toEqual(['sent', 'skipped']))
})

it('a stop does not wait for room: what was held back stays in the queue', async () => {
  const { outbox, senders, start } = await aPaced({ rate: { max: 1, per: '1h' } })
  const ids = await some(outbox, 30)
  const dispatch = start()
  await outbox.publish(...ids)
  await eventually(() => expect(senders[0].outbox).toHaveLength(1))
  const began = performance.now()
  await dispatch.close()
  expect(performance.now() - began).toBeLessThan(5_000)
  expect((await statuses(outbox, ids)).filter(status => status === 'queued')).toHaveLength(29)
})
