// Simulated experiments in which shoppers spend: most nothing, few much. How often intervals of the difference hold the truth,
// and how often somebody who looks every day is fooled.
import {
  anytimeDifferenceOfMeans,
  type BuyersSample,
  bootstrapDifference,
  capOf,
  differenceOfMeans,
  enoughForMeans,
  type Weighted,
  winsorize,
} from '../../src/statistics/index.js'
import { basketValues, binomial, drawBaskets, type Random } from './chance.js'
import { type FalseAlarms, falseAlarms, holds } from './looks.js'
import type { Plan } from './rates.js'

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
  /** Of the values as they are, drawn anew; null: not asked for. */
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
    const drawn = bootstrapDifference(withZeros(treated), withZeros(control), { resamples, seed: `${i}` })
    if (holds(drawn, truth)) bootstrap++
  }
  return {
    shown,
    plain: plain / shown,
    winsorized: winsorized / shown,
    bootstrap: resamples === 0 ? null : bootstrap / shown,
  }
}

const withZeros = ({ n, buyers, values }: Arm): readonly Weighted[] => [
  { value: 0, count: n - buyers },
  ...values,
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
  const day = () => {
    const { treated, control } = draw(random)
    return { treated: summed(treated), control: summed(control) }
  }
  const compare = (treated: BuyersSample, control: BuyersSample) =>
    enoughForMeans(
      { successes: treated.buyers, trials: treated.n },
      { successes: control.buyers, trials: control.n },
    ).enough
      ? {
          fixed: differenceOfMeans(treated, control),
          anytime: anytimeDifferenceOfMeans(treated, control),
        }
      : null
  return falseAlarms({ nobody, day, together, compare }, days, experiments)
}

const nobody: BuyersSample = { n: 0, sum: 0, squares: 0, buyers: 0 }

const summed = ({ n, buyers, values }: Arm): BuyersSample => ({
  ...winsorize(values, n, Number.POSITIVE_INFINITY),
  buyers,
})

const together = (one: BuyersSample, two: BuyersSample): BuyersSample => ({
  n: one.n + two.n,
  sum: one.sum + two.sum,
  squares: one.squares + two.squares,
  buyers: one.buyers + two.buyers,
})
