// Values per entrant, such as revenue: the difference of two means (Welch), and capping the few values that would decide
// alone.
import { studentTails, twoSidedStudent } from './distributions.js'
import { type Estimate, type Sample, usualLevel, type Weighted } from './estimate.js'

export interface DifferenceOfMeans extends Estimate {
  readonly degreesOfFreedom: number
}

export const meanOf = ({ n, sum }: Sample): number => sum / n

/** Of the values, with n − 1; zero where rounding would make it less. */
export const varianceOf = ({ n, sum, squares }: Sample): number =>
  Math.max(0, (squares - (sum * sum) / n) / (n - 1))

/**
 * The mean of the treated minus that of the control (Welch 1947): variances may differ. null: fewer than two in an arm, or
 * no two values that differ.
 */
export function differenceOfMeans(
  treated: Sample,
  control: Sample,
  level = usualLevel,
): DifferenceOfMeans | null {
  if (treated.n < 2 || control.n < 2) return null
  const [one, two] = [varianceOf(treated) / treated.n, varianceOf(control) / control.n]
  if (one + two === 0) return null
  const degreesOfFreedom = (one + two) ** 2 / (one ** 2 / (treated.n - 1) + two ** 2 / (control.n - 1))
  const estimate = meanOf(treated) - meanOf(control)
  const error = Math.sqrt(one + two)
  const reach = twoSidedStudent(level, degreesOfFreedom) * error
  return {
    estimate,
    low: estimate - reach,
    high: estimate + reach,
    p: studentTails(estimate / error, degreesOfFreedom),
    level,
    degreesOfFreedom,
  }
}

/**
 * What values are capped at: that share of all buyers' values lies at or below it. Take it of the values of both arms together, zeros
 * left out, so that the same amount counts the same in each. Infinity without values: then there is nothing to cap.
 */
export function capOf(values: readonly Weighted[], quantile = 0.99): number {
  const sorted = values.filter(({ count }) => count > 0).sort((a, b) => a.value - b.value)
  const wanted = quantile * sorted.reduce((total, { count }) => total + count, 0)
  let seen = 0
  for (const { value, count } of sorted) {
    seen += count
    if (seen >= wanted) return value
  }
  return Number.POSITIVE_INFINITY
}

/** The values of `n` entrants with none above `cap`. `values` without zeros: who is not among them has the value 0. */
export function winsorize(values: readonly Weighted[], n: number, cap: number): Sample {
  let sum = 0
  let squares = 0
  for (const { value, count } of values) {
    const capped = Math.min(value, cap)
    sum += capped * count
    squares += capped * capped * count
  }
  return { n, sum, squares }
}
