// What may be believed of a comparison, in one word and one sentence. Pure. "More" and "fewer" are said only by the interval
// that holds however often one looks, since people look every day.
import { enoughData } from '../../statistics/index.js'
import { type Arm, proportionOf } from './arm.js'
import type { Compared } from './compare-arms.js'
import type { Fit } from './fit.js'
import { days, points } from './words.js'

export const verdicts = ['more', 'fewer', 'no difference seen', 'not enough data', 'arms do not fit'] as const
export type Verdict = (typeof verdicts)[number]

export interface Judged {
  readonly verdict: Verdict
  readonly why: string
}

/** What hides the comparison; null: nothing does. */
export function hidden(treated: Arm, control: Arm, fit: Fit): Judged | null {
  if (fit.unlike.length > 0)
    return {
      verdict: 'arms do not fit',
      why: `versions ${fit.unlike.join(', ')} were drawn in different shares: ask with by=version, or for a period with one of them`,
    }
  if (fit.test.mismatch)
    return {
      verdict: 'arms do not fit',
      why: `${fit.observed.map(count).join(' and ')} entered where ${fit.expected.map(Math.round).map(count).join(' and ')} were drawn (p ${chance(fit.test.p)}): something takes customers out of one arm, so their rates must not be compared`,
    }
  const { enough, why } = enoughData(proportionOf(treated), proportionOf(control))
  return enough ? null : { verdict: 'not enough data', why: why ?? '' }
}

export function judge({ difference, anytime, detectable, daysMore }: Compared): Judged {
  if (anytime && anytime.low > 0)
    return {
      verdict: 'more',
      why: `${points(anytime.low)} to ${points(anytime.high)} more, whenever one looks`,
    }
  if (anytime && anytime.high < 0)
    return {
      verdict: 'fewer',
      why: `${points(-anytime.high)} to ${points(-anytime.low)} fewer, whenever one looks`,
    }
  const shows = detectable === null ? '' : `; ${points(detectable)} or more would probably have shown`
  const later = daysMore
    ? `; ${points(Math.abs(difference.estimate))} would show in about ${days(daysMore)}`
    : ''
  return {
    verdict: 'no difference seen',
    why: `what is seen (${points(difference.estimate)}) may be chance${shows}${later}`,
  }
}

const count = (entrants: number): string => entrants.toLocaleString('en')

/** Of a suspicion, of which only the size matters. */
const chance = (p: number): string => (p < 0.00001 ? '< 0.00001' : `= ${Number(p.toPrecision(1))}`)
