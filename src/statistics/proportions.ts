// Rates and what lies between two of them: Wilson's interval, Newcombe's of a difference, Katz's of a ratio
// (docs/reference/statistics.md).
import { normalTails, twoSided } from './distributions.js'
import { type Estimate, type Interval, type Proportion, rateOf, usualLevel } from './estimate.js'
import { zeroOf } from './zero-of.js'

/** Of one rate (Wilson 1927). Of nobody, everything is possible. */
export const wilsonInterval = (of: Proportion, level = usualLevel): Interval => wilson(of, twoSided(level))

function wilson({ successes, trials }: Proportion, z: number): Interval {
  if (trials === 0) return { low: 0, high: 1 }
  const centre = 2 * successes + z * z
  const reach = z * Math.sqrt(z * z + (4 * successes * (trials - successes)) / trials)
  const twice = 2 * (trials + z * z)
  return {
    // At the ends the two halves are equal, and rounding must not make them differ.
    low: successes === 0 ? 0 : (centre - reach) / twice,
    high: successes === trials ? 1 : (centre + reach) / twice,
  }
}

/**
 * The rate of the treated minus that of the control, with the hybrid score interval (Newcombe 1998, method 10).
 *
 * `p` is read off the same interval: where it just touches zero. A test of its own would at times contradict it.
 */
export function differenceOfProportions(
  treated: Proportion,
  control: Proportion,
  level = usualLevel,
): Estimate {
  const estimate = differenceOfRates(treated, control)
  return { estimate, ...newcombe(treated, control, twoSided(level)), p: newcombeP(treated, control), level }
}

/** 0 while one arm is empty, whose interval then says that nothing is known. */
const differenceOfRates = (treated: Proportion, control: Proportion): number =>
  treated.trials === 0 || control.trials === 0 ? 0 : rateOf(treated) - rateOf(control)

function newcombe(treated: Proportion, control: Proportion, z: number): Interval {
  if (treated.trials === 0 || control.trials === 0) return { low: -1, high: 1 }
  const [p1, p2] = [rateOf(treated), rateOf(control)]
  const [one, two] = [wilson(treated, z), wilson(control, z)]
  return {
    low: p1 - p2 - Math.hypot(p1 - one.low, two.high - p2),
    high: p1 - p2 + Math.hypot(one.high - p1, p2 - two.low),
  }
}

function newcombeP(treated: Proportion, control: Proportion): number {
  const difference = differenceOfRates(treated, control)
  if (difference === 0) return 1
  const nearerEnd = (z: number): number => {
    const { low, high } = newcombe(treated, control, z)
    return difference > 0 ? low : -high
  }
  return nearerEnd(farthest) > 0 ? normalTails(farthest) : normalTails(zeroOf(nearerEnd, 0, farthest))
}

/** Beyond it no share of a normal distribution is left in double precision. */
const farthest = 38

/**
 * By what share the rate of the treated is above that of the control (0.2: by a fifth), with the interval of its logarithm
 * (Katz et al. 1978). null: nobody in one of the arms, or everybody in both, and so nothing to divide by.
 */
export function relativeLift(treated: Proportion, control: Proportion, level = usualLevel): Estimate | null {
  if (treated.successes === 0 || control.successes === 0) return null
  const variance = logVariance(treated) + logVariance(control)
  if (variance === 0) return null
  const log = Math.log(rateOf(treated) / rateOf(control))
  const error = Math.sqrt(variance)
  const reach = twoSided(level) * error
  return {
    estimate: Math.expm1(log),
    low: Math.expm1(log - reach),
    high: Math.expm1(log + reach),
    p: normalTails(log / error),
    level,
  }
}

const logVariance = ({ successes, trials }: Proportion): number => 1 / successes - 1 / trials
