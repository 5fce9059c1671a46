// Orders, refunds, cancellations, clicks and merges come in whatever order; what is reported of them is the same. The passes and
// messages they belong to are there before, in one store that is copied for every order. How large it is says TEST_REPORT_EVENTS.
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { countNow } from '../../../src/conversions/index.js'
import { connect } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { seededRandom } from '../../../src/demo/random.js'
import type { Event } from '../../../src/model/event.js'
import { aCopyOf, aDatabase } from '../../support/database.js'
import { inBatches } from '../../support/in-batches.js'
import { letIn, type Played, playOut, playStore } from '../../support/report-store/play.js'
import { snapshot } from '../../support/report-store/snapshot.js'

/** What brings customers into journeys, and says who may be written to; all else comes afterwards. */
const early = new Set([
  'product_viewed',
  'product_added',
  'cart_viewed',
  'consent_changed',
  'customer_updated',
])

const events = Number(process.env.TEST_REPORT_EVENTS ?? 3_000)
const patience = { timeout: 60_000 + events * 10 }

const store = await aDatabase()
const { db, close } = connect(store.url, { applicationName: 'test' })
const played: Played = await playStore(db, {
  seed: 23,
  events,
  withheld: ({ type }) => !early.has(type),
})
await playOut(db, played, 12)
await close()

/** So late that none of it brings anybody in: who is in a segment at entry does hang on what was known then. */
const receivedAt = new Date(played.end.getTime() + 12 * 86_400_000).toISOString()
const inOrder = played.outstanding.map(({ event }) => ({ ...event, receivedAt }))

function shuffled(seed: number): Event[] {
  const random = seededRandom(seed)
  return inOrder
    .map(event => [random.next(), event] as const)
    .sort(([a], [b]) => a - b)
    .map(([, event]) => event)
}

/** Counts whatever is there after every so many events: what was counted before must not matter. */
async function reported(events: readonly Event[], size: number): Promise<Record<string, string[]>> {
  const { db } = await aCopyOf(store.url)
  for (const batch of inBatches(events, size)) {
    await letIn(db, batch)
    await countNow(db)
  }
  return { ...(await snapshot(db)), conversions: await conversionsOf(db) }
}

async function conversionsOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ row: string }>`
    select concat_ws(' ', c.source_id, c.event_id, c.goal, c.message_id, value, refunded, cancelled, categories, k.*) as row
    from conversions c join (
      select source_id, event_id, goal, string_agg(concat_ws(' ', message_id, last_touch, linear, position, decay), ', ' order by touched_at, message_id) as parts
      from credits group by 1, 2, 3
    ) as k using (source_id, event_id, goal) order by 1`.execute(db)
  return rows.map(({ row }) => row)
}

let expected: Record<string, string[]>
beforeAll(async () => {
  const { db } = await aCopyOf(store.url)
  await letIn(db, inOrder)
  await countNow(db)
  expected = { ...(await snapshot(db)), conversions: await conversionsOf(db) }
}, patience.timeout)

test('in the order in which they happened there is something to compare', () => {
  expect(expected.conversions!.length).toBeGreaterThan(40)
  expect(inOrder.length).toBeGreaterThan(700)
})

test.each([
  ['one way', 1, 1_500],
  ['another', 3, 10_000],
] as const)('shuffled in %s, they lead to the same', patience, async (_, seed, size) => {
  expect(await reported(shuffled(seed), size)).toEqual(expected)
})

test('backwards, and every event twice, they lead to the same', patience, async () => {
  const twice = [...inOrder].reverse().flatMap(event => [event, event])
  expect(await reported(twice, 1_500)).toEqual(expected)
})
