// Decides every split whose rule is met.
import type { Db } from '../db/tables.js'
import { WorkspaceNotPublished } from '../journeys/workspace-store.js'
import { saveDecision } from './decision-store.js'
import { evidenceOf } from './evidence.js'
import { type Experiment, listExperiments } from './list-experiments.js'

export interface DecidedExperiment {
  readonly journeyId: string
  readonly stepId: string
  readonly variant: string
}

/** What was decided just now. Somebody who took a decision back had a reason: such a split is left alone. */
export async function decideExperiments(db: Db): Promise<DecidedExperiment[]> {
  const decided: DecidedExperiment[] = []
  for (const experiment of await openExperiments(db)) {
    const { split, judgement } = experiment
    const { winner } = judgement
    if (winner === null) continue
    const isNew = await saveDecision(db, {
      split,
      variant: winner,
      by: 'rule',
      evidence: evidenceOf(experiment),
    })
    if (isNew) decided.push({ journeyId: split.journeyId, stepId: split.stepId, variant: winner })
  }
  return decided
}

async function openExperiments(db: Db): Promise<Experiment[]> {
  try {
    const all = await listExperiments(db)
    return all.filter(({ state, split }) => state === 'running' && split.decide !== null)
  } catch (error) {
    if (error instanceof WorkspaceNotPublished) return []
    throw error
  }
}
