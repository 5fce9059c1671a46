// The figures of docs/reference/statistics.md: how often intervals hold the truth, how often looking every day fools, and
// whether effects are seen as often as promised. `npm run bench -- --part statistics --experiments 10000` takes minutes.
import { generator } from '../../src/statistics/generator.js'
import { days, peekingPlans, powerPlans, ratePlans, revenuePeekingPlans, revenuePlans } from './plans.js'
import { coverageOfRates, errorsOfSeveral, type Plan, peekingAtRates, powerOfRates } from './rates.js'
import { coverageOfRevenue, peekingAtRevenue, type RevenuePlan } from './revenue.js'

/** Reports draw 1,999 times, which moves the ends less and holds the truth as often. */
const resamples = 399

/** Runs everything and says each line as soon as it is there. The same number of experiments gives the same figures. */
export function benchStatistics(experiments: number, say: (line: string) => void): void {
  say(`${experiments} experiments each; intervals of 95 % hold the truth in so many of 100`)
  for (const plan of ratePlans) say(ratesHold(plan, experiments))
  for (const plan of revenuePlans) say(revenueHolds(plan, experiments))
  say(`false alarms of somebody who looks every day for ${days} days, in so many of 100`)
  for (const plan of peekingPlans) say(alarmsAtRates(plan, experiments))
  for (const plan of revenuePeekingPlans) say(alarmsAtRevenue(plan, experiments))
  say('power: seen in so many of 100')
  for (const plan of powerPlans) say(powerSeen(plan, experiments))
  const errors = errorsOfSeveral(5, { rate: 0.05, entrantsEach: 2000 }, experiments, generator('variants'))
  say(
    `five variants without difference, at least one false alarm: uncorrected ${percent(errors.uncorrected)}, Holm ${percent(errors.holm)}, intervals ${percent(errors.intervals)}`,
  )
}

/** Each plan has chances of its own, so that it does not matter what was drawn before. */
const chanceOf = (plan: object) => generator(JSON.stringify(plan))

function ratesHold(plan: Plan, experiments: number): string {
  const { shown, difference, ratio } = coverageOfRates(plan, experiments, chanceOf(plan))
  return `${planLine(plan)}: difference ${percent(difference)}, relative ${percent(ratio)}, shown ${shown}`
}

function revenueHolds(plan: RevenuePlan, experiments: number): string {
  const found = coverageOfRevenue(plan, experiments, resamples, chanceOf(plan))
  const { shown, plain, winsorized, bootstrap } = found
  return `revenue, tail ${plan.tail}, ${planLine(plan)}: plain ${percent(plain)}, winsorized ${percent(winsorized)}, drawn anew ${percent(bootstrap ?? 0)}, shown ${shown}`
}

function alarmsAtRates(plan: Omit<Plan, 'lift'>, experiments: number): string {
  const { fixed, anytime } = peekingAtRates(plan, days, experiments, chanceOf(plan))
  return `${planLine({ ...plan, lift: 0 })} a day: usual ${percent(fixed)}, anytime-valid ${percent(anytime)}`
}

function alarmsAtRevenue(plan: Omit<RevenuePlan, 'lift'>, experiments: number): string {
  const { fixed, anytime } = peekingAtRevenue(plan, days, experiments, chanceOf(plan))
  return `revenue, tail ${plan.tail}, ${planLine({ ...plan, lift: 0 })} a day: usual ${percent(fixed)}, anytime-valid ${percent(anytime)}`
}

function powerSeen(plan: (typeof powerPlans)[number], experiments: number): string {
  const [once, anytime] = [false, true].map(any =>
    powerOfRates({ ...plan, anytime: any }, experiments, chanceOf({ ...plan, any })),
  )
  return `${planLine({ ...plan, entrants: 0 })}, promised ${percent(plan.power)}: usual ${percent(once ?? 0)}, anytime-valid ${percent(anytime ?? 0)}`
}

const planLine = (plan: { rate: number; lift: number; controlShare: number; entrants: number }): string =>
  [
    `rate ${percent(plan.rate)} %`,
    `lift ${percent(plan.lift)} %`,
    `${percent(plan.controlShare)} % held out`,
    ...(plan.entrants > 0 ? [`${plan.entrants} entrants`] : []),
  ].join(', ')

const percent = (share: number): string => `${Math.round(share * 1000) / 10}`
