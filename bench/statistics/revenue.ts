// Simulated experiments in which shoppers spend: most nothing, few much. How often intervals of the difference hold the truth,
// and how often somebody who looks every day is fooled.
import {
  anytimeDifferenceOfMeans,
  bootstrapDifference,
  capOf,
  differenceOfMeans,
  type Estimate,
  enoughForMeans,
  type Sample,
  type Weighted,
  winsorize,
} from '../../src/statistics/index.js'
import { basketValues, binomial, drawBaskets, type Random } from './chance.js'
import type { FalseAlarms, Plan } from './rates.js'

export interface RevenuePlan extends Plan {
  /** The standard deviation of the logarithm of an order's value: 0.6 is usual, 1 is heavy. */
  readonly tail: number
}

export interface RevenueCoverage {
  readonly shown: number
  /** Of the values as they are (Welch). */
  readonly plain: number
  /** Of the values cut at their 99 % quantile (Welch). */
  readonly winsorized: number
  /** Of the cut values, drawn anew; null: not asked for. */
  readonly bootstrap: number | null
}

interface Arm {
  readonly n: number
  readonly buyers: number
  readonly values: readonly Weighted[]
}

type Draw = (random: Random) => { treated: Arm; control: Arm }

function experiment({ rate, lift, controlShare, entrants, tail }: RevenuePlan): Draw {
  const nControl = Math.round(entrants * controlShare)
  const baskets = basketValues(tail)
  const arm = (n: number, chance: number): ((random: Random) => Arm) => {
    const draw = binomial(n, chance)
    return random => {
      const buyers = draw(random)
      return { n, buyers, values: drawBaskets(baskets, buyers, random) }
    }
  }
  const [treated, control] = [arm(entrants - nControl, rate * (1 + lift)), arm(nControl, rate)]
  return random => ({ treated: treated(random), control: control(random) })
}

const holds = (interval: Estimate | null, truth: number): boolean =>
  interval !== null && interval.low <= truth && truth <= interval.high

const leavesOutZero = (interval: Estimate | null): boolean =>
  interval !== null && (interval.low > 0 || interval.high < 0)

const buyersOf = ({ n, buyers }: Arm) => ({ successes: buyers, trials: n })

/** How often intervals of 95 % hold what is true. `resamples` 0: without the bootstrap, which takes most of the time. */
export function coverageOfRevenue(
  plan: RevenuePlan,
  experiments: number,
  resamples: number,
  random: Random,
): RevenueCoverage {
  const draw = experiment(plan)
  const baskets = basketValues(plan.tail)
  const truth = plan.rate * plan.lift * meanOf(baskets)
  const cutTruth = plan.rate * plan.lift * meanOf(cut(baskets))
  let [shown, plain, winsorized, bootstrap] = [0, 0, 0, 0]
  for (let i = 0; i < experiments; i++) {
    const { treated, control } = draw(random)
    if (!enoughForMeans(buyersOf(treated), buyersOf(control)).enough) continue
    shown++
    const cap = capOf([...treated.values, ...control.values])
    const compare = (at: number) =>
      differenceOfMeans(winsorize(treated.values, treated.n, at), winsorize(control.values, control.n, at))
    if (holds(compare(Number.POSITIVE_INFINITY), truth)) plain++
    if (holds(compare(cap), cutTruth)) winsorized++
    if (resamples === 0) continue
    const drawn = bootstrapDifference(withZeros(treated, cap), withZeros(control, cap), {
      resamples,
      seed: `${i}`,
    })
    if (holds(drawn, cutTruth)) bootstrap++
  }
  return {
    shown,
    plain: plain / shown,
    winsorized: winsorized / shown,
    bootstrap: resamples === 0 ? null : bootstrap / shown,
  }
}

const withZeros = ({ n, buyers, values }: Arm, cap: number): readonly Weighted[] => [
  { value: 0, count: n - buyers },
  ...values.map(({ value, count }) => ({ value: Math.min(value, cap), count })),
]

const meanOf = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length

/** At the 99 % quantile of what orders can be worth. */
function cut(baskets: readonly number[]): readonly number[] {
  const cap = capOf(baskets.map(value => ({ value, count: 1 })))
  return baskets.map(value => Math.min(value, cap))
}

/** `entrants` of the plan come every day, and nothing is different between the arms. */
export function peekingAtRevenue(
  plan: Omit<RevenuePlan, 'lift'>,
  days: number,
  experiments: number,
  random: Random,
): FalseAlarms {
  const draw = experiment({ ...plan, lift: 0 })
  let [fixed, anytime] = [0, 0]
  for (let i = 0; i < experiments; i++) {
    const seen = lookDaily(() => draw(random), days)
    if (seen.fixed) fixed++
    if (seen.anytime) anytime++
  }
  return { fixed: fixed / experiments, anytime: anytime / experiments }
}

type Buyers = Sample & { readonly buyers: number }

function lookDaily(day: () => ReturnType<Draw>, days: number): { fixed: boolean; anytime: boolean } {
  let [treated, control]: [Buyers, Buyers] = [nobody, nobody]
  let [fixed, anytime] = [false, false]
  for (let i = 0; i < days; i++) {
    const today = day()
    treated = together(treated, today.treated)
    control = together(control, today.control)
    const enough = enoughForMeans(
      { successes: treated.buyers, trials: treated.n },
      { successes: control.buyers, trials: control.n },
    )
    if (!enough.enough) continue
    fixed ||= leavesOutZero(differenceOfMeans(treated, control))
    anytime ||= leavesOutZero(anytimeDifferenceOfMeans(treated, control))
  }
  return { fixed, anytime }
}

const nobody: Buyers = { n: 0, sum: 0, squares: 0, buyers: 0 }

function together(one: Buyers, { n, buyers, values }: Arm): Buyers {
  const today = winsorize(values, n, Number.POSITIVE_INFINITY)
  return {
    n: one.n + n,
    sum: one.sum + today.sum,
    squares: one.squares + today.squares,
    buyers: one.buyers + buyers,
  }
}
