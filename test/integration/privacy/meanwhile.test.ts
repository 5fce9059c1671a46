// An erasure while something else is going on with the same person: in the queue, on the wire, in a merge, in a backup.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { creditMarked } from '../../../src/conversions/credit-job.js'
import { inTransaction } from '../../../src/db/index.js'
import { createEventIntake } from '../../../src/ingest/index.js'
import { createMetrics } from '../../../src/metrics.js'
import { startPipeline } from '../../../src/pipeline/index.js'
import { processEvents } from '../../../src/pipeline/process-events.js'
import { createLogger } from '../../../src/platform/logger.js'
import { connectBroker } from '../../../src/platform/queue/index.js'
import { erase, eraseCustomer } from '../../../src/privacy/erase.js'
import { listOpenRequests } from '../../../src/privacy/request-store.js'
import { recordWish } from '../../../src/privacy/requests.js'
import { applyTombstones, tombstoneLines } from '../../../src/privacy/tombstones.js'
import { eventsQueue } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { at, aWorld, cart, posted, subscribe, type World } from '../../support/pipeline-world.js'
import { aRedis } from '../../support/redis.js'
import { untilOver } from '../../support/until-over.js'
import { anOutbox } from '../dispatch/outbox.js'
import { aLife, everything, everythingInRedis, findMarks } from './a-life.js'

const annabella = { kind: 'email', value: 'annabella@example.com' } as const
const names = { email: annabella.value }
const noJobs = { failed: async () => [], replay: async () => 0 }

function aQueue() {
  const redis = aRedis()
  const broker = connectBroker({ redisUrl: redis.url, prefix: redis.prefix, onError: () => {} })
  untilOver(() => broker.close())
  return { redis, broker }
}

function anEngine(world: World, broker: ReturnType<typeof aQueue>['broker']) {
  const metrics = createMetrics()
  const logged: string[] = []
  const logger = createLogger({ level: 'trace', destination: { write: line => void logged.push(line) } })
  const pipeline = startPipeline({
    db: world.db,
    broker,
    journeysOf: world.journeysOf,
    logger,
    metrics,
    timerPollMs: 20,
  })
  untilOver(() => pipeline.close())
  return { metrics, logged }
}

describe('while events wait in Redis', () => {
  it('they are dropped and counted, and those of others are not', async () => {
    const world = await aWorld()
    const { redis, broker } = aQueue()
    const ann = await aLife(world, 'annabella')
    const intake = createEventIntake({ broker })
    const when = { occurredAt: at(90).toISOString(), receivedAt: at(90).toISOString() }
    await intake.accept([
      posted('product_added', cart('annabella-9'), { customer: names, ...when }),
      posted('product_viewed', {}, { customer: { id: 'bob' }, ...when }),
    ])
    await world.setTime(at(100))
    await eraseCustomer({ db: world.db, broker }, annabella)
    const { metrics, logged } = anEngine(world, broker)
    await eventually(async () => expect(await broker.depth(eventsQueue)).toBe(0))
    expect(findMarks(await everything(world.db), ann.marks)).toEqual([])
    await eventually(async () => expect(findMarks(await everythingInRedis(redis), ann.marks)).toEqual([]))
    expect((await metrics.eventsErased.get()).values[0]?.value).toBe(1)
    expect(findMarks(new Map([['log', logged.join()]]), ann.marks)).toEqual([])
    const { rows } = await sql`select from identities where value = 'bob'`.execute(world.db)
    expect(rows).toHaveLength(1)
  })

  it('a job that failed for good is done after all, without them', async () => {
    const world = await aWorld()
    const { redis, broker } = aQueue()
    const ann = await aLife(world, 'annabella')
    const failing = broker.consume({ ...eventsQueue, attempts: 1 }, () => Promise.reject(new Error('no')))
    const event = posted(
      'product_viewed',
      { of: 'annabella' },
      { customer: names, occurredAt: at(90).toISOString() },
    )
    await broker.publish({ ...eventsQueue, attempts: 1 }, [{ payload: { events: [event] } }])
    await eventually(async () => expect(await broker.failed(eventsQueue)).toHaveLength(1))
    await failing.close()
    await world.setTime(at(100))
    await eraseCustomer({ db: world.db, broker }, annabella)
    anEngine(world, broker)
    await eventually(async () => expect(findMarks(await everythingInRedis(redis), ann.marks)).toEqual([]))
    expect(await broker.failed(eventsQueue)).toEqual([])
    expect(findMarks(await everything(world.db), ann.marks)).toEqual([])
  })
})

describe('while a batch is at work on them', () => {
  it('the batch starts again, and drops what is theirs', async () => {
    const world = await aWorld()
    const ann = await aLife(world, 'annabella')
    await world.setTime(at(100))
    const gate = aGate()
    const erased = inTransaction(world.db, async trx => {
      const done = await erase(trx, annabella)
      await gate.pass()
      return done
    })
    await Promise.race([gate.reached, erased])
    const when = { occurredAt: at(99).toISOString(), receivedAt: at(99).toISOString() }
    const batch = world.post(
      posted(
        'product_viewed',
        {},
        { customer: { ...names, anonymousId: 'another-browser-annabella' }, ...when },
      ),
      posted('product_viewed', {}, { customer: { id: 'bob' }, ...when }),
    )
    await somebodyWaits(world).finally(gate.open)
    expect(await erased).toMatchObject({ known: true })
    expect(await batch).toMatchObject({ processed: 1, erased: 1 })
    expect(findMarks(await everything(world.db), ann.marks)).toEqual([])
  })
})

describe('while they are merged', () => {
  it.each(['the merge', 'the erasure'])('nothing is left, whoever comes first: %s', async first => {
    const world = await aWorld()
    const { db } = world
    const ann = await aLife(world, 'annabella')
    await world.post(posted('product_viewed', {}, { customer: { id: 'annabella-too' } }))
    await world.setTime(at(100))
    const merging = posted(
      'customer_updated',
      { x: 'annabella' },
      {
        customer: { id: 'annabella-too', formerId: 'shop-annabella' },
        occurredAt: at(99).toISOString(),
        receivedAt: at(99).toISOString(),
      },
    )
    const gate = aGate()
    const merge = (hold: () => Promise<void>) =>
      inTransaction(db, async trx => {
        await processEvents(trx, world.journeysOf, [merging])
        await hold()
      })
    const forget = (hold: () => Promise<void>) =>
      inTransaction(db, async trx => {
        await erase(trx, annabella)
        await hold()
      })
    const [one, two] = first === 'the merge' ? [merge, forget] : [forget, merge]
    const ahead = one(gate.pass)
    await Promise.race([gate.reached, ahead])
    const behind = two(async () => {})
    await somebodyWaits(world).finally(gate.open)
    await Promise.all([ahead, behind])
    // The other id of theirs was never erased where the erasure came first: the shop has two of them.
    await eraseCustomer({ db, broker: noJobs }, { kind: 'id', value: 'annabella-too' })
    // That somebody is to be counted anew lapses as soon as it is found that there is nobody.
    while (await creditMarked(db, world)) {}
    expect(findMarks(await everything(db), ann.marks)).toEqual([])
  })
})

/** Where a transaction stands still, with all it has. */
function aGate() {
  let [reach, open] = [() => {}, () => {}]
  const reached = new Promise<void>(resolve => {
    reach = resolve
  })
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  const pass = async (): Promise<void> => {
    reach()
    await opened
  }
  return { reached, pass, open }
}

async function somebodyWaits({ db }: World): Promise<void> {
  await eventually(async () => {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    )
    expect(rows.length).toBeGreaterThan(0)
  })
}

describe('while a message of theirs', () => {
  async function anErasable() {
    const outbox = await anOutbox()
    const customerId = await outbox.aCustomer({ email: annabella.value })
    await sql`insert into identities (kind, value, customer_id, part, created_at)
      values ('email', ${annabella.value}, ${customerId}, 0, tf_now())`.execute(outbox.db)
    const id = await outbox.aMessage({ customerId })
    const forget = () => eraseCustomer({ db: outbox.db, broker: outbox.broker }, annabella)
    const rows = () => outbox.db.selectFrom('messages').selectAll().execute()
    return { outbox, customerId, id, forget, rows }
  }

  it('is on the wire, it ends as it must, and nothing leads to them', async () => {
    const { outbox, customerId, id, forget, rows } = await anErasable()
    outbox.email.answer = async message => {
      await forget()
      return { kind: 'sent', providerId: `provider-of-${message.id}` }
    }
    outbox.start()
    await outbox.publish(id)
    await eventually(async () =>
      expect(await rows()).toMatchObject([{ status: 'sent', provider_id: null, attempts: 1 }]),
    )
    expect(findMarks(await everything(outbox.db), [annabella.value, customerId, id])).toEqual([])
  })

  it('is on the wire and refused for now, it is not tried again', async () => {
    const { outbox, id, forget, rows } = await anErasable()
    outbox.email.answer = async () => {
      await forget()
      return { kind: 'retry', reason: 'later' }
    }
    outbox.start()
    await outbox.publish(id)
    await eventually(async () =>
      expect(await rows()).toMatchObject([{ status: 'withdrawn', reason: 'erased' }]),
    )
    expect(outbox.email.outbox).toEqual([])
  })

  it('is about to go out, it does not', async () => {
    const { outbox, id, forget, rows } = await anErasable()
    outbox.email.beforeMark = async () => void (await forget())
    outbox.start()
    await outbox.publish(id)
    await eventually(async () =>
      expect(await rows()).toMatchObject([{ status: 'withdrawn', reason: 'erased' }]),
    )
    expect(outbox.email.outbox).toEqual([])
  })
})

describe('after a restore', () => {
  it('whom the tombstones speak of is erased again, and nobody else', async () => {
    const world = await aWorld()
    const { db } = world
    const parts = { db, broker: noJobs }
    const ann = await aLife(world, 'annabella')
    await world.setTime(at(100))
    const lines: string[] = []
    await inTransaction(db, async trx => {
      await erase(trx, annabella)
      for await (const line of tombstoneLines(trx)) lines.push(line)
      throw new Error('the backup is restored')
    }).catch(() => {})
    expect(lines.length).toBeGreaterThan(3)
    expect(lines.join()).not.toContain('annabella')
    await world.post(subscribe())
    expect(await applyTombstones(parts, lines)).toMatchObject({ erased: 1 })
    expect(findMarks(await everything(db), ann.marks)).toEqual([])
    expect(await db.selectFrom('customers').select('email').execute()).toEqual([{ email: 'ann@example.com' }])
    expect(await applyTombstones(parts, lines)).toMatchObject({ erased: 0 })
    await expect(applyTombstones(parts, ['{"installation":"0"}'])).rejects.toMatchObject({
      code: 'tombstones_unusable',
    })
  })
})

describe('a wish', () => {
  it('to be forgotten is done at once, and recorded without a name', async () => {
    const world = await aWorld()
    const parts = { db: world.db, broker: noJobs }
    const ann = await aLife(world, 'annabella')
    const wish = { kind: 'erase', customer: { id: 'shop-annabella', ...names } } as const
    await recordWish(parts, 'shop', wish)
    await recordWish(parts, 'shop', wish)
    expect(findMarks(await everything(world.db), ann.marks)).toEqual([])
    const done =
      await sql`select kind, names, result from privacy_requests where kind = 'erase' order by received_at`.execute(
        world.db,
      )
    expect(done.rows).toEqual([
      { kind: 'erase', names: {}, result: 'erased' },
      { kind: 'erase', names: {}, result: 'nobody_known' },
    ])
  })

  it('to be told waits for somebody, once, for thirty days', async () => {
    const world = await aWorld()
    const parts = { db: world.db, broker: noJobs }
    const wish = { kind: 'export', customer: names } as const
    await recordWish(parts, 'shop', wish)
    await recordWish(parts, 'shop', wish)
    await world.setTime(at(60))
    expect(await listOpenRequests(world.db)).toMatchObject([
      { kind: 'export', source: 'shop', names, daysLeft: 29 },
    ])
  })
})
