// An experiment as programs read it, on the command line and over HTTP. Pure.
import type { Experiment } from './list-experiments.js'

export function experimentAsJson({ split, figures, judgement, state, decision }: Experiment) {
  const { winner, reason, control, by, sampleRatio, comparisons } = judgement
  return {
    journey: split.journeyId,
    step: split.stepId,
    experiment: split.experiment,
    versions: split.versions,
    state,
    rule: split.decide,
    by,
    control,
    reason: split.withinMs === null ? 'no_goal' : reason,
    winner,
    sampleRatio,
    variants: figures.variants.map(({ squares: _, ...variant }) => variant),
    comparisons,
    decision: decision && {
      variant: decision.variant,
      decidedAt: decision.decidedAt,
      decidedBy: decision.decidedBy,
      evidence: decision.evidence,
      reopenedAt: decision.reopenedAt,
    },
  }
}
