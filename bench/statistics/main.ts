// The figures of docs/reference/statistics.md: how often intervals hold the truth, how often looking every day fools, and
// whether effects are seen as often as promised. `npm run bench -- --part statistics --experiments 10000` takes minutes.
import { generator } from '../../src/statistics/generator.js'
import { days, peekingPlans, powerPlans, ratePlans, revenuePeekingPlans, revenuePlans } from './plans.js'
import { coverageOfRates, errorsOfSeveral, peekingAtRates, powerOfRates } from './rates.js'
import { coverageOfRevenue, peekingAtRevenue } from './revenue.js'

/** Reports draw 1,999 times, which moves the ends less and holds the truth as often. */
const resamples = 399

/** Runs everything and says each line as soon as it is there. The same number of experiments gives the same figures. */
export function benchStatistics(experiments: number, say: (line: string) => void): void {
  const random = generator('triggerfish')
  say(`${experiments} experiments each; intervals of 95 % hold the truth in so many of 100`)
  for (const plan of ratePlans) {
    const { shown, difference, ratio } = coverageOfRates(plan, experiments, random)
    say(`${planLine(plan)}: difference ${percent(difference)}, relative ${percent(ratio)}, shown ${shown}`)
  }
  for (const plan of revenuePlans) {
    const { shown, plain, winsorized, bootstrap } = coverageOfRevenue(plan, experiments, resamples, random)
    say(
      `revenue, tail ${plan.tail}, ${planLine(plan)}: plain ${percent(plain)}, winsorized ${percent(winsorized)}, drawn anew ${percent(bootstrap ?? 0)}, shown ${shown}`,
    )
  }
  say(`false alarms of somebody who looks every day for ${days} days, in so many of 100`)
  for (const plan of peekingPlans) {
    const { fixed, anytime } = peekingAtRates(plan, days, experiments, random)
    say(`${planLine({ ...plan, lift: 0 })} a day: usual ${percent(fixed)}, anytime-valid ${percent(anytime)}`)
  }
  for (const plan of revenuePeekingPlans) {
    const { fixed, anytime } = peekingAtRevenue(plan, days, experiments, random)
    say(
      `revenue, tail ${plan.tail}, ${planLine({ ...plan, lift: 0 })} a day: usual ${percent(fixed)}, anytime-valid ${percent(anytime)}`,
    )
  }
  say('power: seen in so many of 100')
  for (const plan of powerPlans) {
    const [once, anytime] = [false, true].map(any =>
      powerOfRates({ ...plan, anytime: any }, experiments, random),
    )
    say(
      `${planLine({ ...plan, entrants: 0 })}, promised ${percent(plan.power)}: usual ${percent(once ?? 0)}, anytime-valid ${percent(anytime ?? 0)}`,
    )
  }
  const errors = errorsOfSeveral(5, { rate: 0.05, entrantsEach: 2000 }, experiments, random)
  say(
    `five variants without difference, at least one false alarm: uncorrected ${percent(errors.uncorrected)}, Holm ${percent(errors.holm)}, intervals ${percent(errors.intervals)}`,
  )
}

const planLine = (plan: { rate: number; lift: number; controlShare: number; entrants: number }): string =>
  [
    `rate ${percent(plan.rate)} %`,
    `lift ${percent(plan.lift)} %`,
    `${percent(plan.controlShare)} % held out`,
    ...(plan.entrants > 0 ? [`${plan.entrants} entrants`] : []),
  ].join(', ')

const percent = (share: number): string => `${Math.round(share * 1000) / 10}`
