// All splits that customers come to now: what the variants brought, what the rule says of it, and what is decided.
import { now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import { decideSchema } from '../journeys/definition/decide-schema.js'
import { loadPublished } from '../journeys/workspace-store.js'
import { readArms } from './arm-queries.js'
import { lastDecisions, type SplitDecision } from './decision-store.js'
import { type Figures, figuresOf } from './figures.js'
import { type Judgement, judge } from './judge.js'
import { type RunningSplit, runningSplits } from './running-splits.js'

export type { VariantFigures } from './figures.js'

export interface Experiment {
  readonly split: RunningSplit
  readonly figures: Figures
  /** Of a split without a rule, by the rule that holds where nothing is said. */
  readonly judgement: Judgement
  /**
   * running: customers are drawn. decided: all go one way. reopened: a decision was taken back, and the rule leaves it alone.
   */
  readonly state: 'running' | 'decided' | 'reopened'
  /** The latest; null: there never was one. */
  readonly decision: SplitDecision | null
}

/** Throws WorkspaceNotPublished. */
export async function listExperiments(db: Db): Promise<Experiment[]> {
  const published = await loadPublished(db)
  const { settings } = published
  const splits = runningSplits(published)
  const arms = await readArms(db, splits, settings.timeZone)
  const decisions = await lastDecisions(db)
  const at = await now(db)
  return splits.map(split => {
    const figures = figuresOf(split, arms, settings)
    const decision = decisions.find(one => isOf(one, split)) ?? null
    return {
      split,
      figures,
      judgement: judge(figures, split.decide ?? usualRule, at),
      state: stateOf(decision),
      decision,
    }
  })
}

const usualRule = decideSchema.parse({})

const isOf = (decision: SplitDecision, split: RunningSplit): boolean =>
  decision.journeyId === split.journeyId &&
  decision.stepId === split.stepId &&
  decision.content === split.content

function stateOf(decision: SplitDecision | null): Experiment['state'] {
  if (decision === null) return 'running'
  return decision.reopenedAt === null ? 'decided' : 'reopened'
}
