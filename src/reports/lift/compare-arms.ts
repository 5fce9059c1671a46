// Compares one arm with that of the control. Pure: what to believe of it is for verdict.ts to say.
import {
  anytimeDifferenceOfMeans,
  anytimeDifferenceOfProportions,
  type BuyersSample,
  differenceOfMeans,
  differenceOfProportions,
  type Estimate,
  enoughForMeans,
  levelForEach,
  minimumDetectableEffect,
  relativeLift,
  sampleSizeFor,
} from '../../statistics/index.js'
import { type Arm, proportionOf } from './arm.js'

export interface Compared {
  /** Of the rates (Newcombe–Wilson); right for one look. */
  readonly difference: Estimate
  /** The same, right however often one looks: by this one something is called more or fewer. */
  readonly anytime: Estimate | null
  readonly relative: Estimate | null
  /** Revenue per entrant (Welch); null: nothing was bought, or too little to compare it. */
  readonly perEntrant: Estimate | null
  readonly perEntrantAnytime: Estimate | null
  /** What is missing for a comparison of revenue; null: nothing. */
  readonly revenueMisses: string | null
  /** The smallest difference of rates that would show with these numbers, four times of five. */
  readonly detectable: number | null
  /** Until a difference as large as the one seen would show at the pace so far; 0: it is there; null: nobody can say. */
  readonly daysMore: number | null
}

export interface Circumstances {
  /** How many arms are compared with this control: their intervals are wider, so that all of them hold together. */
  readonly comparisons: number
  /** Over how many days these entered; 0: not known. */
  readonly days: number
}

export function compareArms(treated: Arm, control: Arm, { comparisons, days }: Circumstances): Compared {
  const level = levelForEach(comparisons)
  const [one, two] = [proportionOf(treated), proportionOf(control)]
  const difference = differenceOfProportions(one, two, level)
  const anytime = anytimeDifferenceOfProportions(one, two, level)
  const money = enoughForMeans(one, two)
  return {
    difference,
    anytime,
    relative: relativeLift(one, two, level),
    perEntrant: money.enough ? differenceOfMeans(treated.revenue, control.revenue, level) : null,
    perEntrantAnytime: anytimeDifferenceOfMeans(buyers(treated), buyers(control), level),
    revenueMisses: bought(treated) || bought(control) ? money.why : null,
    detectable: minimumDetectableEffect({
      controlRate: two.successes / two.trials,
      nTreated: one.trials,
      nControl: two.trials,
      level,
      looks: {},
    }),
    daysMore: daysUntilSeen(treated, control, { difference, anytime, level, days }),
  }
}

const bought = ({ revenue }: Arm): boolean => revenue.sum !== 0

const buyers = ({ revenue, converted }: Arm): BuyersSample => ({ ...revenue, buyers: converted })

/** Beyond that a pace is no forecast. */
const farthest = 3_650

function daysUntilSeen(
  treated: Arm,
  control: Arm,
  seen: Pick<Compared, 'difference' | 'anytime'> & { readonly level: number; readonly days: number },
): number | null {
  const { difference, anytime, level, days } = seen
  if (anytime && leavesOutZero(anytime)) return 0
  const entered = treated.entrants + control.entrants
  const needed = sampleSizeFor({
    controlRate: control.converted / control.entrants,
    difference: difference.estimate,
    controlShare: control.entrants / entered,
    level,
    looks: {},
  })
  if (needed === null || days === 0) return null
  const missing = needed.nTreated + needed.nControl - entered
  const more = Math.max(1, Math.ceil(missing / (entered / days)))
  return more > farthest ? null : more
}

export const leavesOutZero = ({ low, high }: Pick<Estimate, 'low' | 'high'>): boolean => low > 0 || high < 0
