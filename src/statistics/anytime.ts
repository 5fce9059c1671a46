// Intervals that hold at every moment at once, so that one may look every day and stop at the first that leaves out zero
// (confidence sequences: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2024, theorem 2.2). Usual intervals hold for one look.
import { enoughData, enoughForMeans } from './enough-data.js'
import { type Estimate, type Proportion, rateOf, type Sample, usualLevel } from './estimate.js'
import { meanOf, varianceOf } from './means.js'

export interface Looks {
  /** Entrants of both arms at which the interval is narrowest. Chosen before anybody looks: chosen by the data, it would cheat. */
  readonly tunedFor?: number
}

export interface BuyersSample extends Sample {
  /** Those with a value above zero. */
  readonly buyers: number
}

/** Of both arms. Ten times fewer or a hundred times more cost a sixth to a quarter of the width. */
export const usualTuning = 10_000

/**
 * As differenceOfProportions, for looking as often as one likes. null: not enough data, see enoughData; the theorem is about
 * large numbers, and begins there.
 */
export function anytimeDifferenceOfProportions(
  treated: Proportion,
  control: Proportion,
  level = usualLevel,
  looks: Looks = {},
): Estimate | null {
  if (!enoughData(treated, control).enough) return null
  const of = {
    estimate: rateOf(treated) - rateOf(control),
    error: Math.sqrt(errorSquared(treated) + errorSquared(control)),
    entrants: treated.trials + control.trials,
  }
  const { estimate, low, high, p } = sequence(of, level, looks)
  return { estimate, low: Math.max(-1, low), high: Math.min(1, high), p, level }
}

/** With one success and one failure more (Agresti and Caffo 2000): an arm where nobody converted yet is not without error. */
function errorSquared({ successes, trials }: Proportion): number {
  const rate = (successes + 1) / (trials + 2)
  return (rate * (1 - rate)) / (trials + 2)
}

/** As differenceOfMeans, for looking as often as one likes. null: not enough data, see enoughForMeans, or no two values that differ. */
export function anytimeDifferenceOfMeans(
  treated: BuyersSample,
  control: BuyersSample,
  level = usualLevel,
  looks: Looks = {},
): Estimate | null {
  if (!enoughForMeans(buyersOf(treated), buyersOf(control)).enough) return null
  const of = {
    estimate: meanOf(treated) - meanOf(control),
    error: Math.sqrt(varianceOf(treated) / treated.n + varianceOf(control) / control.n),
    entrants: treated.n + control.n,
  }
  return of.error === 0 ? null : sequence(of, level, looks)
}

const buyersOf = ({ buyers, n }: BuyersSample): Proportion => ({ successes: buyers, trials: n })

interface Difference {
  readonly estimate: number
  readonly error: number
  readonly entrants: number
}

function sequence({ estimate, error, entrants }: Difference, level: number, looks: Looks): Estimate {
  const reach = anytimeReach(entrants, level, looks) * error
  const p = anytimeP(estimate / error, entrants, level, looks)
  return { estimate, low: estimate - reach, high: estimate + reach, p, level }
}

/**
 * How many standard errors the interval reaches to either side: 3.0 where it is tuned for (95 %), 3.3 at ten times that; a usual one 1.96.
 *
 * With t entrants the theorem has √(2(tρ²+1)/(tρ²) · ln(√(tρ²+1)/α)) for it.
 */
export function anytimeReach(entrants: number, level = usualLevel, looks: Looks = {}): number {
  const x = scaled(entrants, level, looks)
  return Math.sqrt(((x + 1) / x) * (Math.log(x + 1) - 2 * Math.log(1 - level)))
}

/** The smallest α whose interval leaves out zero: the formula above, solved for α. */
function anytimeP(errors: number, entrants: number, level: number, looks: Looks): number {
  const x = scaled(entrants, level, looks)
  return Math.min(1, Math.exp((Math.log(x + 1) - (errors * errors * x) / (x + 1)) / 2))
}

/** tρ². */
const scaled = (entrants: number, level: number, { tunedFor = usualTuning }: Looks): number =>
  (tuned(level) * entrants) / tunedFor

/** tρ² where the interval is narrowest: the width is least where x = ln(x + 1) − 2 ln α. */
function tuned(level: number): number {
  const least = -2 * Math.log(1 - level)
  let x = least
  for (let i = 0; i < 50; i++) x = least + Math.log(x + 1)
  return x
}
