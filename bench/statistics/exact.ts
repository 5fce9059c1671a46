// How often intervals hold the truth, without chance: every outcome an experiment can have, weighed by its probability.
import {
  differenceOfProportions,
  enoughData,
  type Proportion,
  relativeLift,
} from '../../src/statistics/index.js'
import { binomialShares } from './chance.js'
import { holds } from './looks.js'
import type { Coverage, Plan } from './rates.js'

/** Outcomes rarer than that are left out. */
const negligible = 1e-7

/** As coverageOfRates; `shown` is a share. Of plans of a few thousand entrants: it looks at all pairs of counts. */
export function exactCoverage({ rate, lift, controlShare, entrants }: Plan): Coverage {
  const nControl = Math.round(entrants * controlShare)
  let [shown, difference, ratio] = [0, 0, 0]
  for (const control of outcomes(nControl, rate)) {
    for (const treated of outcomes(entrants - nControl, rate * (1 + lift))) {
      const weight = control.share * treated.share
      if (weight < negligible || !enoughData(treated.of, control.of).enough) continue
      shown += weight
      if (holds(differenceOfProportions(treated.of, control.of), rate * lift)) difference += weight
      if (holds(relativeLift(treated.of, control.of), lift)) ratio += weight
    }
  }
  return { shown, difference: difference / shown, ratio: ratio / shown }
}

function outcomes(trials: number, rate: number): { readonly of: Proportion; readonly share: number }[] {
  const { from, shares } = binomialShares(trials, rate)
  return shares.map((share, i) => ({ of: { successes: from + i, trials }, share }))
}
