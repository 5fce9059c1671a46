// What a journey is for, the part of a journey file: shape only. How it is counted says docs/reference/goals.md.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'
import { durationSchema } from '../../model/time.js'
import { fieldsSchema } from './fields-schema.js'
import { nameSchema } from './name-schema.js'
import { pathSchema } from './operators-schema.js'

export const goalSchema = z
  .strictObject({
    event: eventTypeSchema.meta({ description: 'The type of event the journey is for.' }),
    where: fieldsSchema
      .optional()
      .meta({ description: 'Only an event whose properties pass these tests counts.' }),
    within: durationSchema.meta({
      description: 'Counts when it happens at most so long after `anchor`.',
    }),
    anchor: z.enum(['send', 'click', 'open', 'entry']).optional().meta({
      description:
        'Where the window of a message begins: "send" (without it), when it was handed over; "click" or "open", when it was last clicked, or opened or clicked, before the goal; "entry", when the customer came in.',
    }),
    exits: z.boolean().optional().meta({
      description: 'true: whoever reaches the goal leaves at once, as "converted". Without it: false.',
    }),
    value: pathSchema.optional().meta({
      description: 'A path to an amount; its currency is read from the field "currency" beside it.',
    }),
  })
  .meta({
    id: 'Goal',
    description: 'What the journey is for. Which messages have a part in it, reports say.',
  })

/** More than anybody compares; each is counted for every pass. */
const mostGoals = 10

export const furtherGoalsSchema = z
  .record(nameSchema, goalSchema)
  .refine(goals => Object.keys(goals).length <= mostGoals, {
    error: `must name at most ${mostGoals} goals`,
  })
  .meta({
    description:
      'Further goals by name, such as { "review": … }, each counted by itself and only for this journey. What the journey is judged by is `goal`.',
  })

export type Goal = z.infer<typeof goalSchema>
export type GoalAnchor = NonNullable<Goal['anchor']>
