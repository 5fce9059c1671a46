// What is known of the variants of one split, put together from the rows of the rollups. Pure.
import type { Settings } from '../journeys/definition/settings-schema.js'
import type { ArmRow } from './arm-queries.js'
import type { RunningSplit } from './running-splits.js'

export interface VariantFigures {
  readonly variant: string
  readonly weight: number
  /** Customers who were sent this way. */
  readonly entrants: number
  /** Those whose time for the goal is over: the figures below are of them. */
  readonly mature: number
  readonly converted: number
  /** Net, in the currency of the workspace, with the sum of its squares. Amounts without a rate are left out. */
  readonly revenue: number
  readonly squares: number
}

export interface Figures {
  /** null: nobody was sent either way yet. */
  readonly beganBefore: Date | null
  readonly variants: readonly VariantFigures[]
}

export type Money = Pick<Settings, 'currency' | 'reports'>

/** Every variant of the split, in its order; those nobody was sent to with zeros. */
export function figuresOf(split: RunningSplit, arms: readonly ArmRow[], money: Money): Figures {
  const own = arms.filter(({ journeyId, stepId }) => journeyId === split.journeyId && stepId === split.stepId)
  const began = own.map(({ beganBefore }) => beganBefore.getTime())
  return {
    beganBefore: began.length === 0 ? null : new Date(Math.min(...began)),
    variants: split.variants.map(({ name, weight }) => ({
      variant: name,
      weight,
      ...sumOf(
        own.filter(({ variant }) => variant === name),
        money,
      ),
    })),
  }
}

function sumOf(rows: readonly ArmRow[], money: Money): Omit<VariantFigures, 'variant' | 'weight'> {
  const sum = { entrants: 0, mature: 0, converted: 0, revenue: 0, squares: 0 }
  for (const { currency, entrants, mature, converted, value, squares } of rows) {
    sum.entrants += entrants
    sum.mature += mature
    sum.converted += converted
    // Whoever paid in two currencies is one customer: (a + b)² has 2ab as well, for which there are rows of both.
    const [one = '', two] = currency.split('/')
    const rate = rateOf(one, money)
    sum.revenue += value * rate
    sum.squares += two === undefined ? squares * rate * rate : 2 * squares * rate * rateOf(two, money)
  }
  return sum
}

const rateOf = (currency: string, { currency: own, reports }: Money): number =>
  currency === own ? 1 : Number(reports?.rates?.[currency] ?? 0)
