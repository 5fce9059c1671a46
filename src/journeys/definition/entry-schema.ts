// Who may come into a journey, and how often: shape only. What it means is in ../engine/enter.ts.
import { z } from 'zod'
import { durationSchema } from '../../model/time.js'
import { conditionSchema } from './condition-schema.js'
import { shareSchema } from './share-schema.js'

const reenterSchema = z
  .union(
    [
      z.enum(['never', 'once-per-key', 'always']),
      z
        .strictObject({ after: durationSchema.meta({ description: 'Counted from the last entry.' }) })
        .meta({ id: 'ReenterAfter', description: 'Again, but only after some time.' }),
    ],
    { error: 'must be "never", "once-per-key", "always" or { "after": "7d" }' },
  )
  .optional()
  .meta({
    description:
      'Whether a customer may come in again once a pass has ended: "never"; "once-per-key", never with the same key; "always"; or { "after": "7d" }, when so much time has gone by since the last entry (with the same key). Without it: "once-per-key" where the journey has a key, else "never".',
  })

const rolloutSchema = z
  .strictObject({
    percent: z.number().positive().max(100).optional().meta({
      description: 'This share of the customers, always the same ones; a larger share later keeps them.',
    }),
    perDay: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'At most so many come in on one day of the shop.' }),
  })
  .refine(({ percent, perDay }) => percent !== undefined || perDay !== undefined, {
    error: 'must have "percent", "perDay" or both',
  })
  .meta({ id: 'Rollout', description: 'A launch in phases.' })

export const entrySchema = z
  .strictObject({
    if: conditionSchema.optional().meta({ description: 'Only customers of whom this is true come in.' }),
    reenter: reenterSchema,
    rollout: rolloutSchema.optional(),
    testersOnly: z
      .boolean()
      .optional()
      .meta({ description: 'true: only test customers come in, those named by `testers` in settings.json.' }),
    holdout: shareSchema.optional().meta({
      description:
        'This share of those who come in, such as 0.1, walks the journey and is never reached by it (no message, no task of a team, no audience), so that its effect can be measured. Always the same customers.',
    }),
  })
  .default({})
  .meta({ id: 'Entry', description: 'Who may come in, and how often.' })
