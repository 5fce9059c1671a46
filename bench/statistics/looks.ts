// What is asked of intervals: whether they hold the truth, whether they see something, and how often somebody is fooled who looks
// every day.
import type { Estimate } from '../../src/statistics/index.js'

export const holds = (interval: Estimate | null, truth: number): boolean =>
  interval !== null && interval.low <= truth && truth <= interval.high

export const leavesOutZero = (interval: Estimate | null): boolean =>
  interval !== null && (interval.low > 0 || interval.high < 0)

/** An experiment that grows day by day, in which nothing is different between the arms. */
export interface Growing<Arm> {
  /** Before the first day. */
  readonly nobody: Arm
  /** What comes in on one day. */
  readonly day: () => { readonly treated: Arm; readonly control: Arm }
  readonly together: (one: Arm, two: Arm) => Arm
  /** null: there is not enough data for any. */
  readonly compare: (
    treated: Arm,
    control: Arm,
  ) => { fixed: Estimate | null; anytime: Estimate | null } | null
}

/** Shares of experiments without any effect in which somebody who looks every day sees one at least once. */
export interface FalseAlarms {
  readonly fixed: number
  readonly anytime: number
}

export function falseAlarms<Arm>(of: Growing<Arm>, days: number, experiments: number): FalseAlarms {
  let [fixed, anytime] = [0, 0]
  for (let i = 0; i < experiments; i++) {
    const seen = lookDaily(of, days)
    if (seen.fixed) fixed++
    if (seen.anytime) anytime++
  }
  return { fixed: fixed / experiments, anytime: anytime / experiments }
}

function lookDaily<Arm>({ nobody, day, together, compare }: Growing<Arm>, days: number) {
  let [treated, control] = [nobody, nobody]
  let [fixed, anytime] = [false, false]
  for (let i = 0; i < days; i++) {
    const today = day()
    treated = together(treated, today.treated)
    control = together(control, today.control)
    const intervals = compare(treated, control)
    fixed ||= leavesOutZero(intervals?.fixed ?? null)
    anytime ||= leavesOutZero(intervals?.anytime ?? null)
  }
  return { fixed, anytime }
}
