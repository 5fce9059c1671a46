// Whatever reports say, said once more by SQL of its own over the raw rows of a made-up shop (test/support/report-store). How
// large it is says TEST_REPORT_EVENTS; `TEST_REPORT_EVENTS=200000 npx vitest run --project integration
// test/integration/reports/recount.test.ts` takes some minutes.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { countNow } from '../../../src/conversions/index.js'
import { inTransaction } from '../../../src/db/index.js'
import { seededRandom } from '../../../src/demo/random.js'
import type { Event } from '../../../src/model/event.js'
import { erase } from '../../../src/privacy/erase.js'
import { reportKinds } from '../../../src/reports/index.js'
import { recountAll } from '../../../src/rollups/index.js'
import { aDatabase } from '../../support/database.js'
import {
  type CountedTable,
  counted,
  differencesOf,
  differencesOfCredit,
} from '../../support/report-store/compare-counts.js'
import { countOwnDays } from '../../support/report-store/own-counts.js'
import { countOwn } from '../../support/report-store/own-credit.js'
import { differencesOfReport } from '../../support/report-store/own-reports.js'
import { letIn, playOut, playStore } from '../../support/report-store/play.js'
import { snapshot } from '../../support/report-store/snapshot.js'
import { waysToAsk } from '../../support/report-store/ways-to-ask.js'

const events = Number(process.env.TEST_REPORT_EVENTS ?? 5_000)
const patience = { timeout: 60_000 + events * 10 }

const { db } = await aDatabase()
const played = await playStore(db, { seed: 7, events })
await countNow(db)
await countOwn(db)
await countOwnDays(db)

const dayAfter = new Date(played.end.getTime() + 86_400_000).toISOString().slice(0, 10)

async function allDifferences(): Promise<string[]> {
  const found = await differencesOfCredit(db)
  for (const table of Object.keys(counted) as CountedTable[])
    found.push(...(await differencesOf(db, table)).map(difference => `${table} ${difference}`))
  return found
}

test('of everything that is compared there is something', async () => {
  expect(played.events).toBeGreaterThan(events * 0.8)
  for (const table of ['conversion', 'credit', 'shop_order', 'outcome', ...Object.keys(counted)]) {
    const { rows } = await sql<{
      n: number
    }>`select count(*)::int as n from ${sql.table(`own.${table}`)}`.execute(db)
    expect(rows[0]!.n, table).toBeGreaterThan(table === 'report_health' ? 20 : 40)
  }
  const { rows } = await sql<Record<string, number>>`
    select count(*) filter (where cancelled)::int as cancelled, count(*) filter (where refunded > 0)::int as refunded,
      count(*) filter (where currency = 'USD')::int as dollars, count(distinct journey_id)::int as journeys,
      (select count(*)::int from customer_merges) as merges, (select count(distinct goal)::int from own.conversion) as goals
    from own.conversion`.execute(db)
  for (const [what, n] of Object.entries(rows[0]!)) expect(n, what).toBeGreaterThan(2)
})

test('conversions, credits and outcomes are what the raw rows say', patience, async () => {
  expect(await differencesOfCredit(db)).toEqual([])
})

test.each(Object.keys(counted) as CountedTable[])('%s is what the raw rows say', patience, async table => {
  expect(await differencesOf(db, table)).toEqual([])
})

test.each(reportKinds.map(({ name }) => name))(
  'the report of %s says it, however it is asked for',
  patience,
  async name => {
    const kind = reportKinds.find(kind => kind.name === name)!
    const found: string[] = []
    for (const asked of waysToAsk(kind, dayAfter)) found.push(...(await differencesOfReport(db, asked)))
    expect(found).toEqual([])
  },
)

test('a repair finds nothing', patience, async () => {
  const { differences, days } = await recountAll(db)
  expect(days).toBeGreaterThan(90)
  expect(differences).toEqual([])
})

/** Of customers by chance: merges, late refunds, and orders that belong to weeks ago. */
async function afterwards(): Promise<Event[]> {
  const random = seededRandom(11)
  const { rows: names } = await sql<{ value: string }>`
    select value from identities where kind = 'id' order by value`.execute(db)
  const { rows: orders } = await sql<{ id: string; customer: string }>`
    select distinct on (order_id) order_id as id, i.value as customer
    from conversions c join identities i on i.customer_id = c.customer_id and i.kind = 'id' where order_id is not null
    order by order_id, i.value`.execute(db)
  const at = played.end.toISOString()
  const event = (
    id: string,
    type: string,
    customer: Event['customer'],
    properties: Event['properties'],
  ): Event => ({
    ...{ source: 'shop', id, type, occurredAt: at, receivedAt: at, customer, properties },
  })
  const pick = (): string => random.pick(names).value
  return [
    ...Array.from({ length: 25 }, (_, n) =>
      event(`merge-${n}`, 'customer_merged', { id: pick(), formerId: pick() }, {}),
    ),
    ...Array.from({ length: 25 }, (_, n) => {
      const { id, customer } = random.pick(orders)
      return event(
        `late-${n}`,
        'order_refunded',
        { id: customer },
        { order: { id }, refund: { amount: '7.77', currency: 'EUR' } },
      )
    }),
  ].filter(({ customer }) => customer.id !== customer.formerId)
}

test(
  'after merges, late refunds and late events it is so again, and a repair finds nothing',
  patience,
  async () => {
    const before = await snapshot(db)
    await letIn(db, [...(await afterwards()), ...played.outstanding.map(({ event }) => event)])
    await countNow(db)
    await countOwn(db)
    await countOwnDays(db)
    expect(await allDifferences()).toEqual([])
    expect((await recountAll(db)).differences).toEqual([])
    expect(await snapshot(db)).not.toEqual(before)
  },
)

test('erasing people changes no number', patience, async () => {
  await playOut(db, played, 8)
  await countNow(db)
  const before = await snapshot(db)
  const { rows } = await sql<{ value: string }>`
    select i.value from identities i where kind = 'id' and exists (select from conversions c where c.customer_id = i.customer_id)
    order by value limit 15`.execute(db)
  for (const { value } of rows) await inTransaction(db, trx => erase(trx, { kind: 'id', value }))
  await countNow(db)
  expect(await snapshot(db)).toEqual(before)
  expect((await recountAll(db)).differences).toEqual([])
})
