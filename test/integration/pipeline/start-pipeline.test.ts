// The engine role on real servers: events from the queue through the pipeline, whatever goes wrong beside it.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { connect } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { createEventIntake } from '../../../src/ingest/index.js'
import { createMetrics } from '../../../src/metrics.js'
import { startPipeline } from '../../../src/pipeline/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { eventsQueue, messageQueues } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { at, aWorld, cart, posted, subscribe, type World } from '../../support/pipeline-world.js'
import { untilOver } from '../../support/until-over.js'
import { aBroker } from '../queue/a-broker.js'
import { aWayTo } from '../queue/cut-off.js'

const quiet = createLogger({ level: 'silent' })

function anEngine(world: World, db: Db = world.db) {
  const broker = aBroker()
  const metrics = createMetrics()
  const pipeline = startPipeline({
    db,
    broker,
    journeysOf: world.journeysOf,
    logger: quiet,
    metrics,
    timerPollMs: 20,
  })
  let closed: Promise<void> | undefined
  const close = () => (closed ??= pipeline.close())
  untilOver(close)
  return { broker, metrics, close, intake: createEventIntake({ broker }) }
}

const stored = async (db: Db) =>
  (await db.selectFrom('events').select('id').orderBy('id').execute()).map(({ id }) => id)

const order = () => posted('order_completed', { order: { id: 'o', total: '1.00', currency: 'EUR' } })

describe('the engine', () => {
  it('takes events from the queue, decides, and puts messages on theirs when they are due', async () => {
    const world = await aWorld()
    const { intake, broker } = anEngine(world)
    await intake.accept([subscribe(), posted('product_added', cart())])
    await eventually(async () => expect(await stored(world.db)).toHaveLength(2))
    await world.setTime(at(61))
    await eventually(async () => expect(await broker.depth(messageQueues.email.marketing)).toBe(1))
  })

  it('gathers events that come one by one into few batches', async () => {
    const world = await aWorld()
    const { intake, metrics } = anEngine(world)
    const events = Array.from({ length: 300 }, (_, n) =>
      posted('product_viewed', {}, { customer: { id: `c${n}` } }),
    )
    await Promise.all(events.map(event => intake.accept([event])))
    await eventually(async () => expect(await stored(world.db)).toHaveLength(300))
    const { values } = await metrics.batchInputs.get()
    const batches = values.find(({ metricName }) => metricName?.endsWith('_count'))!.value
    expect(batches).toBeLessThan(60)
  })

  it('lets events wait while PostgreSQL is away, and loses and repeats none (I1, I3)', async () => {
    const world = await aWorld()
    const way = await aWayTo(world.url)
    const { db, close } = connect(way.url, { applicationName: 'cut off' })
    untilOver(close)
    const { intake, broker } = anEngine(world, db)
    await intake.accept([subscribe()])
    await eventually(async () => expect(await stored(world.db)).toHaveLength(1))
    await way.cut()
    const events = Array.from({ length: 20 }, () => posted('product_viewed'))
    await intake.accept(events)
    expect(await broker.depth(eventsQueue)).toBeGreaterThan(0)
    await way.mend()
    await eventually(async () => expect(await stored(world.db)).toHaveLength(21), { within: 20_000 })
    await eventually(async () => expect(await broker.depth(eventsQueue)).toBe(0))
    expect(await broker.failed(eventsQueue)).toEqual([])
  })

  it('sets aside what PostgreSQL cannot store, and stores the rest (I11)', async () => {
    const world = await aWorld()
    const { intake, metrics } = anEngine(world)
    // The door would not have let it in: jsonb has no place for a NUL.
    const bad = posted('product_viewed', { note: 'a\u0000b' })
    const good = Array.from({ length: 9 }, () => posted('product_viewed'))
    await intake.accept([...good.slice(0, 4), bad, ...good.slice(4)])
    await eventually(async () => expect(await stored(world.db)).toHaveLength(9))
    const aside = await world.db.selectFrom('failed_events').select('event_id').execute()
    expect(aside).toEqual([{ event_id: bad.id }])
    await eventually(async () => expect((await metrics.eventsFailed.get()).values[0]?.value).toBe(1))
  })

  it('looks at everybody after a publish, and at whoever is due by time', async () => {
    const world = await aWorld({ journeys: [] })
    await world.post(...['ann', 'bob'].map(id => posted('product_viewed', {}, { customer: { id } })))
    world.publish({
      journeys: [
        { id: 'quiet', name: 'Quiet', trigger: { enters: 'quiet' }, steps: [{ id: 'rest', wait: '1d' }] },
      ],
      segments: { quiet: { didNot: 'product_viewed', within: '1h' } },
    })
    anEngine(world)
    await eventually(async () => {
      const [backfill] = await world.db.selectFrom('watch_backfills').select('done_at').execute()
      expect(backfill?.done_at).toBeTruthy()
    })
    expect(await world.db.selectFrom('enrollments').select('id').execute()).toEqual([])
    await world.setTime(at(61))
    await eventually(async () =>
      expect(await world.db.selectFrom('enrollments').select('id').execute()).toHaveLength(2),
    )
  })

  it('passes over a customer whose first look fails, and looks at the others (I11)', async () => {
    const world = await aWorld({ journeys: [] })
    await world.post(...['ann', 'bob', 'cid'].map(id => posted('product_viewed', {}, { customer: { id } })))
    const [bad] = await world.db.selectFrom('customers').select('id').orderBy('id').execute()
    await sql`create function refuse() returns trigger language plpgsql as
      $$ begin if new.customer_id = tg_argv[0]::uuid then raise 'no'; end if; return new; end $$`.execute(
      world.db,
    )
    await sql`create trigger refuse before insert on watches for each row execute function refuse(${sql.lit(bad!.id)})`.execute(
      world.db,
    )
    world.publish({
      journeys: [{ id: 'q', name: 'Q', trigger: { enters: 'q' }, steps: [{ id: 'rest', wait: '1d' }] }],
      segments: { q: { did: 'product_viewed' } },
    })
    anEngine(world)
    await eventually(
      async () =>
        expect(await world.db.selectFrom('watches').select('customer_id').execute()).toHaveLength(2),
      { within: 20_000 },
    )
  })

  it('finishes the batch in hand when it is told to stop', async () => {
    const world = await aWorld()
    await world.post(posted('product_viewed'))
    const { intake, close, metrics } = anEngine(world)
    let closing: Promise<void> | undefined
    // The batch is held up by somebody who has its customer, until the engine has been told to stop.
    await world.db.transaction().execute(async trx => {
      await trx.selectFrom('customers').select('id').forUpdate().execute()
      await intake.accept(Array.from({ length: 500 }, () => posted('product_viewed')))
      await eventually(async () => {
        const waiting = await sql`select from pg_stat_activity where wait_event_type = 'Lock'
          and datname = current_database()`.execute(world.db)
        return waiting.rows.length > 0
      })
      closing = close()
    })
    await closing
    expect(await stored(world.db)).toHaveLength(501)
    expect((await metrics.eventsProcessed.get()).values[0]?.value).toBe(500)
  })

  it('sets aside an event that it cannot even read, and goes on with the others (I11)', async () => {
    const world = await aWorld()
    const { broker } = anEngine(world)
    const malformed = { ...posted('product_viewed'), customer: null as never }
    const events = [posted('product_viewed'), malformed, posted('product_viewed')]
    await broker.publish(eventsQueue, [{ shard: 0, payload: { events } }])
    await eventually(async () => expect(await stored(world.db)).toHaveLength(2))
    await eventually(async () => {
      const aside = await world.db.selectFrom('failed_events').select('event_id').execute()
      expect(aside).toEqual([{ event_id: malformed.id }])
    })
  })

  it('hears the order before the timer that came due while both waited (I6)', async () => {
    const world = await aWorld()
    await world.post(subscribe(), posted('product_added', cart()))
    const broker = aBroker()
    await createEventIntake({ broker }).accept([order()])
    await world.setTime(at(61))
    await eventually(async () => {
      const waiting = await broker.oldest(eventsQueue)
      return waiting !== null && Date.now() - waiting.getTime() > 2_000
    })
    const pipeline = startPipeline({
      db: world.db,
      broker,
      journeysOf: world.journeysOf,
      logger: quiet,
      metrics: createMetrics(),
    })
    untilOver(() => pipeline.close())
    await eventually(async () => expect(await broker.depth(eventsQueue)).toBe(0))
    await eventually(async () =>
      expect(await world.db.selectFrom('timers').selectAll().execute()).toEqual([]),
    )
    expect(await world.db.selectFrom('messages').selectAll().execute()).toEqual([])
  })
})
