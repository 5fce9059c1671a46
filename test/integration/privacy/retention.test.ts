// Periods of keeping: what is over goes, what is needed stays, and nobody is kept waiting.
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../src/platform/new-id.js'
import { previewRetention, runRetention } from '../../../src/privacy/retention.js'
import { aWorld, noon, type World } from '../../support/pipeline-world.js'
import { aMessage, anEnrollment } from '../reports/rows.js'

let world: World
beforeEach(async () => {
  world = await aWorld()
})

const daysAgo = (days: number): Date => new Date(noon.getTime() - days * 86_400_000)

async function publish(retention: object, journeys: readonly object[] = []): Promise<void> {
  await sql`insert into workspace (revision, settings, published_at) values (1, ${JSON.stringify({ retention })}, now())`.execute(
    world.db,
  )
  for (const [index, journey] of journeys.entries())
    await sql`insert into journey_versions (journey_id, version, hash, definition, published_at)
      values (${`j-${index}`}, 1, 'x', ${JSON.stringify({ journey, segments: {} })}, now())`.execute(world.db)
}

async function anEvent(id: string, age: number, customerId = newId()): Promise<void> {
  const at = daysAgo(age)
  await world.db
    .insertInto('events')
    .values({
      source_id: 'shop',
      id,
      customer_id: customerId,
      part: 1,
      type: 'product_viewed',
      occurred_at: at,
      received_at: at,
      processed_at: at,
      properties: '{}',
    })
    .execute()
}

const pass = { customer_id: newId(), part: 1, journey_id: 'cart-recovery', version: 1, step_id: 'remind' }
const aDecision = (enrollment_id: string, n: number, days: number) => ({
  ...pass,
  enrollment_id,
  n,
  kind: 'waited',
  reason: null,
  detail: null,
  decided_at: daysAgo(days),
})
const aCall = (
  target: string,
  enrollment_id: string,
  status: 'done' | 'failed' | 'queued',
  days: number,
) => ({
  ...pass,
  id: newId(),
  enrollment_id,
  pass: 1,
  kind: 'webhook' as const,
  target,
  title: null,
  payload: '{}',
  answers: false,
  status,
  reason: null,
  created_at: daysAgo(100),
  due_at: daysAgo(100),
  claim_token: null,
  lease_until: null,
  done_at: status === 'queued' ? null : daysAgo(days),
  response_status: null,
})

const ids = async (table: 'events' | 'messages') =>
  (await world.db.selectFrom(table).select('id').orderBy('id').execute()).map(({ id }) => id)

async function run(): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {}
  await runRetention(world.db, {
    onExpired: (table, count) => {
      deleted[table] = (deleted[table] ?? 0) + count
    },
  })
  return deleted
}

describe('retention', () => {
  it('keeps everything where nothing is said', async () => {
    await anEvent('old', 5_000)
    expect(await run()).toEqual({})
    await publish({})
    expect(await run()).toEqual({})
    expect(await ids('events')).toEqual(['old'])
  })

  it('keeps for longer what a journey or a cap may look back at, and says of which that is so', async () => {
    await publish({ events: '30d', decisions: '30d', messages: '60d' })
    const preview = await previewRetention(world.db)
    expect(Object.fromEntries(preview.map(({ table, lookedBackAt }) => [table, lookedBackAt]))).toEqual({
      events: true,
      decisions: false,
      messages: false,
      short_links: false,
      audience_additions: false,
    })
  })

  it('deletes what is over, says before how much that is, and then finds nothing', async () => {
    await publish({ events: '90d' })
    await anEvent('old', 91)
    await anEvent('young', 89)
    expect(await previewRetention(world.db)).toMatchObject([{ table: 'events', rows: 1 }])
    expect(await ids('events')).toEqual(['old', 'young'])
    expect(await run()).toEqual({ events: 1 })
    expect(await ids('events')).toEqual(['young'])
    expect(await run()).toEqual({})
  })

  it('goes on until all is deleted, however much', async () => {
    await publish({ events: '90d' })
    await sql`insert into events select 'shop', n::text, gen_random_uuid(), 1, 'product_viewed', a.at, a.at, a.at, '{}'
      from generate_series(1, 10500) n, (select ${daysAgo(100)}::timestamptz as at) a`.execute(world.db)
    expect(await run()).toEqual({ events: 10_500 })
  })

  it('keeps what somebody in a journey has done since they came in', async () => {
    await publish({ events: '90d' })
    const customer_id = newId()
    await world.db
      .insertInto('enrollments')
      .values(
        anEnrollment({ customer_id, status: 'active', triggered_at: daysAgo(120), entered_at: daysAgo(120) }),
      )
      .execute()
    await anEvent('before', 130, customer_id)
    await anEvent('since', 110, customer_id)
    await run()
    expect(await ids('events')).toEqual(['since'])
  })

  it('keeps messages for as long as a cap or a goal looks back', async () => {
    await publish({ messages: '30d' }, [{ caps: { journey: { max: 1, per: '60d' } } }])
    const [young, old] = [newId(), newId()]
    const aged = (id: string, days: number) =>
      aMessage({ id, created_at: daysAgo(days), wire_at: daysAgo(days), due_at: daysAgo(days) })
    await world.db
      .insertInto('messages')
      .values([aged(young, 50), aged(old, 61)])
      .execute()
    await sql`insert into short_links values ('ofTheOld1', ${old}, 'https://shop.example', ${daysAgo(61)}),
      ('ofYoung11', ${young}, 'https://shop.example', ${daysAgo(50)})`.execute(world.db)
    expect(await run()).toEqual({ messages: 1, short_links: 1 })
    expect(await ids('messages')).toEqual([young])
    expect(await world.db.selectFrom('short_links').select('code').execute()).toEqual([{ code: 'ofYoung11' }])
  })

  it('keeps messages that may still go out', async () => {
    await publish({ messages: '30d' })
    const waiting = aMessage({ status: 'queued', created_at: daysAgo(400), wire_at: null })
    await world.db.insertInto('messages').values(waiting).execute()
    expect(await run()).toEqual({})
  })

  it('keeps the last word on consent for ever', async () => {
    await publish({ consent: '365d' })
    const customerId = newId()
    const word = (event_id: string, days: number, status: 'subscribed' | 'unsubscribed') => ({
      customer_id: customerId,
      part: 1,
      channel: 'email' as const,
      status,
      source_id: 'shop',
      event_id,
      changed_at: daysAgo(days),
    })
    await world.db
      .insertInto('consent_changes')
      .values([word('first', 900, 'subscribed'), word('last', 800, 'unsubscribed')])
      .execute()
    expect(await run()).toEqual({ consent_changes: 1 })
    const left = await world.db.selectFrom('consent_changes').select('event_id').execute()
    expect(left).toEqual([{ event_id: 'last' }])
  })

  it('keeps decisions and calls of customers still in the journey, and calls that are not done', async () => {
    await publish({ decisions: '90d', calls: '90d' })
    const [active, over] = [newId(), newId()]
    await world.db
      .insertInto('enrollments')
      .values([
        anEnrollment({ id: active, status: 'active' }),
        anEnrollment({ id: over, status: 'exited', ended_at: daysAgo(100) }),
      ])
      .execute()
    await world.db
      .insertInto('decisions')
      .values([aDecision(active, 1, 100), aDecision(over, 1, 100), aDecision(over, 2, 80)])
      .execute()
    await world.db
      .insertInto('calls')
      .values([
        aCall('of somebody in a journey', active, 'done', 100),
        aCall('done', over, 'done', 100),
        aCall('given up', over, 'failed', 100),
        aCall('still to do', over, 'queued', 100),
        aCall('done of late', over, 'done', 80),
      ])
      .execute()
    expect(await run()).toEqual({ decisions: 1, calls: 2 })
    const decisions = await world.db.selectFrom('decisions').select(['enrollment_id', 'n']).execute()
    expect(decisions.map(({ enrollment_id, n }) => [enrollment_id === active, n]).sort()).toEqual([
      [false, 2],
      [true, 1],
    ])
    const calls = await world.db.selectFrom('calls').select('target').orderBy('target').execute()
    expect(calls.map(({ target }) => target)).toEqual([
      'done of late',
      'of somebody in a journey',
      'still to do',
    ])
    expect(await run()).toEqual({})
  })

  it('deletes events and webhooks that were set aside, by when that was', async () => {
    await publish({ setAside: '90d' })
    for (const days of [89, 91]) {
      await sql`insert into failed_events (id, source_id, event_id, event, reason, failed_at)
        values (${newId()}, 'shop', ${`e-${days}`}, '{}', 'x', ${daysAgo(days)})`.execute(world.db)
      await sql`insert into failed_webhooks
        values (${newId()}, 'shopify', 'shop', 'x', ${`k-${days}`}, ${daysAgo(days)}, null, null, '', null, 'x', ${daysAgo(days)})`.execute(
        world.db,
      )
    }
    expect(await run()).toEqual({ failed_events: 1, failed_webhooks: 1 })
    expect(await run()).toEqual({})
  })

  it('deletes what the catalog needs no more: interests by their latest moment, changes that were told', async () => {
    await publish({ interests: '90d', changes: '90d' })
    const interest = (product_id: string, viewed: number, carted: number | null) => ({
      product_id,
      customer_id: newId(),
      part: 1,
      viewed_at: daysAgo(viewed),
      carted_at: carted === null ? null : daysAgo(carted),
      bought_at: null,
    })
    await world.db
      .insertInto('product_interests')
      .values([interest('viewed', 91, null), interest('carted', 91, 89)])
      .execute()
    const change = (product_id: string, changed: number, done: number | null) => ({
      id: newId(),
      product_id,
      kind: 'back_in_stock' as const,
      old: '{}',
      new: '{}',
      changed_at: daysAgo(changed),
      done_at: done === null ? null : daysAgo(done),
      after_customer: null,
    })
    await world.db
      .insertInto('product_changes')
      .values([change('told', 91, 91), change('told of late', 91, 89), change('not told', 91, null)])
      .execute()
    expect(await run()).toEqual({ product_interests: 1, product_changes: 1 })
    const left = await world.db.selectFrom('product_interests').select('product_id').execute()
    expect(left).toEqual([{ product_id: 'carted' }])
  })

  it('keeps interests for as long as the settings look back', async () => {
    await publish({ interests: '30d' }, [])
    await sql`update workspace set settings = settings || '{"catalog": {"interestWithin": "60d"}}'`.execute(
      world.db,
    )
    for (const days of [50, 61])
      await sql`insert into product_interests (product_id, customer_id, part, viewed_at)
        values (${`p-${days}`}, ${newId()}, 1, ${daysAgo(days)})`.execute(world.db)
    expect(await run()).toEqual({ product_interests: 1 })
  })

  it('keeps the last two runs of each feed, however old', async () => {
    await publish({ feedRuns: '90d' })
    const aRun = (feed: string, days: number, finished = true) => ({
      id: newId(),
      feed,
      kind: 'csv',
      full: true,
      started_at: daysAgo(days),
      finished_at: finished ? daysAgo(days) : null,
      previous_products: 0,
      missing: '{}',
    })
    await world.db
      .insertInto('feed_runs')
      .values([
        aRun('shop', 300),
        aRun('shop', 200),
        aRun('shop', 150),
        aRun('shop', 140, false),
        aRun('other', 400),
      ])
      .execute()
    expect(await run()).toEqual({ feed_runs: 1 })
    expect(await run()).toEqual({})
  })

  it('passes over rows that somebody has, and waits for nobody', async () => {
    await publish({ events: '90d' })
    await anEvent('held', 100)
    await anEvent('free', 100)
    await world.db.transaction().execute(async trx => {
      await sql`select from events where id = 'held' for update`.execute(trx)
      expect(await run()).toEqual({ events: 1 })
    })
    expect(await run()).toEqual({ events: 1 })
  })
})
