// Everything at once: events in several processes, timers, hand-overs, sweeps, merges, splits and erasures, while credit and
// days are counted by two processes each, and sessions are cut off as by the death of a process, whatever they are at. When it
// is over, what was counted is what would be counted now. Larger, and otherwise:
// `TEST_STORM_EVENTS=6000 TEST_STORM_SEED=2 npx vitest run --project integration test/integration/rollups/storm.test.ts`
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { countNow, creditMarked, repairReports } from '../../../src/conversions/index.js'
import { isPassing } from '../../../src/db/errors.js'
import { inTransaction, setClock } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { type Random, seededRandom } from '../../../src/demo/random.js'
import { giveUpLapsedWires, skipExpired } from '../../../src/dispatch/sweep-store.js'
import { createJourneySource } from '../../../src/journeys/journey-source.js'
import { splitNames, undoMerge } from '../../../src/pipeline/index.js'
import { erase } from '../../../src/privacy/erase.js'
import { countMarked } from '../../../src/rollups/index.js'
import { createNightRun } from '../../../src/rollups/night-run.js'
import { aDatabase } from '../../support/database.js'
import { inBatches } from '../../support/in-batches.js'
import { handOverDue } from '../../support/report-store/hand-over.js'
import { letIn, playStore, runTimers } from '../../support/report-store/play.js'
import { snapshot } from '../../support/report-store/snapshot.js'

const seed = Number(process.env.TEST_STORM_SEED ?? 5)
const events = Number(process.env.TEST_STORM_EVENTS ?? 1_000)

/** What brings customers into journeys; the rest comes in the storm. */
const early = new Set(['consent_changed', 'customer_updated', 'product_added', 'cart_viewed'])

test('is over, and counting again finds no difference', { timeout: 120_000 + events * 20 }, async () => {
  const { db } = await aDatabase()
  const random = seededRandom(seed)
  const isEarly = (type: string): boolean => early.has(type) && random.chance(0.8)
  const played = await playStore(db, { seed, events, withheld: ({ type }) => !isEarly(type) })
  await setClock(db, { at: played.end, speed: 20_000 })
  const receivedAt = played.end.toISOString()
  const left = played.outstanding.map(({ event }) => ({ ...event, receivedAt }))
  const mixed = left.map(event => [random.next(), event] as const).sort(([a], [b]) => a - b)
  const batches = inBatches(
    mixed.map(([, event]) => event),
    40,
  )

  let isOver = false
  const meanwhile = async (everyMs: number, work: () => Promise<unknown>): Promise<void> => {
    while (!isOver) {
      await work().catch(error => passing(error, () => {}))
      await pause(everyMs)
    }
  }
  const others = [
    meanwhile(50, () => runTimers(db)),
    meanwhile(50, () => handOverDue(db, seed)),
    meanwhile(50, () => handOverDue(db, seed + 1)),
    meanwhile(100, () => giveUpLapsedWires(db, 50)),
    meanwhile(100, () => skipExpired(db, { email: 86_400_000, sms: 3_600_000, onsite: 86_400_000 }, 50)),
    meanwhile(150, () => eraseSomebody(db, random)),
    meanwhile(150, () => divideSomebody(db, random)),
    ...[20, 30].map(ms => meanwhile(ms, crediting(db))),
    ...[20, 30].map(ms => meanwhile(ms, () => countMarked(db))),
    meanwhile(200, createNightRun(db)),
    meanwhile(250, () => cutSomebodyOff(db, random)),
  ]
  const bringing = Array.from({ length: 3 }, async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const again = batch
      // As the queue does, when others were in the way too often.
      await letIn(db, batch).catch(error => passing(error, () => batches.push(again)))
    }
  })
  await Promise.all(bringing)
  isOver = true
  await Promise.all(others)

  await setClock(db, { at: new Date(played.end.getTime() + 30 * 86_400_000), speed: 0.000_001 })
  await countNow(db)
  await expectSound(db)
  const before = await stateOf(db)
  expect((await repairReports(db)).differences).toEqual([])
  expect(await stateOf(db)).toEqual(before)
})

function passing(error: unknown, then: () => void): void {
  if (!isPassing(error)) throw error
  then()
}

function crediting(db: Db): () => Promise<unknown> {
  const journeysOf = createJourneySource(() => {})
  const onFailed = (_: string, error: unknown): never => {
    throw error
  }
  return () => creditMarked(db, { journeysOf, limit: 30, onFailed })
}

async function eraseSomebody(db: Db, random: Random): Promise<void> {
  const { rows } = await sql<{ kind: 'id'; value: string }>`
    select kind, value from identities order by md5(value || ${String(random.next())}) limit 1`.execute(db)
  if (rows[0]) await inTransaction(db, trx => erase(trx, rows[0]!))
}

async function cutSomebodyOff(db: Db, random: Random): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()
    order by md5(pid || ${String(random.next())}) limit 1`.execute(db)
}

async function divideSomebody(db: Db, random: Random): Promise<void> {
  const { rows: merges } = await sql<{ id: string }>`
    select id from customer_merges where kind = 'merged' order by md5(id::text || ${String(random.next())}) limit 1`.execute(
    db,
  )
  if (merges[0]) await undoMerge(db, merges[0].id).catch(isRefusal)
  const { rows } = await sql<{ kind: 'anonymousId'; value: string }>`
    select kind, value from identities i where exists (
      select from identities o where o.customer_id = i.customer_id and o.value <> i.value
    ) order by md5(value || ${String(random.next())}) limit 1`.execute(db)
  if (rows[0]) await splitNames(db, [rows[0]], 'in the storm').catch(isRefusal)
}

function isRefusal(error: unknown): void {
  if ((error as { code?: string }).code !== 'cannot_split') throw error
}

async function expectSound(db: Db): Promise<void> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*)::int from credit_marks) as credit_marks,
      (select count(*)::int from rollup_marks) as rollup_marks,
      (select count(*)::int from refusal_marks) as refusal_marks,
      (select count(*)::int from conversions v where not exists (
        select from credits k where (k.source_id, k.event_id, k.goal, k.customer_id)
          = (v.source_id, v.event_id, v.goal, v.customer_id)
      )) as without_credit,
      (select count(*)::int from credits k where not exists (
        select from conversions v where (k.source_id, k.event_id, k.goal, k.customer_id)
          = (v.source_id, v.event_id, v.goal, v.customer_id)
      )) as without_conversion,
      (select count(*)::int from (
        select 1 from credits group by source_id, event_id, goal
        having sum(last_touch) <> 1 or sum(first_touch) <> 1 or sum(linear) <> 1 or sum(position) <> 1 or sum(decay) <> 1
      ) x) as weights_not_one,
      (select count(*)::int from (
        select 1 from conversions where goal = 'primary' and order_id is not null
        group by source_id, order_id having count(*) > 1
      ) x) as orders_twice,
      (select count(*)::int from (
        select 1 from orders where order_id is not null group by source_id, order_id having count(*) > 1
      ) x) as shop_orders_twice,
      (select count(*)::int from conversions v where goal = 'primary' and not exists (
        select from orders o where (o.source_id, o.event_id, o.customer_id) = (v.source_id, v.event_id, v.customer_id)
      )) as claims_of_no_order,
      (select count(*)::int from outcomes o where not exists (
        select from enrollments e where e.id = o.enrollment_id and e.customer_id = o.customer_id
      )) as outcomes_of_nobody`.execute(db)
  for (const [what, n] of Object.entries(rows[0]!)) expect([what, n]).toEqual([what, 0])
}

async function stateOf(db: Db): Promise<Record<string, string[]>> {
  const { rows } = await sql<{ row: string }>`
    select concat_ws(' ', source_id, event_id, c.goal, c.customer_id, c.message_id, order_id, value, refunded, cancelled,
      categories, last_touch, first_touch, linear, position, decay, k.message_id) as row
    from conversions c join credits k using (source_id, event_id, goal)
    union all
    select concat_ws(' ', enrollment_id, goal, conversions, amounts, first_at) from outcomes
    union all
    select concat_ws(' ', source_id, event_id, customer_id, order_id, value, refunded, cancelled) from orders order by 1`.execute(
    db,
  )
  return { ...(await snapshot(db)), credit: rows.map(({ row }) => row) }
}
