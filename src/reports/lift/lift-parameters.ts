// What the report of lift can be asked for, and with it the list of who is in its arms.
import { z } from 'zod'
import { goalParameter } from '../conversions/conversion-parameters.js'

export const liftParameters = z.strictObject({
  of: z.string({ error: 'must be given once' }).default('holdout').meta({
    description:
      'What is compared: "holdout" (each journey against its own), "global" (all journeys against those whom none reaches), or the id of a split step.',
  }),
  goal: goalParameter,
  by: z
    .enum(['journey', 'version'], { error: 'must be journey or version' })
    .default('journey')
    .meta({ description: 'What is compared apart: journeys, or each of their versions.' }),
  immature: z
    .enum(['leave_out', 'include'], { error: 'must be leave_out or include' })
    .default('leave_out')
    .meta({ description: 'Whether to count those whose window is still open: leave_out or include.' }),
})
export type LiftParameters = z.infer<typeof liftParameters>
