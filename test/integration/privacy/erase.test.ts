// Somebody is forgotten: wholly, alone, and whatever happens at the same moment.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { inTransaction } from '../../../src/db/index.js'
import { processEvents } from '../../../src/pipeline/process-events.js'
import { erase, eraseCustomer } from '../../../src/privacy/erase.js'
import { erasedTables } from '../../../src/privacy/erase-store.js'
import { findReportKind, makeReport, parseRequest, readTotals } from '../../../src/reports/index.js'
import { recountAll } from '../../../src/rollups/index.js'
import { eventually } from '../../support/eventually.js'
import { at, aWorld, cart, noon, posted, type World } from '../../support/pipeline-world.js'
import { aLife, everything, findMarks } from './a-life.js'

const key = (value: string, kind: 'email' | 'id' = 'email') => ({ kind, value })
const noJobs = { failed: async () => [], replay: async () => 0 }

/** Every figure of every report of conversions, however it is grouped, and how far passes came. */
async function reports({ db, credit }: World) {
  const { failed: _, active, ...totals } = await readTotals(db)
  await credit()
  await recountAll(db)
  const figures: unknown[] = []
  for (const by of ['journey', 'message', 'channel', 'day', 'country'])
    figures.push(await figuresOf(db, 'conversions', { by, model: 'influenced' }))
  // What goes on is ended, and so leaves where it waited.
  const { total } = await figuresOf(db, 'funnel', {})
  const { entered, heldOut, messaged, delivered, clicked, converted } = total!
  return { totals, figures: [...figures, { entered, heldOut, messaged, delivered, clicked, converted }] }
}

async function figuresOf(db: World['db'], name: string, texts: object) {
  const kind = findReportKind(name)!
  const asked = await parseRequest(db, kind, { from: '2026-01-01', to: '2027-01-01', ...texts })
  if ('faults' in asked) throw new Error(JSON.stringify(asked.faults))
  const { rows, total } = await makeReport(db, kind, asked)
  return { rows, total }
}

describe('an erasure', () => {
  it('leaves nothing of a whole life, and every row of everybody else', async () => {
    const world = await aWorld()
    const db = world.db as Parameters<typeof everything>[0]
    const ann = await aLife(world, 'annabella')
    await world.setTime(noon)
    const bob = await aLife(world, 'bob')
    const before = await everything(db)
    expect(findMarks(before, ann.marks).length).toBeGreaterThan(20)

    const erased = await eraseCustomer({ db, broker: noJobs }, key('annabella@example.com'))

    expect(erased).toMatchObject({
      known: true,
      rows: { customers: 1, failed_events: 1, failed_webhooks: 1 },
    })
    const after = await everything(db)
    expect(findMarks(after, ann.marks)).toEqual([])
    for (const [table, text] of before) {
      const linesOf = (all: string) =>
        all.split('\n').filter(line => findMarks(new Map([['', line]]), bob.marks).length > 0)
      expect([table, linesOf(after.get(table) ?? '')]).toEqual([table, linesOf(text)])
    }
  })

  it('changes no sum of any report', async () => {
    const world = await aWorld()
    await aLife(world, 'annabella')
    await world.credit()
    const before = await reports(world)
    expect(before.totals).toMatchObject({ enrollments: 2, email: 1 })
    expect(before.figures[0]).toMatchObject({ total: { entered: 2, messages: 1 } })
    await inTransaction(world.db, trx => erase(trx, key('annabella@example.com')))
    expect(await reports(world)).toEqual(before)
  })

  it('ends what is under way: passes, timers, messages not yet on the wire', async () => {
    const world = await aWorld()
    await aLife(world, 'annabella')
    await inTransaction(world.db, trx => erase(trx, key('annabella@example.com')))
    const count = async (statement: ReturnType<typeof sql<{ n: number }>>) =>
      (await statement.execute(world.db)).rows[0]!.n
    expect(await count(sql`select count(*)::int as n from enrollments where status = 'active'`)).toBe(0)
    expect(await count(sql`select count(*)::int as n from timers`)).toBe(0)
    expect(
      await count(sql`select count(*)::int as n from messages where status in ('queued', 'claimed')`),
    ).toBe(0)
    await world.setTime(at(10_000))
    expect(await world.timers()).toMatchObject({ taken: 0, messages: [] })
  })

  it('says of somebody unknown that they are', async () => {
    const world = await aWorld()
    const erased = await eraseCustomer({ db: world.db, broker: noJobs }, key('nobody@example.com'))
    expect(erased).toMatchObject({ known: false })
    expect(findMarks(await everything(world.db), ['nobody'])).toEqual([])
  })

  it('may be repeated, and then finds nobody', async () => {
    const world = await aWorld()
    const parts = { db: world.db, broker: noJobs }
    await aLife(world, 'annabella')
    const first = await eraseCustomer(parts, key('annabella@example.com'))
    const dump = await everything(parts.db)
    const second = await eraseCustomer(parts, key('annabella@example.com'))
    expect([first.known, second.known]).toEqual([true, false])
    expect(second.receipt).not.toBe(first.receipt)
    dump.delete('erasures')
    const after = await everything(parts.db)
    after.delete('erasures')
    expect(after).toEqual(dump)
  })

  it('forgets also what is still on its way, told before it or told late of before', async () => {
    const world = await aWorld()
    await aLife(world, 'annabella')
    await world.setTime(at(100))
    await eraseCustomer({ db: world.db, broker: noJobs }, key('annabella@example.com'))
    const names = { email: 'annabella@example.com' }
    const when = (happened: number, arrived: number) => ({
      customer: names,
      occurredAt: at(happened).toISOString(),
      receivedAt: at(arrived).toISOString(),
    })
    const result = await world.post(
      posted('product_added', cart('annabella-1'), when(99, 99)),
      posted('consent_changed', { channel: 'email', status: 'subscribed' }, when(5, 200)),
      posted(
        'product_viewed',
        {},
        { customer: { anonymousId: 'browser-annabella' }, occurredAt: at(98).toISOString() },
      ),
    )
    expect(result).toMatchObject({ processed: 0, erased: 3 })
    expect(findMarks(await everything(world.db), ['annabella'])).toEqual([])
  })

  it('makes of what comes later somebody new', async () => {
    const world = await aWorld()
    const ann = await aLife(world, 'annabella')
    await world.setTime(at(100))
    await eraseCustomer({ db: world.db, broker: noJobs }, key('annabella@example.com'))
    const later = { occurredAt: at(101).toISOString(), receivedAt: at(101).toISOString() }
    await world.post(
      posted('product_added', cart('c'), { customer: { email: 'annabella@example.com' }, ...later }),
    )
    const { rows } = await sql<{
      id: string
      email_consent: string
    }>`select id, email_consent from customers`.execute(world.db)
    expect(rows).toMatchObject([{ email_consent: 'unknown' }])
    expect(rows[0]?.id).not.toBe(ann.customerId)
  })

  it('keeps what another person does in the browser of the erased', async () => {
    const world = await aWorld()
    await aLife(world, 'annabella')
    await world.setTime(at(100))
    await eraseCustomer({ db: world.db, broker: noJobs }, key('annabella@example.com'))
    const shared = {
      customer: { id: 'bob', anonymousId: 'browser-annabella' },
      occurredAt: at(99).toISOString(),
    }
    expect(await world.post(posted('product_viewed', {}, shared))).toMatchObject({ processed: 1, erased: 0 })
  })

  it('waits for a batch that brings the name at the same moment, and erases what it brought', async () => {
    const world = await aWorld()
    const { db } = world
    let commit = () => {}
    const brought = new Promise<void>(resolve => {
      commit = resolve
    })
    const batch = inTransaction(db, async trx => {
      await processEvents(trx, world.journeysOf, [
        posted('product_viewed', {}, { customer: { email: 'annabella@example.com' } }),
      ])
      await brought
    })
    await eventually(async () => {
      const { rows } =
        await sql`select from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`.execute(
          db,
        )
      expect(rows).toHaveLength(1)
    })
    const erased = inTransaction(db, trx => erase(trx, key('annabella@example.com')))
    await eventually(async () => {
      const { rows } =
        await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          db,
        )
      expect(rows).toHaveLength(1)
    })
    commit()
    await batch
    expect(await erased).toMatchObject({ known: true })
    expect(findMarks(await everything(db), ['annabella'])).toEqual([])
  })
})

it('knows every table that has rows of customers', async () => {
  const { db } = await aWorld()
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'customer_id' order by 1`.execute(db)
  expect(rows.map(({ name }) => name)).toEqual([...erasedTables].sort())
})
