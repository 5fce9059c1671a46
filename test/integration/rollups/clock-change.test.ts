// Days in zones whose clocks change at midnight, so that it comes twice, or never.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { newId } from '../../../src/platform/new-id.js'
import { addDays } from '../../../src/reports/calendar-day.js'
import { lift } from '../../../src/reports/lift/lift.js'
import { countMarked, recountAll } from '../../../src/rollups/index.js'
import { aDatabase } from '../../support/database.js'
import { follow } from '../reports/follow.js'
import { rowsOf } from './rows.js'

const changes = [
  // From one o'clock back to midnight, in the night to the 25th.
  ['Atlantic/Azores', '2026-10-25T00:00:00Z', '2026-10-25'],
  ['America/Havana', '2026-11-01T04:00:00Z', '2026-11-01'],
  // From midnight on to one o'clock.
  ['America/Santiago', '2026-09-06T04:00:00Z', '2026-09-06'],
  ['Asia/Beirut', '2026-03-28T22:00:00Z', '2026-03-29'],
] as const
const around = (first: string): Date[] =>
  [-1, 0, 1, 59, 61, 119, 121].map(n => new Date(Date.parse(first) + n * 60_000))

it.each(changes)(
  'in %s each moment counts on the one day that its clocks show, however it is counted',
  async (timeZone, first, day) => {
    const { db } = await aDatabase()
    const rows = rowsOf(db)
    await rows.publish({ timeZone })
    const moments = around(first)
    for (const moment of moments) {
      await rows.pass({ entered_at: moment })
      await rows.message({ wire_at: moment, created_at: moment })
      await rows.conversion({ occurred_at: moment }, { entered_at: moment })
      await rows.order({ occurred_at: moment })
    }
    await recountAll(db)
    const counted = async () => {
      const { rows: days } = await sql`
      select day::text, sum(entered)::int as n from report_entries where dimension = 'all' group by 1
      union all select day::text, sum(handed_over)::int from report_messages where dimension = 'all' group by 1
      union all select day::text, sum(last_touch)::int from report_orders
        where dimension = 'all' and journey_id = '' and basis = 'order' group by 1
      union all select day::text, sum(last_touch)::int from report_orders
        where dimension = 'all' and journey_id = '' and basis = 'entry' group by 1
      union all select day::text, orders from report_shop where journey_id = ''
      order by 1, 2`.execute(db)
      return days
    }
    const before = String(new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10))
    const expected = [...Array(5).fill({ day: before, n: 1 }), ...Array(5).fill({ day, n: 6 })]
    expect(await counted()).toEqual(expected)
    for (const table of ['report_entries', 'report_messages', 'report_orders', 'report_shop'])
      await sql`delete from ${sql.table(table)} where day = ${day}`.execute(db)
    for (const kind of ['entries', 'messages'] as const) await rows.mark(kind, moments[1]!)
    for (const kind of ['orders', 'cohorts'] as const) await rows.mark(kind, moments[1]!, '')
    while (await countMarked(db));
    expect(await counted()).toEqual(expected)
  },
)

it.each(changes)(
  'in %s the list of who is in an arm has those whom lift counts',
  async (timeZone, first, day) => {
    const { db } = await aDatabase()
    const rows = rowsOf(db)
    await rows.publish({ timeZone })
    await rows.version(1, {
      entry: { holdout: 0.5 },
      goal: { event: 'order_completed', within: '1h' },
      steps: [],
    })
    await db.insertInto('journeys').values({ id: 'cart', status: 'active', version: 1 }).execute()
    for (const moment of around(first)) await rows.pass({ entered_at: moment, customer_id: newId() })
    await recountAll(db)
    const settings = { currency: 'EUR', timeZone, rates: {} }
    const asked = { from: day, to: addDays(day, 1), journey: 'cart' }
    const usual = { of: 'holdout', goal: 'primary', by: 'journey', immature: 'leave_out' } as const
    const report = await lift.make(db, { ...asked, parameters: usual }, settings)
    const { lists } = report.rows[0] as { lists: Record<string, string> }
    expect(report.rows).toMatchObject([{ treated: { entrants: 6 } }])
    expect(await follow(db, lists.treated!, settings)).toHaveLength(6)
  },
)

it.each(changes)('in %s lists have all of the hour that comes twice', async (timeZone, first, day) => {
  const { db } = await aDatabase()
  const rows = rowsOf(db)
  await rows.publish({ timeZone, currency: 'EUR' })
  await rows.version(1, { steps: [] })
  await db.insertInto('journeys').values({ id: 'cart', status: 'active', version: 1 }).execute()
  for (const moment of around(first)) {
    await rows.pass({ entered_at: moment })
    await rows.message({ wire_at: moment, created_at: moment })
    await rows.order({ occurred_at: moment })
  }
  const settings = { currency: 'EUR', timeZone, rates: {} }
  for (const list of ['enrollments', 'messages', 'shop-orders'] as const) {
    const rows = await follow(db, `/v1/reports/lists/${list}?from=${day}&to=${addDays(day, 1)}`, settings)
    expect([list, rows.length]).toEqual([list, 6])
  }
})
