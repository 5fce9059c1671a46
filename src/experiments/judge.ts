// The rule by which a split is decided, and what is told of one that is not decided yet. Pure. It may be asked as often as
// one likes: its intervals hold at every moment at once (docs/reference/experiments.md).
import type { Decide } from '../journeys/definition/decide-schema.js'
import { durationMs } from '../model/time.js'
import {
  anytimeDifferenceOfMeans,
  anytimeDifferenceOfProportions,
  type Estimate,
  levelForEach,
  sampleRatioMismatch,
} from '../statistics/index.js'
import type { Figures, VariantFigures } from './figures.js'

/** One variant against the control. */
export interface Comparison {
  readonly variant: string
  /** Of rates, or of revenue for each customer; null: not enough data. */
  readonly difference: Estimate | null
}

export interface Judgement {
  /** The variant that is surely better; null: none is, for `reason`. */
  readonly winner: string | null
  readonly reason: Reason
  readonly control: string
  readonly by: Decide['by']
  /** That the customers were sent the ways their weights say; below 0.001 something is wrong. */
  readonly sampleRatio: { readonly p: number; readonly mismatch: boolean }
  readonly comparisons: readonly Comparison[]
}

/** In the order in which they are asked; the first that holds is told. */
export type Reason =
  | 'mismatch'
  | 'too_few'
  | 'too_early'
  | 'not_enough_data'
  | 'no_difference'
  | 'better_than_control'
  | 'control_is_best'

/** As reports of lift choose it too. */
const usualControl = 'control'

type Rule = Pick<Decide, 'by' | 'after' | 'entrants' | 'confidence' | 'control'>

export function judge({ beganBefore, variants }: Figures, rule: Rule, now: Date): Judgement {
  const called = (name: string) => variants.find(({ variant }) => variant === name)
  const control = called(rule.control ?? usualControl) ?? variants[0]!
  const others = variants.filter(one => one !== control)
  const { p, mismatch } = sampleRatioMismatch(
    variants.map(({ entrants }) => entrants),
    variants.map(({ weight }) => weight),
  )
  const comparisons = others.map(one => ({
    variant: one.variant,
    difference: differenceOf(one, control, rule, others.length),
  }))
  const judged = { control: control.variant, by: rule.by, sampleRatio: { p, mismatch }, comparisons }
  const early = beganBefore === null || now.getTime() - beganBefore.getTime() < durationMs(rule.after)
  if (mismatch) return { winner: null, reason: 'mismatch', ...judged }
  if (variants.some(({ mature }) => mature < rule.entrants))
    return { winner: null, reason: 'too_few', ...judged }
  if (early) return { winner: null, reason: 'too_early', ...judged }
  return { ...verdictOf(comparisons, control.variant), ...judged }
}

/** Of several that are surely better than the control, the one that is furthest ahead. */
function verdictOf(
  comparisons: readonly Comparison[],
  control: string,
): Pick<Judgement, 'winner' | 'reason'> {
  const known = comparisons.flatMap(({ variant, difference }) =>
    difference ? [{ variant, difference }] : [],
  )
  const best = known
    .filter(({ difference }) => difference.low > 0)
    .sort((a, b) => b.difference.estimate - a.difference.estimate)[0]
  if (best) return { winner: best.variant, reason: 'better_than_control' }
  if (known.length < comparisons.length) return { winner: null, reason: 'not_enough_data' }
  return known.every(({ difference }) => difference.high < 0)
    ? { winner: control, reason: 'control_is_best' }
    : { winner: null, reason: 'no_difference' }
}

/** The interval is narrowest where the rule may be met first: known before anybody looks. */
function differenceOf(
  one: VariantFigures,
  control: VariantFigures,
  { by, confidence, entrants }: Rule,
  comparisons: number,
): Estimate | null {
  const level = levelForEach(comparisons, confidence)
  const looks = { tunedFor: 2 * entrants }
  if (one.mature === 0 || control.mature === 0) return null
  return by === 'conversions'
    ? anytimeDifferenceOfProportions(proportionOf(one), proportionOf(control), level, looks)
    : anytimeDifferenceOfMeans(sampleOf(one), sampleOf(control), level, looks)
}

const proportionOf = ({ converted, mature }: VariantFigures) => ({ successes: converted, trials: mature })

const sampleOf = ({ mature, converted, revenue, squares }: VariantFigures) => ({
  n: mature,
  sum: revenue,
  squares,
  buyers: converted,
})
