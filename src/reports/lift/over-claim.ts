// By how much last touch claims more than the holdout shows. Pure.
import type { JsonObject } from '../../model/json.js'
import type { Interval } from '../../statistics/index.js'
import { estimatedAmount, inOneCurrency } from '../estimated-amount.js'
import type { ReportSettings } from '../report-kind.js'
import type { Claim } from './claims-queries.js'
import type { Group } from './group.js'
import type { Incremental } from './incremental.js'

/** What last touch claims beside what the holdout says, as reports have it. */
export interface Beside {
  readonly lastTouch: JsonObject
  readonly overClaim: JsonObject | null
  /** The same as a sentence. */
  readonly said: string | null
}

/** `incremental` null: the holdout says nothing, or nothing that may be read. */
export function beside(claimed: Claimed, incremental: Incremental | null): Beside {
  const lastTouch = {
    conversions: Math.round(claimed.conversions * 100) / 100,
    revenue: estimatedAmount(claimed.revenue),
  }
  if (incremental === null) return { lastTouch, overClaim: null, said: null }
  return { lastTouch, overClaim: overClaim(claimed, incremental), said: sayOverClaim(claimed, incremental) }
}

export interface Part {
  readonly claimed: Claimed
  readonly incremental: Incremental
}

/** Of several; `incremental` is theirs together. What is claimed of those whose revenue is not in it is no part of what is too much. */
export function besideTogether(parts: readonly Part[], incremental: Incremental): Beside {
  const claimed = claimedTogether(parts)
  const { revenue } = claimedTogether(parts.filter(one => one.incremental.revenue !== null))
  return { ...beside(claimed, incremental), overClaim: overClaim({ ...claimed, revenue }, incremental) }
}

const claimedTogether = (parts: readonly Part[]): Claimed => ({
  conversions: parts.reduce((sum, { claimed }) => sum + claimed.conversions, 0),
  revenue: parts.reduce((sum, { claimed }) => sum + claimed.revenue, 0),
})

export interface Claimed {
  readonly conversions: number
  readonly revenue: number
}

/** Of all versions that the group compares. */
export function claimedBy(
  { journeyId, version }: Pick<Group, 'journeyId' | 'version'>,
  claims: readonly Claim[],
  settings: ReportSettings,
): Claimed {
  const own = claims.filter(
    claim => claim.journeyId === journeyId && (version === null || claim.version === version),
  )
  return {
    conversions: own.reduce((sum, claim) => sum + claim.conversions, 0),
    revenue: own.reduce((sum, claim) => sum + inOneCurrency(claim.values, settings), 0),
  }
}

/**
 * `share`: of what is claimed, so much is too many; below zero: too few are claimed. null where nothing is claimed, or where what is
 * claimed lies in the interval, so that it may be right.
 */
export function overClaim(
  claimed: Claimed,
  { conversions, revenue }: Incremental,
): Record<'conversions' | 'share' | 'revenueShare', number | null> & { revenue: string | null } {
  const tooMany = claimed.conversions - conversions.estimate
  const tooMuch = revenue && claimed.revenue - revenue.estimate
  return {
    conversions: Math.round(tooMany * 10) / 10,
    share: isWrong(claimed.conversions, conversions) ? tooMany / claimed.conversions : null,
    revenue: tooMuch === null ? null : estimatedAmount(tooMuch),
    revenueShare: revenue && isWrong(claimed.revenue, revenue) ? tooMuch! / claimed.revenue : null,
  }
}

/** "last touch claims 412, the holdout says 130 (90 to 170): 68 % too many" */
export function sayOverClaim(claimed: Claimed, { conversions }: Incremental): string {
  const { estimate, low, high } = conversions
  const said = `last touch claims ${whole(claimed.conversions)}, the holdout says ${whole(estimate)} (${whole(low)} to ${whole(high)})`
  if (claimed.conversions === 0) return said
  if (!isWrong(claimed.conversions, conversions)) return `${said}, which it does not contradict`
  const share = (claimed.conversions - estimate) / claimed.conversions
  return `${said}: ${Math.abs(Math.round(share * 100))} % too ${share < 0 ? 'few' : 'many'}`
}

const isWrong = (claimed: number, { low, high }: Interval): boolean =>
  claimed !== 0 && (claimed < low || claimed > high)

const whole = (value: number): string => (Math.round(value) + 0).toLocaleString('en')
