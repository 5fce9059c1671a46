// Simulated experiments in which shoppers convert or do not: how often intervals hold the truth, how often somebody who
// looks every day is fooled, and whether effects are seen as often as promised.
import {
  anytimeDifferenceOfProportions,
  differenceOfProportions,
  enoughData,
  holm,
  levelForEach,
  type Proportion,
  relativeLift,
  sampleSizeFor,
} from '../../src/statistics/index.js'
import { binomial, type Random } from './chance.js'
import { type FalseAlarms, falseAlarms, holds, leavesOutZero } from './looks.js'

export interface Plan {
  /** Of the held out: 0.05. */
  readonly rate: number
  /** By what share more of the others convert: 0.2. */
  readonly lift: number
  /** Held out: 0.1. */
  readonly controlShare: number
  /** Of both arms. */
  readonly entrants: number
}

export interface Coverage {
  /** Of how many experiments there was enough data to show anything. */
  readonly shown: number
  /** The share of those whose interval holds the true difference of rates. */
  readonly difference: number
  /** The same of the relative lift. */
  readonly ratio: number
}

type Draw = (random: Random) => { treated: Proportion; control: Proportion }

function experiment({ rate, lift, controlShare, entrants }: Plan): Draw {
  const nControl = Math.round(entrants * controlShare)
  const nTreated = entrants - nControl
  const [drawTreated, drawControl] = [binomial(nTreated, rate * (1 + lift)), binomial(nControl, rate)]
  return random => ({
    treated: { successes: drawTreated(random), trials: nTreated },
    control: { successes: drawControl(random), trials: nControl },
  })
}

/** How often intervals of 95 % hold what is true. */
export function coverageOfRates(plan: Plan, experiments: number, random: Random): Coverage {
  const draw = experiment(plan)
  let [shown, difference, ratio] = [0, 0, 0]
  for (let i = 0; i < experiments; i++) {
    const { treated, control } = draw(random)
    if (!enoughData(treated, control).enough) continue
    shown++
    if (holds(differenceOfProportions(treated, control), plan.rate * plan.lift)) difference++
    if (holds(relativeLift(treated, control), plan.lift)) ratio++
  }
  return { shown, difference: difference / shown, ratio: ratio / shown }
}

/** `entrants` of the plan come every day. */
export function peekingAtRates(
  plan: Omit<Plan, 'lift'>,
  days: number,
  experiments: number,
  random: Random,
): FalseAlarms {
  const draw = experiment({ ...plan, lift: 0 })
  const compare = (treated: Proportion, control: Proportion) =>
    enoughData(treated, control).enough
      ? {
          fixed: differenceOfProportions(treated, control),
          anytime: anytimeDifferenceOfProportions(treated, control),
        }
      : null
  return falseAlarms({ nobody, day: () => draw(random), together, compare }, days, experiments)
}

const nobody: Proportion = { successes: 0, trials: 0 }

const together = (one: Proportion, two: Proportion): Proportion => ({
  successes: one.successes + two.successes,
  trials: one.trials + two.trials,
})

/** With as many entrants as sampleSizeFor asks for: the share of experiments in which the effect shows. */
export function powerOfRates(
  plan: Omit<Plan, 'entrants'> & { readonly power: number; readonly anytime?: boolean },
  experiments: number,
  random: Random,
): number {
  const { rate, lift, controlShare, power, anytime } = plan
  const looks = anytime ? {} : undefined
  const needed = sampleSizeFor({ controlRate: rate, difference: rate * lift, controlShare, power, looks })
  if (needed === null) throw new Error('no number of entrants shows that effect')
  const draw = experiment({ ...plan, entrants: needed.nTreated + needed.nControl })
  const compare = anytime ? anytimeDifferenceOfProportions : differenceOfProportions
  let seen = 0
  for (let i = 0; i < experiments; i++) {
    const { treated, control } = draw(random)
    if (leavesOutZero(compare(treated, control))) seen++
  }
  return seen / experiments
}

/** Shares of experiments with several variants, none better than the first, in which at least one seems to be. */
export interface FamilyErrors {
  readonly uncorrected: number
  readonly holm: number
  /** At least one of the intervals at the level of levelForEach leaves out zero. */
  readonly intervals: number
}

export function errorsOfSeveral(
  variants: number,
  plan: { readonly rate: number; readonly entrantsEach: number },
  experiments: number,
  random: Random,
): FamilyErrors {
  const draw = binomial(plan.entrantsEach, plan.rate)
  const arm = (): Proportion => ({ successes: draw(random), trials: plan.entrantsEach })
  const level = levelForEach(variants - 1)
  let [uncorrected, corrected, intervals] = [0, 0, 0]
  for (let i = 0; i < experiments; i++) {
    const control = arm()
    const others = Array.from({ length: variants - 1 }, arm)
    const found = others.map(other => differenceOfProportions(other, control, level))
    const ps = found.map(({ p }) => p ?? 1)
    if (ps.some(p => p < 0.05)) uncorrected++
    if (holm(ps).some(p => p < 0.05)) corrected++
    if (found.some(leavesOutZero)) intervals++
  }
  return {
    uncorrected: uncorrected / experiments,
    holm: corrected / experiments,
    intervals: intervals / experiments,
  }
}
