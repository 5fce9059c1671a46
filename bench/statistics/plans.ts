// The experiments that are simulated: rates and sizes of shops as they are, a tenth held out or a half.
import type { Plan } from './rates.js'
import type { RevenuePlan } from './revenue.js'

/** At every rate once with 20 conversions to be expected among the held out, which is just enough, and once with many. */
export const ratePlans: readonly Plan[] = [0.02, 0.05, 0.2].flatMap(rate =>
  [0.1, 0.5].flatMap(controlShare =>
    [20, 500].map((expected, i) => ({
      rate,
      lift: i === 0 ? 0 : 0.2,
      controlShare,
      entrants: Math.round(expected / rate / controlShare),
    })),
  ),
)

/** With 400 buyers among the held out, of whom 300 are asked for. */
export const revenuePlans: readonly RevenuePlan[] = [0.6, 1].flatMap(tail =>
  [0.1, 0.5].map(controlShare => ({
    rate: 0.05,
    lift: 0.1,
    controlShare,
    entrants: Math.round(400 / 0.05 / controlShare),
    tail,
  })),
)

/** Entrants a day. */
export const peekingPlans = [
  { rate: 0.02, controlShare: 0.1, entrants: 1000 },
  { rate: 0.05, controlShare: 0.1, entrants: 200 },
  { rate: 0.05, controlShare: 0.5, entrants: 2000 },
  { rate: 0.2, controlShare: 0.5, entrants: 100 },
]

export const revenuePeekingPlans = [
  { rate: 0.05, controlShare: 0.1, entrants: 2000, tail: 1 },
  { rate: 0.05, controlShare: 0.5, entrants: 400, tail: 1 },
]

export const powerPlans = [
  { rate: 0.02, lift: 0.2, controlShare: 0.1, power: 0.8 },
  { rate: 0.05, lift: 0.1, controlShare: 0.5, power: 0.8 },
  { rate: 0.05, lift: -0.15, controlShare: 0.1, power: 0.8 },
  { rate: 0.2, lift: 0.1, controlShare: 0.2, power: 0.9 },
]

/** How many days one looks. */
export const days = 60
