// What goes into the statistics and what comes out. Counts and sums only: who is behind them, and whether money or orders,
// is not known here.

/** So many of so many. */
export interface Proportion {
  readonly successes: number
  readonly trials: number
}

/** Values of `n` entrants, those of zero included: their sum and the sum of their squares. */
export interface Sample {
  readonly n: number
  readonly sum: number
  readonly squares: number
}

/** `count` entrants who all have this value. */
export interface Weighted {
  readonly value: number
  readonly count: number
}

export interface Interval {
  readonly low: number
  readonly high: number
}

export interface Estimate extends Interval {
  readonly estimate: number
  /** Two-sided, against "no difference": below 1 − level exactly when the interval leaves out zero. Not of a bootstrap. */
  readonly p?: number
  /** 0.95: the interval is one of 95 %. */
  readonly level: number
}

export const usualLevel = 0.95

export const rateOf = ({ successes, trials }: Proportion): number => successes / trials
