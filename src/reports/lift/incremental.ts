// What the treated did more than they would have done unwritten to: the difference, times the treated. Pure.
import type { Estimate, Interval } from '../../statistics/index.js'
import { estimatedAmount } from '../estimated-amount.js'
import type { Arm } from './arm.js'
import type { Compared } from './compare-arms.js'

export interface Incremental {
  /** Customers who converted because of it; below zero: who did not. */
  readonly conversions: Estimated
  /** In the currency of the report; null: nobody bought, or all for the same. */
  readonly revenue: Estimated | null
}

interface Estimated extends Interval {
  readonly estimate: number
  /** The interval that holds however often one looks; null: not enough data for that. */
  readonly anytime: Interval | null
}

export function incrementalFrom(treated: Arm, compared: Compared): Incremental {
  const { difference, anytime, perEntrant, perEntrantAnytime } = compared
  return {
    conversions: times(treated.entrants, difference, anytime),
    revenue: perEntrant && times(treated.entrants, perEntrant, perEntrantAnytime),
  }
}

const times = (entrants: number, one: Estimate, anytime: Estimate | null): Estimated => ({
  estimate: one.estimate * entrants,
  low: one.low * entrants,
  high: one.high * entrants,
  anytime: anytime && { low: anytime.low * entrants, high: anytime.high * entrants },
})

/**
 * Of several that were drawn independently of each other: estimates are added, and the distances to their ends as errors are
 * (Zou and Donner 2008). null: of none.
 */
export function together(parts: readonly Incremental[]): Incremental | null {
  if (parts.length === 0) return null
  const revenues = parts.flatMap(({ revenue }) => revenue ?? [])
  return {
    conversions: added(parts.map(({ conversions }) => conversions)),
    revenue: revenues.length === 0 ? null : added(revenues),
  }
}

function added(parts: readonly Estimated[]): Estimated {
  const estimate = parts.reduce((sum, part) => sum + part.estimate, 0)
  const ends = (of: (part: Estimated) => Interval): Interval => ({
    low: estimate - Math.hypot(...parts.map(part => part.estimate - of(part).low)),
    high: estimate + Math.hypot(...parts.map(part => of(part).high - part.estimate)),
  })
  const always = parts.every(({ anytime }) => anytime !== null)
  return { estimate, ...ends(part => part), anytime: always ? ends(part => part.anytime!) : null }
}

export interface ShownIncremental {
  readonly [key: string]: number | string | null
  readonly conversions: number
  readonly low: number
  readonly high: number
  readonly anytimeLow: number | null
  readonly anytimeHigh: number | null
  readonly revenue: string | null
  readonly revenueLow: string | null
  readonly revenueHigh: string | null
}

/** As reports have it: tenths of customers, and money. */
export function shownIncremental({ conversions, revenue }: Incremental): ShownIncremental {
  return {
    conversions: tenth(conversions.estimate),
    low: tenth(conversions.low),
    high: tenth(conversions.high),
    anytimeLow: conversions.anytime && tenth(conversions.anytime.low),
    anytimeHigh: conversions.anytime && tenth(conversions.anytime.high),
    revenue: revenue && estimatedAmount(revenue.estimate),
    revenueLow: revenue && estimatedAmount(revenue.low),
    revenueHigh: revenue && estimatedAmount(revenue.high),
  }
}

/** Never −0. */
const tenth = (value: number): number => Math.round(value * 10) / 10 + 0
