// The rule as a whole, asked every day for ten weeks of many experiments: it seldom finds what is not there, and finds what is.
import { expect, it } from 'vitest'
import { judge } from '../../../src/experiments/judge.js'
import { decideSchema } from '../../../src/journeys/definition/decide-schema.js'
import { durationMs } from '../../../src/model/time.js'
import { at, start } from '../../support/builders.js'

/** More by hand: RULE_RUNS=5000 npx vitest run --project property test/unit/experiments. */
const runs = Number(process.env.RULE_RUNS ?? 150)
const days = 70
const perDay = 150
const rule = decideSchema.parse({})

/** mulberry32: the same every time. */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Looked at every day until it is decided: for which variant; null: for none in all that time. */
function decided(rates: readonly number[], chance: () => number): string | null {
  const variants = rates.map((rate, i) => ({ variant: `v${i}`, weight: 1, rate, mature: 0, converted: 0 }))
  for (let day = 1; day <= days; day++) {
    for (const one of variants) {
      one.mature += perDay
      for (let i = 0; i < perDay; i++) if (chance() < one.rate) one.converted++
    }
    const now = new Date(start.getTime() + durationMs('1d') * day)
    const figures = variants.map(one => ({ ...one, entrants: one.mature, revenue: 0, squares: 0 }))
    const { winner } = judge({ beganBefore: at('0m'), variants: figures }, rule, now)
    if (winner !== null) return winner
  }
  return null
}

const winners = (rates: readonly number[], seed: number): (string | null)[] => {
  const chance = chances(seed)
  return Array.from({ length: runs }, () => decided(rates, chance))
}

/** The share and three standard deviations of it. */
const most = (share: number): number => runs * share + 3 * Math.sqrt(runs * share * (1 - share))

it.each([2, 4])(
  'of %i variants that are all the same, seldom one is chosen, though one looks every day',
  count => {
    const rates = Array.from({ length: count }, () => 0.05)
    const wrong = winners(rates, count).filter(winner => winner !== null)
    expect(wrong.length).toBeLessThanOrEqual(most(0.05))
  },
)

it('a variant that is much better is found, and a worse one never chosen for it', () => {
  const found = winners([0.05, 0.065, 0.05], 7)
  expect(found.filter(winner => winner === 'v1').length).toBeGreaterThan(runs * 0.8)
  expect(found.filter(winner => winner === 'v0' || winner === 'v2').length).toBeLessThanOrEqual(most(0.05))
})
