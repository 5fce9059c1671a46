// When we say "not enough data" instead of a number. The rules are few and stated, so that nobody moves them to please
// (docs/reference/statistics.md says where they come from).
import type { Proportion } from './estimate.js'

export interface Enough {
  readonly enough: boolean
  /** What is missing, for people; null: nothing. */
  readonly why: string | null
}

/** An arm smaller than that says nothing about a rate of a few per cent. */
const leastEntrants = 100
/** Expected in each arm if both had the same rate, of those who convert and of those who do not: from there on, intervals of 95 % hold in 94 to 96 of 100 cases. */
const leastExpected = 15
/** Buyers in each arm: amounts have long tails, and the mean of fewer is not yet near a normal distribution. */
const leastBuyers = 300

/** For a difference of rates and for the relative lift. */
export function enoughData(treated: Proportion, control: Proportion): Enough {
  const smaller = Math.min(treated.trials, control.trials)
  if (smaller < leastEntrants) {
    return missing(`${smaller} entrants in the smaller arm, at least ${leastEntrants} are needed`)
  }
  const rate = (treated.successes + control.successes) / (treated.trials + control.trials)
  const expected = smaller * Math.min(rate, 1 - rate)
  if (expected >= leastExpected) return { enough: true, why: null }
  const what = rate <= 0.5 ? 'conversions' : 'entrants without conversion'
  return missing(
    `${round(expected)} ${what} to be expected in the smaller arm, at least ${leastExpected} are needed`,
  )
}

/** For a difference of values per entrant: `successes` are those with a value. */
export function enoughForMeans(treated: Proportion, control: Proportion): Enough {
  const forRates = enoughData(treated, control)
  const fewest = Math.min(treated.successes, control.successes)
  if (!forRates.enough || fewest >= leastBuyers) return forRates
  return missing(`${fewest} buyers in the arm with fewer, at least ${leastBuyers} are needed`)
}

const missing = (why: string): Enough => ({ enough: false, why })

const round = (value: number): number => Math.floor(value * 10) / 10
