// An arm of a comparison, and the arms made of rows of the rollups. Pure.
import type { Proportion, Sample } from '../../statistics/index.js'
import { rateOf } from '../estimated-amount.js'
import type { ReportSettings } from '../report-kind.js'
import type { ArmRow } from './arms-queries.js'

export interface Arm {
  readonly name: string
  readonly entrants: number
  readonly converted: number
  /** Net revenue of each entrant in the currency of the report, those without included. */
  readonly revenue: Sample
}

export const proportionOf = ({ converted, entrants }: Arm): Proportion => ({
  successes: converted,
  trials: entrants,
})

/** Those arms that somebody entered, by name. */
export function armsFrom(rows: readonly ArmRow[], settings: ReportSettings): Map<string, Arm> {
  const arms = new Map<string, Arm>()
  for (const name of new Set(rows.map(({ arm }) => arm))) {
    const arm = armOf(
      name,
      rows.filter(row => row.arm === name),
      settings,
    )
    if (arm.entrants > 0) arms.set(name, arm)
  }
  return arms
}

/** Whoever paid in two currencies is one entrant: (a + b)² has 2ab as well, for which there are rows of both. */
function armOf(name: string, rows: readonly ArmRow[], settings: ReportSettings): Arm {
  const arm = { name, entrants: 0, converted: 0, sum: 0, squares: 0 }
  const worth = (currency: string): number => rateOf(currency, settings) ?? 0
  for (const { currency, entrants, converted, value, squares } of rows) {
    const [one = '', two] = currency.split('/')
    arm.entrants += entrants
    arm.converted += converted
    arm.sum += value * worth(one)
    arm.squares += two === undefined ? squares * worth(one) ** 2 : 2 * squares * worth(one) * worth(two)
  }
  const { entrants, converted, sum, squares } = arm
  return { name, entrants, converted, revenue: { n: entrants, sum, squares } }
}

/** Currencies with revenue that no rate leads into that of the report. */
export const currenciesLeftOut = (rows: readonly ArmRow[], settings: ReportSettings): readonly string[] =>
  [
    ...new Set(
      rows
        .filter(
          ({ currency, value }) => currency !== '' && value !== 0 && rateOf(currency, settings) === null,
        )
        .map(({ currency }) => currency),
    ),
  ].sort()
