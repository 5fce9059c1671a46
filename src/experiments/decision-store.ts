// SQL of decisions on splits. A decision that is taken back stays as history.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { touchRevision } from '../journeys/workspace-store.js'
import type { JsonObject } from '../model/json.js'
import type { RunningSplit } from './running-splits.js'

export interface SplitDecision {
  readonly journeyId: string
  readonly stepId: string
  readonly content: string
  readonly variant: string
  readonly decidedAt: Date
  readonly decidedBy: 'rule' | 'hand'
  readonly evidence: JsonObject
  /** null: it is in force. */
  readonly reopenedAt: Date | null
}

/** The latest of each split and content. */
export async function lastDecisions(db: Db): Promise<SplitDecision[]> {
  const { rows } = await sql<SplitDecision>`
    select distinct on (journey_id, step_id, content) journey_id as "journeyId", step_id as "stepId", content, variant,
      decided_at as "decidedAt", decided_by as "decidedBy", evidence, reopened_at as "reopenedAt"
    from split_decisions order by journey_id, step_id, content, id desc`.execute(db)
  return rows
}

export interface NewDecision {
  readonly split: RunningSplit
  readonly variant: string
  readonly by: 'rule' | 'hand'
  readonly evidence: JsonObject
}

/** Every process takes it up with its next batch. false: it was decided already, and stays so. */
export async function saveDecision(db: Db, { split, variant, by, evidence }: NewDecision): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into split_decisions (journey_id, step_id, experiment, content, variant, decided_at, decided_by, evidence)
    values (${split.journeyId}, ${split.stepId}, ${split.experiment}, ${split.content}, ${variant}, tf_now(), ${by},
      ${JSON.stringify(evidence)}::jsonb)
    on conflict (journey_id, step_id, content) where reopened_at is null do nothing`.execute(db)
  const isNew = Number(numAffectedRows ?? 0) > 0
  if (isNew) await touchRevision(db)
  return isNew
}

/** false: nothing was decided. */
export async function endDecision(db: Db, { journeyId, stepId, content }: RunningSplit): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update split_decisions set reopened_at = tf_now()
    where journey_id = ${journeyId} and step_id = ${stepId} and content = ${content} and reopened_at is null`.execute(
    db,
  )
  const ended = Number(numAffectedRows ?? 0) > 0
  if (ended) await touchRevision(db)
  return ended
}
