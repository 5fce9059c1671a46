// The normal, Student's and the chi-square distribution: shares and quantiles. Own functions: @stdlib's are 240 packages and 28 MB,
// jstat is little kept up and has fewer digits, simple-statistics lacks Student's.
import { logGamma, lowerBeta, upperGamma } from './special-functions.js'

/** The share of the standard normal distribution beyond ±z. */
export const normalTails = (z: number): number => upperGamma(0.5, (z * z) / 2)

/** The share of the standard normal distribution below `z`. */
export const normalBelow = (z: number): number => (z > 0 ? 1 - normalTails(z) / 2 : normalTails(z) / 2)

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** What the share `p` of the standard normal distribution lies below. */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p <= 0) return Number.NEGATIVE_INFINITY
  return solve(firstGuess(p), z => (normalBelow(z) - p) / density(z))
}

/** To three digits (Hastings 1955; Abramowitz and Stegun 26.2.23), for p below a half. */
function firstGuess(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  return above / below - t
}

/** How many standard errors an interval of this level reaches to either side: 1.96 for 0.95. */
export const twoSided = (level: number): number => -normalQuantile((1 - level) / 2)

/** The share of Student's distribution beyond ±t. */
export const studentTails = (t: number, degreesOfFreedom: number): number =>
  lowerBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5)

/** What reaches to either side so that `level` of Student's distribution lies within: 2.228 for 0.95 at 10. */
export function twoSidedStudent(level: number, degreesOfFreedom: number): number {
  // From the left of where the tails are as thin as wanted, Newton's steps never go too far: the tails are convex.
  const tooMuch = (t: number): number => studentTails(t, degreesOfFreedom) - (1 - level)
  return solve(twoSided(level), t => -tooMuch(t) / (2 * studentDensity(t, degreesOfFreedom)))
}

function studentDensity(t: number, v: number): number {
  const atZero = Math.exp(logGamma((v + 1) / 2) - logGamma(v / 2)) / Math.sqrt(v * Math.PI)
  return atZero * Math.exp((-(v + 1) / 2) * Math.log1p((t * t) / v))
}

/** The share of the chi-square distribution above `x`. */
export const chiSquareAbove = (x: number, degreesOfFreedom: number): number =>
  upperGamma(degreesOfFreedom / 2, x / 2)

/** By Newton: each step is what is left over, divided by the slope. */
function solve(guess: number, step: (at: number) => number): number {
  let at = guess
  for (let i = 0; i < 50; i++) {
    const by = step(at)
    at -= by
    if (Math.abs(by) < 1e-13 * Math.abs(at)) break
  }
  return at
}
