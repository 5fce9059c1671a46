// What the intervals promise, kept or not in thousands of simulated experiments. The draws are always the same, so a failure
// is one of the code; `npm run bench -- --part statistics` does more of them (docs/reference/statistics.md).
import { describe, expect, test } from 'vitest'
import { exactCoverage } from '../../../bench/statistics/exact.js'
import {
  peekingPlans,
  powerPlans,
  ratePlans,
  revenuePeekingPlans,
  revenuePlans,
} from '../../../bench/statistics/plans.js'
import {
  coverageOfRates,
  errorsOfSeveral,
  peekingAtRates,
  powerOfRates,
} from '../../../bench/statistics/rates.js'
import { coverageOfRevenue, peekingAtRevenue } from '../../../bench/statistics/revenue.js'
import { generator } from '../../../src/statistics/generator.js'

const days = 60
/** Baskets take long to draw. More by hand: REVENUE_RUNS=10000 npx vitest run --project property test/unit/statistics. */
const revenueRuns = Number(process.env.REVENUE_RUNS ?? 2_000)
/** By chance alone it is this far from 0.95 at most: one of a hundred, or three standard deviations. */
const revenueMargin = Math.max(0.01, 3 * Math.sqrt((0.95 * 0.05) / revenueRuns))

describe('of 10,000 experiments, intervals of 95 % hold the truth in 94 to 96 of 100', () => {
  test.each(ratePlans)('rates: $rate, lift $lift, held out $controlShare, $entrants entrants', plan => {
    const { shown, difference, ratio } = coverageOfRates(plan, 10_000, generator(JSON.stringify(plan)))
    expect(shown).toBeGreaterThan(9000)
    for (const coverage of [difference, ratio]) {
      expect(coverage).toBeGreaterThan(0.94)
      expect(coverage).toBeLessThan(0.96)
    }
  })

  test.each(revenuePlans)('revenue: tail $tail, held out $controlShare, $entrants entrants', plan => {
    const { shown, winsorized } = coverageOfRevenue(plan, revenueRuns, 0, generator(JSON.stringify(plan)))
    expect(shown / revenueRuns).toBeGreaterThan(0.99)
    expect(Math.abs(winsorized - 0.95)).toBeLessThan(revenueMargin)
  })

  test.each(revenuePlans.filter(({ tail }) => tail === 1))(
    'revenue drawn anew, with a heavy tail: held out $controlShare, $entrants entrants',
    plan => {
      const runs = revenueRuns / 10
      const { bootstrap } = coverageOfRevenue(plan, runs, 199, generator(JSON.stringify(plan)))
      expect(Math.abs((bootstrap ?? 0) - 0.95)).toBeLessThan(Math.max(0.01, 3 * Math.sqrt(0.0475 / runs)))
    },
  )
})

describe('where there is just enough data, every outcome weighed by its probability', () => {
  const plans = [0.02, 0.05].flatMap(rate =>
    [0.1, 0.5].flatMap(controlShare =>
      [-0.3, 0, 0.3].map(lift => ({
        rate,
        lift,
        controlShare,
        entrants: Math.round(20 / rate / controlShare),
      })),
    ),
  )
  test.each(plans)(
    'intervals that are shown hold in 94 to 96 of 100: $rate, lift $lift, held out $controlShare',
    plan => {
      const { shown, difference, ratio } = exactCoverage(plan)
      expect(shown).toBeGreaterThan(0.3)
      for (const coverage of [difference, ratio]) {
        expect(coverage).toBeGreaterThan(0.94)
        expect(coverage).toBeLessThan(0.96)
      }
    },
  )
})

describe('who looks every day for 60 days', () => {
  test.each(peekingPlans)(
    'is fooled by usual intervals, and by anytime-valid ones in 5 of 100 at most: $rate, $entrants a day',
    plan => {
      const { fixed, anytime } = peekingAtRates(plan, days, 1500, generator(JSON.stringify(plan)))
      expect(fixed).toBeGreaterThan(0.12)
      expect(anytime).toBeLessThanOrEqual(0.05)
    },
  )

  test.each(revenuePeekingPlans)('the same of revenue: held out $controlShare, $entrants a day', plan => {
    const { fixed, anytime } = peekingAtRevenue(plan, days, 300, generator(JSON.stringify(plan)))
    expect(fixed).toBeGreaterThan(0.1)
    expect(anytime).toBeLessThanOrEqual(0.05)
  })
})

describe('an effect shows as often as promised', () => {
  test.each(powerPlans)('$rate, lift $lift, held out $controlShare: $power', plan => {
    const seen = powerOfRates(plan, 10_000, generator(JSON.stringify(plan)))
    expect(Math.abs(seen - plan.power)).toBeLessThan(0.02)
  })

  test.each(powerPlans)(
    '$rate, lift $lift, held out $controlShare: $power, with anytime-valid intervals',
    plan => {
      const seen = powerOfRates({ ...plan, anytime: true }, 10_000, generator(JSON.stringify(plan)))
      expect(Math.abs(seen - plan.power)).toBeLessThan(0.02)
    },
  )
})

test('five variants of which none is better: corrected, one seems to be in 5 of 100 at most', () => {
  const errors = errorsOfSeveral(5, { rate: 0.05, entrantsEach: 2000 }, 10_000, generator('variants'))
  expect(errors.uncorrected).toBeGreaterThan(0.12)
  expect(errors.holm).toBeLessThanOrEqual(0.05)
  expect(errors.intervals).toBeLessThanOrEqual(0.05)
})
