// What the report of lift can be asked for, and with it the list of who is in its arms.
import { z } from 'zod'
import type { Db } from '../../db/tables.js'
import type { Fault } from '../../model/event.js'
import { faultsOfGoal, goalParameter } from '../conversions/conversion-parameters.js'
import { meant } from '../meant.js'
import type { ReportRequest } from '../report-kind.js'
import { splitSteps } from './arms-queries.js'

export const liftParameters = z.strictObject({
  of: z.string({ error: 'must be given once' }).default('holdout').meta({
    description:
      'what is compared: holdout (each journey against its own), global (all journeys against those whom none reaches), or the id of a split step',
  }),
  goal: goalParameter,
  by: z
    .enum(['journey', 'version'], { error: 'must be journey or version' })
    .default('journey')
    .meta({ description: 'what is compared apart: journeys, or each of their versions' }),
  immature: z
    .enum(['leave_out', 'include'], { error: 'must be leave_out or include' })
    .default('leave_out')
    .meta({ description: 'whether those count whose window is still open' }),
})
export type LiftParameters = z.infer<typeof liftParameters>

/** A split or a goal that no version ever had is a slip. */
export async function faultsOfComparison(
  { journey, parameters: { of, goal } }: ReportRequest<Pick<LiftParameters, 'of' | 'goal'>>,
  db: Db,
): Promise<Fault[]> {
  if (of === 'global') return []
  const known = of === 'holdout' ? [of] : ['holdout', 'global', ...(await splitSteps(db, journey))]
  const unknown: Fault[] = known.includes(of)
    ? []
    : [{ path: 'of', message: `is no split step that was ever published${meant(of, known)}` }]
  return [...unknown, ...(await faultsOfGoal(db, goal, journey))]
}
