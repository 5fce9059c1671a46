// What the report of lift can be asked for, and with it the list of who is in its arms.
import { z } from 'zod'

export const liftParameters = z.strictObject({
  of: z.string().min(1).default('holdout').meta({
    description:
      'What is compared: "holdout" (each journey against its own), "global" (all journeys against those whom none reaches), or the id of a split step.',
  }),
  goal: z
    .string()
    .min(1)
    .default('primary')
    .meta({ description: 'Which goal: "primary", or the name of a further one.' }),
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
