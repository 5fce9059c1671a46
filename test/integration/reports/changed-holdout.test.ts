// A share of customers held out that begins or changes in the middle of a period: whatever else changes with the days is
// no effect of a message.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countNow } from '../../../src/conversions/index.js'
import { setClock } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import { publishWorkspace } from '../../../src/journeys/workspace/index.js'
import type { Event } from '../../../src/model/event.js'
import { addDays } from '../../../src/reports/calendar-day.js'
import { lift } from '../../../src/reports/lift/lift.js'
import type { ReportRow } from '../../../src/reports/report-kind.js'
import { aDatabase } from '../../support/database.js'
import { knowCustomers } from '../../support/known-customers.js'
import { letIn } from '../../support/report-store/play.js'
import { follow } from './follow.js'

const { db } = await aDatabase()
const settings = { currency: 'EUR', timeZone: 'UTC', rates: {} }
const start = '2026-10-01'
const day = (n: number): string => addDays(start, n)
const noon = (n: number): Date => new Date(`${day(n)}T12:00:00Z`)
const later = (n: number): Date => new Date(`${day(n)}T18:00:00Z`)
const usual = { of: 'holdout', goal: 'primary', by: 'journey', immature: 'leave_out' } as const

const liftOf = (of: string, journey: string | null, days: number) =>
  lift.make(db, { from: start, to: day(days), journey, parameters: { ...usual, of } }, settings)

interface Arm {
  readonly entrants: number
  readonly converted: number
}

/** Of every twenty who come in on a day so many buy, whether written to or not. */
const season = fc.record({
  twenties: fc.integer({ min: 10, max: 200 }),
  buy: fc.integer({ min: 1, max: 19 }),
})
const story = fc.record({
  days: fc.array(season, { minLength: 4, maxLength: 20 }),
  changes: fc.uniqueArray(
    fc.record({ on: fc.integer({ min: 1, max: 19 }), twentieths: fc.integer({ min: 0, max: 10 }) }),
    { selector: ({ on }) => on, maxLength: 3 },
  ),
  first: fc.integer({ min: 0, max: 10 }),
})

test('whatever the days and the shares are like, no effect is seen where there is none', async () => {
  await setClock(db, { at: noon(60), speed: 0.000_001 })
  let seen = 0
  await fc.assert(
    fc.asyncProperty(story, fc.boolean(), async ({ days, changes, first }, isGlobal) => {
      const journeyId = isGlobal ? '' : 'cart'
      const shares = [{ on: 0, twentieths: first }, ...changes.sort((a, b) => a.on - b.on)]
      await store(journeyId, shares, days)
      const { rows, notes } = await liftOf(isGlobal ? 'global' : 'holdout', null, days.length)
      for (const row of rows) {
        expect(row.verdict).not.toBe('arms do not fit')
        if (row.difference === null) continue
        seen++
        expect(Math.abs((row.difference as { estimate: number }).estimate)).toBeLessThan(1e-9)
        const [treated, control] = [row.treated, row.control] as unknown as [Arm, Arm]
        const counted = treated.entrants + control.entrants
        const all = days.reduce((sum, { twenties }) => sum + 20 * twenties, 0)
        if (counted < all) expect(notes.join()).toMatch(/only the days from/)
      }
    }),
    { numRuns: 30, seed: 6 },
  )
  expect(seen).toBeGreaterThan(10)
})

/** Rollups as they are counted of such days. On the day of a change all still came in by the share before. */
async function store(
  journeyId: string,
  shares: readonly { on: number; twentieths: number }[],
  days: readonly { twenties: number; buy: number }[],
): Promise<void> {
  for (const table of ['report_arms', 'holdout_shares', 'journey_versions', 'workspace'] as const)
    await db.deleteFrom(table).execute()
  const holdout = { share: 0.05, goal: { event: 'order_completed', within: '5d' } }
  await db
    .insertInto('workspace')
    .values({ revision: 1, settings: JSON.stringify({ holdout }), published_at: noon(0) })
    .execute()
  const inForce = (n: number) => shares.findLastIndex(({ on }) => on < n || on === 0)
  const common = { journey_id: journeyId, split: journeyId === '' ? 'global' : 'holdout', currency: '' }
  for (const [index, { on, twentieths }] of shares.entries()) {
    const version = journeyId === '' ? 0 : index + 1
    const share = twentieths / 20
    const definition = JSON.stringify({
      journey: { entry: { holdout: share }, goal: { event: 'order_completed', within: '5d' }, steps: [] },
    })
    await db
      .insertInto('holdout_shares')
      .values({ journey_id: journeyId, version, share, since: noon(on) })
      .execute()
    if (version > 0)
      await db
        .insertInto('journey_versions')
        .values({ journey_id: 'cart', version, hash: `${version}`, definition, published_at: noon(on) })
        .execute()
  }
  const rows = days.flatMap(({ twenties, buy }, n) => {
    const index = inForce(n)
    const { twentieths } = shares[index]!
    const arm = (name: string, part: number) => ({
      ...common,
      ...{ day: day(n), version: journeyId === '' ? 0 : index + 1, arm: name },
      goal: journeyId === '' ? 'global' : 'primary',
      entrants: part * twenties,
      // Twenty times as many of each, so that shares of buyers are whole numbers.
      converted: (part * twenties * buy) / 20,
      ...{ value: '0', squares: '0' },
    })
    return [arm('treated', 20 - twentieths), arm('held_out', twentieths)].map(row => ({
      ...row,
      entrants: row.entrants * 20,
      converted: row.converted * 20,
    }))
  })
  await db
    .insertInto('report_arms')
    .values(rows.filter(row => row.entrants > 0))
    .execute()
}

/** A mail that does nothing: of ten customers eight buy on the first days, three later. */
test('through the pipeline: a global holdout that begins, and one of a journey that changes, both find nothing', async () => {
  const world = await aDatabase()
  const perDay = 180
  const change = 1
  for (let n = 0; n < 4; n++) {
    await setClock(world.db, { at: noon(n), speed: 0.000_001 })
    if (n === 0) await publish(world.db, null, 0.2)
    if (n === change) await publish(world.db, 0.35, 0.5)
    const ids = Array.from({ length: perDay }, (_, i) => `${n}-${i}`)
    await knowCustomers(world.db, ids)
    await letIn(
      world.db,
      ids.map(id => event('product_added', id, noon(n), { cart: { id } })),
    )
    await setClock(world.db, { at: later(n), speed: 0.000_001 })
    const buyers = ids.filter((_, i) => i % 10 < (n <= change ? 8 : 3))
    await letIn(
      world.db,
      buyers.map(id =>
        event('order_completed', id, later(n), { order: { id, total: '50.00', currency: 'EUR' } }),
      ),
    )
  }
  await setClock(world.db, { at: noon(30), speed: 0.000_001 })
  await countNow(world.db)
  const rowOf = async (of: string) => {
    const asked = { from: start, to: day(4), journey: null, parameters: { ...usual, of } }
    const { rows, notes } = await lift.make(world.db, asked, settings)
    expect(notes.join()).toContain(`only the days from ${day(change + 1)} to ${day(3)}, when`)
    return rows[0]!
  }
  const [own, all] = [await rowOf('holdout'), await rowOf('global')]
  for (const row of [own, all]) {
    expect(row.verdict).toBe('no difference seen')
    // With the days before in it, treated would seem to buy more often by a quarter of all customers.
    expect(Math.abs((row.difference as { estimate: number }).estimate)).toBeLessThan(0.1)
  }
  const after = 2 * perDay
  expect(sizes(all)).toBe(after)
  // Those held out of everything are in neither arm of the journey.
  expect(sizes(own)).toBe(after - (all.control as unknown as Arm).entrants)
  const listed = async (row: ReportRow, arm: 'treated' | 'control') =>
    (await follow(world.db, (row.lists as Record<string, string>)[arm]!, settings)).length
  for (const row of [own, all])
    for (const arm of ['treated', 'control'] as const)
      expect(await listed(row, arm)).toBe((row[arm] as unknown as Arm).entrants)
})

const sizes = ({ treated, control }: ReportRow): number =>
  (treated as unknown as Arm).entrants + (control as unknown as Arm).entrants

const event = (type: string, id: string, at: Date, properties: Event['properties']): Event => ({
  ...{ source: 'shop', id: `${type}:${id}`, type, customer: { id }, properties },
  occurredAt: at.toISOString(),
  receivedAt: at.toISOString(),
})

async function publish(db: Db, share: number | null, own: number): Promise<void> {
  const workspace = {
    settings: settingsSchema.parse({
      brand: { name: 'Fern', url: 'https://fern.example', postalAddress: 'Street 1' },
      senders: { email: { from: 'shop@fern.example', name: 'Fern' } },
      currency: 'EUR',
      ...(share !== null && {
        holdout: { share, goal: { event: 'order_completed', within: '5d', value: 'order.total' } },
      }),
    }),
    journeys: [
      journeySchema.parse({
        ...{ id: 'cart', name: 'Cart', trigger: { event: 'product_added' }, entry: { holdout: own } },
        goal: { event: 'order_completed', within: '5d', value: 'order.total' },
        steps: [
          { id: 'settle', wait: '20d' },
          { id: 'remind', send: 'email', template: 'remind' },
        ],
      }),
    ],
    ...{ segments: {}, templates: [] },
  }
  await publishWorkspace(db, workspace)
}
