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
    expect(await run()).toEqual({ messages: 1 })
    expect(await ids('messages')).toEqual([young])
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
