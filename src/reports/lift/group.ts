// What is compared with what: the arms of a journey, of one of its versions, of a split, or of everything. Pure.
import { experimentOf } from '../../journeys/definition/experiment.js'
import type { ReportPeriod, ReportSettings } from '../report-kind.js'
import { type Arm, armsFrom, currenciesLeftOut } from './arm.js'
import type { ArmRow, Terms } from './arms-queries.js'
import { type Drawn, type Fit, fitOf } from './fit.js'
import type { Drawable, DrawnBy } from './stretches.js'

/** A version's arms, in the order they are shown in, and the share of each. */
export interface Plan {
  readonly journeyId: string
  /** null: all versions. */
  readonly version: number | null
  readonly within: string
  readonly arms: readonly { readonly name: string; readonly share: number }[]
  /** Against whom the others are compared. */
  readonly control: string
  /** What a split consists of: with another content it is another experiment. null: it is no split. */
  readonly content: string | null
  /** The days of the period on which this share was held out, the last one not included. Without it: all. */
  readonly days?: ReportPeriod
}

export interface Group {
  /** '' : all journeys. */
  readonly journeyId: string
  readonly version: number | null
  readonly control: Arm
  readonly others: readonly Arm[]
  readonly fit: Fit
  /** Of which versions it speaks. */
  readonly versions: readonly number[]
  /** Entrants whose window is still open. */
  readonly open: number
  readonly first: string | null
  readonly last: string | null
  readonly currenciesLeftOut: readonly string[]
  /** The days of the period that count, since only then this share was held out; null: all. */
  readonly held: Held | null
}

export interface Held extends ReportPeriod {
  readonly share: number
}

/** The plans of versions that compare something: with a goal, and with more than one arm. */
export function plansOf(
  terms: readonly Terms[],
  split: string,
  drawnBy: (one: Drawable) => DrawnBy | null,
): Plan[] {
  return terms.flatMap(({ within, step: found, ...one }) => {
    const { journeyId, version } = one
    const step = split === 'holdout' ? null : found
    const held = split === 'holdout' ? drawnBy(one) : null
    const arms = step ? variantArms(step.split) : holdoutArms(held?.share ?? 0)
    if (within === null || arms.length < 2) return []
    const control = step?.decide?.control ?? controlOf(arms)
    const content = step && experimentOf(journeyId, step).content
    return [{ journeyId, version, within, arms, control, content, ...(held?.days && { days: held.days }) }]
  })
}

/**
 * Those that may be put together: versions of a journey with the very split that the newest one has which somebody entered.
 * Variants of one name, with other steps or weights, are other variants.
 */
export function alike(plans: readonly Plan[], entered: ReadonlyMap<string, number>): Plan[] {
  const contents = new Map<string, string | null>()
  for (const { journeyId, version, content } of plans)
    if (!contents.has(journeyId) || (version ?? 0) <= (entered.get(journeyId) ?? Number.POSITIVE_INFINITY))
      contents.set(journeyId, content)
  return plans.filter(({ journeyId, content }) => contents.get(journeyId) === content)
}

export const holdoutArms = (share: number): Plan['arms'] =>
  share > 0
    ? [
        { name: 'treated', share: 1 - share },
        { name: 'held_out', share },
      ]
    : []

function variantArms(weights: readonly { readonly name: string; readonly weight: number }[]): Plan['arms'] {
  const all = weights.reduce((sum, { weight }) => sum + weight, 0)
  return weights.map(({ name, weight }) => ({ name, share: weight / all }))
}

/** Where nobody said: who is held out, the variant "control", else the first one. */
const controlOf = (arms: Plan['arms']): string =>
  (arms.find(({ name }) => name === 'held_out' || name === 'control') ?? arms[0]!).name

/** `rows` and `plans` of one group; null where nothing is planned. */
export function groupOf(
  id: Pick<Group, 'journeyId' | 'version'>,
  rows: readonly ArmRow[],
  plans: readonly Plan[],
  settings: ReportSettings,
): Group | null {
  // The newest version has the say in what is compared; all have what is counted.
  const newest = plans.at(-1)
  if (!newest) return null
  const planned = rows.filter(row => plans.some(plan => covers(plan, row)))
  const arms = armsFrom(planned, settings)
  const { control } = newest
  const named = (name: string): Arm => arms.get(name) ?? nobody(name)
  const counted = planned.filter(({ currency, entrants }) => currency === '' && entrants > 0)
  return {
    ...id,
    control: named(control),
    others: newest.arms.filter(({ name }) => name !== control).map(({ name }) => named(name)),
    fit: fitOf(
      plans.map(plan => drawnFrom(plan, newest, planned)).filter(({ entrants }) => entrants.some(Boolean)),
    ),
    versions: [...new Set(counted.map(({ version }) => version))].sort((a, b) => a - b),
    open: planned.filter(({ currency }) => currency === '').reduce((sum, { open }) => sum + open, 0),
    first: ends(counted.map(({ first }) => first)).at(0) ?? null,
    last: ends(counted.map(({ last }) => last)).at(-1) ?? null,
    currenciesLeftOut: currenciesLeftOut(planned, settings),
    held: newest.days ? { ...newest.days, share: shareOf(newest, control) } : null,
  }
}

const shareOf = ({ arms }: Plan, control: string): number =>
  arms.find(({ name }) => name === control)?.share ?? 0

export const covers = (plan: Plan, row: Pick<ArmRow, 'journeyId' | 'version'>): boolean =>
  plan.journeyId === row.journeyId && (plan.version === null || plan.version === row.version)

const nobody = (name: string): Arm => ({
  name,
  entrants: 0,
  converted: 0,
  revenue: { n: 0, sum: 0, squares: 0 },
})

const ends = (days: readonly (string | null)[]): string[] =>
  days.filter((day): day is string => day !== null).sort()

/** In the arms of the newest version, so that all versions have them in one order. */
function drawnFrom(plan: Plan, newest: Plan, rows: readonly ArmRow[]): Drawn {
  const entrants = (name: string): number =>
    rows
      .filter(row => row.currency === '' && row.arm === name && covers(plan, row))
      .reduce((sum, row) => sum + row.entrants, 0)
  const names = newest.arms.map(({ name }) => name)
  return {
    version: plan.version ?? 0,
    entrants: names.map(entrants),
    shares: names.map(name => plan.arms.find(arm => arm.name === name)?.share ?? 0),
  }
}
