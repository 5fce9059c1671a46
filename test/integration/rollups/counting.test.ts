import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { setClock } from '../../../src/db/index.js'
import { countedTo, countMarked, marksWaiting, recountAll } from '../../../src/rollups/index.js'
import { createNightRun } from '../../../src/rollups/night-run.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { at, type Rows, readRows, rowsOf } from './rows.js'

let database: TestDatabase
let rows: Rows

beforeEach(async () => {
  database = await aDatabase()
  rows = rowsOf(database.db)
  await rows.publish({ timeZone: 'Europe/Berlin' })
  await setClock(database.db, { at: at('21T12:00:00'), speed: 1 })
  await recountAll(database.db)
})

const entered = async () =>
  (await readRows(database.db, 'report_entries'))
    .filter(({ dimension }) => dimension === 'all')
    .map(({ journey_id, day, entered }) => [journey_id, day, entered])
const revisions = async () =>
  (await readRows(database.db, 'report_revisions')).map(({ kind, journey_id, day, before, after }) => ({
    ...{ kind, journey_id, day, before, after },
  }))

describe('a round of counting', () => {
  it('counts what is marked, and nothing else', async () => {
    await rows.pass()
    await rows.pass({ entered_at: at('12T12:00:00') })
    await rows.pass({ journey_id: 'browse' })
    await rows.mark('entries', at('10T12:00:00'))
    expect(await countMarked(database.db)).toBe(false)
    expect(await entered()).toEqual([['cart', '2026-11-10', 1]])
    expect(await marksWaiting(database.db)).toEqual({ credit: 0, rollups: 0 })
  })

  it('writes nothing when it is repeated', async () => {
    await rows.pass()
    await rows.conversion({}, {})
    const mark = async () => {
      await rows.mark('entries', at('10T12:00:00'))
      await rows.mark('orders', at('11T12:00:00'))
      await countMarked(database.db)
    }
    const versions = async () =>
      await database.db
        .selectFrom('report_orders')
        .select(['value'])
        .select('xmin' as 'value')
        .execute()
    await mark()
    const [before, written] = [await entered(), await versions()]
    await mark()
    expect([await entered(), await versions()]).toEqual([before, written])
    expect(written.length).toBeGreaterThan(0)
  })

  it('takes away what is there no more', async () => {
    const id = await rows.pass()
    await rows.mark('entries', at('10T12:00:00'))
    await countMarked(database.db)
    await database.db
      .updateTable('enrollments')
      .set({ entered_at: at('09T12:00:00') })
      .where('id', '=', id)
      .execute()
    await rows.mark('entries', at('10T12:00:00'))
    await rows.mark('entries', at('09T12:00:00'))
    await countMarked(database.db)
    expect(await entered()).toEqual([['cart', '2026-11-09', 1]])
  })

  it('loses no mark of a transaction that is still open while it counts', async () => {
    let commit = (): void => {}
    const open = database.db.transaction().execute(async trx => {
      await rowsOf(trx).pass()
      await rowsOf(trx).mark('entries', at('10T12:00:00'))
      await new Promise<void>(resolve => {
        commit = resolve
      })
    })
    await rows.pass()
    await rows.mark('entries', at('10T12:00:00'))
    await countMarked(database.db)
    expect(await entered()).toEqual([['cart', '2026-11-10', 1]])
    commit()
    await open
    await countMarked(database.db)
    expect(await entered()).toEqual([['cart', '2026-11-10', 2]])
  })

  it('is one process’s at a time; the other finds nothing to do', async () => {
    await rows.pass()
    await rows.mark('entries', at('10T12:00:00'))
    await Promise.all([countMarked(database.db), countMarked(database.db), recountAll(database.db)])
    await countMarked(database.db)
    expect(await entered()).toEqual([['cart', '2026-11-10', 1]])
  })

  it('begins with the newest days and with those that have waited longest', async () => {
    const day = (n: number) => new Date(at('21T08:00:00').getTime() - n * 86_400_000)
    for (let n = 260; n >= 0; n--) await rows.mark('entries', day(n))
    expect(await countMarked(database.db)).toBe(true)
    const left = await database.db.selectFrom('rollup_marks').select('at').orderBy('at').execute()
    expect([left.length, left[0]!.at, left.at(-1)!.at]).toEqual([61, day(160), day(100)])
    expect(await countMarked(database.db)).toBe(false)
  })
})

describe('refusals', () => {
  const refuse = (time: string, times: number) =>
    database.db
      .insertInto('refusal_marks')
      .values({ journey_id: 'cart', version: 1, reason: 'already_in', at: at(time), times })
      .execute()
  const refused = async () =>
    (await readRows(database.db, 'report_refusals')).map(({ day, reason, times }) => [day, reason, times])

  it('are added up by the day of the shop, each once', async () => {
    await refuse('10T12:00:00', 3)
    await refuse('10T23:30:00', 1)
    await countMarked(database.db)
    await refuse('10T13:00:00', 2)
    await countMarked(database.db)
    await countMarked(database.db)
    expect(await refused()).toEqual([
      ['2026-11-10', 'already_in', 5],
      ['2026-11-11', 'already_in', 1],
    ])
  })

  it('of events from before the rollups are counted from the events, once', async () => {
    await database.db.deleteFrom('job_cursors').execute()
    await database.db
      .insertInto('events')
      .values({
        ...{ source_id: 'shop', id: 'e1', customer_id: crypto.randomUUID(), part: 1, type: 'cart_viewed' },
        ...{
          occurred_at: at('10T12:00:00'),
          received_at: at('10T12:00:00'),
          processed_at: at('10T12:00:00'),
        },
        properties: '{}',
        refusals: JSON.stringify([{ journeyId: 'cart', version: 1, reason: 'suppressed', detail: null }]),
      })
      .execute()
    await rows.pass({ entered_at: at('09T12:00:00') })
    await refuse('10T12:00:00', 1)
    await recountAll(database.db)
    await countMarked(database.db)
    await recountAll(database.db)
    expect(await refused()).toEqual([['2026-11-10', 'suppressed', 1]])
  })
})

describe('counting anew', () => {
  it('mends what differs, and says what that was', async () => {
    await rows.pass()
    await rows.pass({ entered_at: at('12T12:00:00') })
    await rows.mark('entries', at('10T12:00:00'))
    await countMarked(database.db)
    await database.db
      .updateTable('report_entries')
      .set({ entered: 7 })
      .where('dimension', '=', 'all')
      .execute()
    const { differences, from, to } = await recountAll(database.db)
    expect({ from, to }).toEqual({ from: '2026-11-10', to: '2026-11-21' })
    expect(differences.map(({ table, day, rows }) => [table, day, rows]).sort()).toEqual([
      ['report_entries', '2026-11-10', 1],
      ['report_entries', '2026-11-12', 3],
    ])
    expect((await recountAll(database.db)).differences).toEqual([])
  })

  it('does not tell as a fault what is marked already', async () => {
    await rows.pass()
    await rows.mark('entries', at('10T12:00:00'))
    expect((await recountAll(database.db)).differences).toEqual([])
  })

  it('begins with the day that is asked for', async () => {
    await rows.pass()
    await rows.pass({ entered_at: at('12T12:00:00') })
    expect(await recountAll(database.db, { from: '2026-11-11' })).toMatchObject({ days: 11 })
    expect(await entered()).toEqual([['cart', '2026-11-12', 1]])
  })

  it('follows a time zone that has become another one', async () => {
    await rows.pass({ entered_at: at('10T23:30:00') })
    await recountAll(database.db)
    expect(await entered()).toEqual([['cart', '2026-11-11', 1]])
    const before = await revisions()
    await rows.publish({ timeZone: 'America/New_York' })
    expect(await countedTo(database.db)).toBeNull()
    await recountAll(database.db)
    expect(await entered()).toEqual([['cart', '2026-11-10', 1]])
    expect(await revisions()).toEqual(before)
  })
})

describe('days of which something may have been deleted', () => {
  it('stay as they were, also when all is to be kept again', async () => {
    const count = async () => {
      await rows.mark('entries', at('05T12:00:00'))
      await rows.mark('entries', at('15T12:00:00'))
      await countMarked(database.db)
    }
    await rows.publish({ timeZone: 'Europe/Berlin', retention: { messages: '10d' } })
    await rows.pass({ entered_at: at('05T12:00:00') })
    await rows.pass({ entered_at: at('15T12:00:00') })
    await count()
    expect(await entered()).toEqual([['cart', '2026-11-15', 1]])
    await rows.publish({ timeZone: 'Europe/Berlin' })
    await count()
    await recountAll(database.db)
    expect(await entered()).toEqual([['cart', '2026-11-15', 1]])
  })
})

describe('numbers of days gone by that move', () => {
  const order = (time: string) => rows.conversion({ occurred_at: at(time), event_id: time }, {})

  it('are written down with what they were before', async () => {
    await order('11T12:00:00')
    await recountAll(database.db)
    await database.db.deleteFrom('report_revisions').execute()
    await database.db.updateTable('conversions').set({ refunded: '30' }).execute()
    await order('11T13:00:00')
    await rows.mark('orders', at('11T12:00:00'))
    await countMarked(database.db)
    const moved = {
      ...{ kind: 'orders', day: '2026-11-11' },
      before: { conversions: 1, revenue: { EUR: '100' } },
      after: { conversions: 2, revenue: { EUR: '170' } },
    }
    expect(await revisions()).toEqual([
      { ...moved, journey_id: '' },
      { ...moved, journey_id: 'cart' },
    ])
    await rows.mark('orders', at('11T12:00:00'))
    await countMarked(database.db)
    expect(await revisions()).toHaveLength(2)
  })

  it('are not, where the day has only just gone by, or nobody had counted before', async () => {
    await order('20T12:00:00')
    await rows.mark('orders', at('20T12:00:00'))
    await countMarked(database.db)
    await database.db.deleteFrom('job_cursors').execute()
    await order('11T12:00:00')
    await recountAll(database.db)
    expect(await revisions()).toEqual([])
  })
})

describe('until when is counted', () => {
  it('is now, but for the oldest mark that waits', async () => {
    const near = async (time: Date) =>
      expect(Math.abs((await countedTo(database.db))!.getTime() - time.getTime())).toBeLessThan(60_000)
    await near(at('21T12:00:00'))
    await database.db
      .insertInto('rollup_marks')
      .values({
        kind: 'entries',
        journey_id: 'cart',
        at: at('10T12:00:00'),
        marked_at: new Date(Date.now() - 3_600_000),
      })
      .execute()
    await near(at('21T11:00:00'))
    await setClock(database.db, { at: at('21T12:00:00'), speed: 24 })
    await near(at('20T12:00:00'))
  })
})

it('a day that cannot be counted holds up no other, and is told once', async () => {
  const { db } = await aDatabase()
  const rows = rowsOf(db)
  await rows.publish({ timeZone: 'UTC' })
  for (const time of ['10T12:00:00', '11T12:00:00', '12T12:00:00']) {
    await rows.pass({ entered_at: at(time) })
    await rows.mark('entries', at(time))
  }
  // As what is stored there would do, which no statement can count.
  await sql`alter table report_entries add check (day <> '2026-11-11')`.execute(db)
  const failed: string[] = []
  const onFailed = (kind: string, { day }: { day: string }) => failed.push(`${kind} ${day}`)
  while (await countMarked(db, { onFailed: (kind, cell) => onFailed(kind, cell) }));
  expect([...new Set(failed)]).toEqual(['entries 2026-11-11'])
  expect(await countMarked(db)).toBe(false)
  const night = createNightRun(db, (kind, cell) => onFailed(kind, cell))
  while ((await night()).more);
  const { rows: days } = await sql`
    select distinct day::text from report_entries where dimension = 'all' order by 1`.execute(db)
  expect(days).toEqual([{ day: '2026-11-10' }, { day: '2026-11-12' }])
})
