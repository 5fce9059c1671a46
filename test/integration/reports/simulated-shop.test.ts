// Shops in which it is known what a message does, through the pipeline and the hand-over: the report of lift finds it, and says by
// how much last touch claims too much. Four shops in the suite; `TEST_SHOPS=200 npx vitest run --project integration
// test/integration/reports/simulated-shop.test.ts` takes some minutes and prints how often intervals hold the truth.
import { expect, test } from 'vitest'
import { countNow } from '../../../src/conversions/index.js'
import { findReportKind, makeReport, parseRequest } from '../../../src/reports/index.js'
import { aDatabase } from '../../support/database.js'
import { closes, type Shop, simulateShops, type Truth } from '../../support/report-store/simulated-shops.js'

const count = Number(process.env.TEST_SHOPS ?? 4)
const customers = 1_000

/** Every other one has a message that does nothing. */
const shops: Shop[] = Array.from({ length: count }, (_, n) => ({
  id: `shop-${n}`,
  base: 0.12,
  effect: n % 2 === 0 ? 0.12 : 0,
}))

interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

interface LiftRow {
  readonly journey: string
  readonly verdict: string
  readonly difference: Interval
  readonly anytime: Interval
  readonly treated: { readonly entrants: number; readonly converted: number }
  readonly control: { readonly entrants: number; readonly converted: number }
  readonly lastTouch: { readonly conversions: number }
  readonly incremental: { readonly conversions: number }
  readonly overClaim: { readonly conversions: number; readonly share: number }
  readonly said: string
}

/** Every event is judged by every journey of its store: with all shops in one, each would cost as many times as much. */
const shopsOfStore = 20
const truths = new Map<string, Truth>()
const rows: LiftRow[] = []
for (let first = 0; first < count; first += shopsOfStore)
  rows.push(...(await play(shops.slice(first, first + shopsOfStore), 5 + first)))

async function play(own: readonly Shop[], seed: number): Promise<LiftRow[]> {
  const { db } = await aDatabase()
  for (const [id, truth] of await simulateShops(db, own, customers, seed)) truths.set(id, truth)
  await countNow(db)
  const lift = findReportKind('lift')!
  const asked = await parseRequest(db, lift, { days: '30', to: closes })
  if ('faults' in asked) throw new Error(JSON.stringify(asked.faults))
  return (await makeReport(db, lift, asked)).rows as unknown as LiftRow[]
}

const holds = ({ low, high }: Interval, truth: number): boolean => low <= truth && truth <= high
const withEffect = rows.filter(({ journey }) => shops.find(({ id }) => id === journey)!.effect > 0)
const without = rows.filter(row => !withEffect.includes(row))
const truthOf = ({ journey }: LiftRow) => truths.get(journey)!
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

test('every shop has its row, and all its customers are in one of the arms', () => {
  expect(rows.map(({ journey }) => journey).sort()).toEqual(shops.map(({ id }) => id).sort())
  for (const { treated, control } of rows) expect(treated.entrants + control.entrants).toBe(customers)
})

test('the interval that holds whenever one looks contains the true effect, also where there is none', () => {
  const missed = rows.filter(row => !holds(row.anytime, truthOf(row).difference))
  // At most one in twenty by its promise, and far fewer at a single look.
  expect(missed.length).toBeLessThanOrEqual(Math.floor(count / 40))
})

test('where a message does nothing, it is not said to do any good', () => {
  expect(without.filter(({ verdict }) => verdict === 'more').length).toBeLessThanOrEqual(
    Math.floor(count / 40),
  )
})

test('last touch claims whoever was written to and bought, and the report says how many too many', () => {
  for (const row of rows) {
    expect(row.lastTouch.conversions).toBe(truthOf(row).buyersWritten)
    expect(row.overClaim.conversions).toBeCloseTo(row.lastTouch.conversions - row.incremental.conversions, 0)
    expect(row.said).toMatch(
      /^last touch claims \d+, the holdout says -?\d+ \(-?\d+ to -?\d+\): \d+ % too (many|few)$/,
    )
  }
})

test('in all shops together last touch claims far more than is true, and the holdout does not', () => {
  const real = sum(rows.map(row => truthOf(row).difference * row.treated.entrants))
  const claimed = sum(rows.map(({ lastTouch }) => lastTouch.conversions))
  const found = sum(rows.map(({ incremental }) => incremental.conversions))
  // Of ten buyers who were written to, about three are there because of it.
  expect(claimed).toBeGreaterThan(2 * real)
  expect(Math.abs(found - real)).toBeLessThan(0.5 * (claimed - real))
})

test.runIf(count >= 20)('of many shops, 95 % intervals contain the truth in about 95 %', () => {
  const share = (interval: (row: LiftRow) => Interval): number =>
    rows.filter(row => holds(interval(row), truthOf(row).difference)).length / rows.length
  const fixed = share(({ difference }) => difference)
  const anytime = share(row => row.anytime)
  const found = withEffect.filter(({ verdict }) => verdict === 'more').length / withEffect.length
  const wrong = without.filter(({ verdict }) => verdict === 'more').length / without.length
  const claimed = sum(rows.map(({ lastTouch }) => lastTouch.conversions))
  const incremental = sum(rows.map(row => row.incremental.conversions))
  const real = sum(rows.map(row => truthOf(row).difference * row.treated.entrants))
  console.log({ shops: rows.length, fixed, anytime, found, wrong, claimed, incremental, real })
  // Three standard errors of a share.
  expect(fixed).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / count))
  expect(anytime).toBeGreaterThanOrEqual(0.95)
})
