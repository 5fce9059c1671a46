// What a review is made of: figures of the week, of the four weeks before, and of the comparison with the held out. Pure.
import type { Severity } from '../../model/audit-finding.js'
import type { ReportPeriod } from '../report-kind.js'

export interface Figures {
  readonly entered: number
  readonly messages: number
  readonly conversions: number
  /** In the currency of the report. */
  readonly revenue: number
  /** A share of what was delivered; null: nothing was, or nobody reports it. */
  readonly complaints: number | null
  /** What that share is at least, chance left aside; 0: so few happened that it may be nothing. */
  readonly complaintsAtLeast: number
}

/** The journey against those held out of it, over 30 days; by the interval that holds however often one looks. */
export interface Effect {
  readonly verdict: string
  readonly why: string
  /** Shares of entrants; null: hidden, or not to be had. */
  readonly interval: { readonly low: number; readonly high: number } | null
  /** What last touch claims, and what the comparison found, in a sentence. */
  readonly said: string | null
}

export interface JourneyWeek {
  readonly id: string
  readonly name: string
  readonly week: Figures
  /** The mean of the four weeks before; null: it ran for less than two of them. */
  readonly usual: Figures | null
  /** null: there is nothing to compare. */
  readonly effect: Effect | null
  /** As it is now. */
  readonly hasGoal: boolean
  readonly hasHoldout: boolean
  /** The day it was last reviewed; null: never. */
  readonly reviewed: string | null
  /** The day it was first published. */
  readonly since: string
}

export interface OpenFinding {
  readonly area: string
  readonly severity: Severity
  readonly message: string
  readonly advice: string
  readonly since: string
}

export interface DecidedExperiment {
  readonly journey: string
  readonly experiment: string
  readonly variant: string
  readonly by: 'rule' | 'hand'
  readonly at: string
}

export interface ReviewFacts extends ReportPeriod {
  /** `"2026-W47"` */
  readonly week: string
  readonly shop: string
  readonly currency: string
  /** The smallest benefit worth having, as a share of entrants. */
  readonly worth: number
  readonly journeys: readonly JourneyWeek[]
  readonly findings: readonly OpenFinding[]
  readonly decided: readonly DecidedExperiment[]
  /** What reports say must be known to read their figures right. */
  readonly notes: readonly string[]
}
