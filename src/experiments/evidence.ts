// What was known when a split was decided, as it is kept: enough to see years later why. Pure.
import type { JsonObject } from '../model/json.js'
import type { Experiment } from './list-experiments.js'

export const evidenceOf = ({ figures, judgement, split: { decide } }: Experiment): JsonObject => ({
  reason: judgement.reason,
  rule: decide as JsonObject | null,
  control: judgement.control,
  sampleRatioP: judgement.sampleRatio.p,
  variants: figures.variants.map(({ squares: _, ...figures }) => figures),
  comparisons: judgement.comparisons.map(({ variant, difference }) => ({
    variant,
    difference: difference && {
      estimate: difference.estimate,
      low: difference.low,
      high: difference.high,
      level: difference.level,
    },
  })),
})
