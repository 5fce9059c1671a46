// The part of settings.json that keeps a share of all customers out of marketing: shape only. What it means is in
// ../engine/holdout.ts.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'
import { durationSchema } from '../../model/time.js'
import { fieldsSchema } from './fields-schema.js'
import { pathSchema } from './operators-schema.js'
import { shareSchema } from './share-schema.js'

const holdoutGoalSchema = z
  .strictObject({
    event: eventTypeSchema.meta({ description: 'The type of event all journeys together are for.' }),
    where: fieldsSchema
      .optional()
      .meta({ description: 'Only an event whose properties pass these tests counts.' }),
    within: durationSchema.meta({
      description: 'Counts when it happens at most so long after the customer came into a journey.',
    }),
    value: pathSchema.optional().meta({
      description: 'A path to an amount; its currency is read from the field "currency" beside it.',
    }),
  })
  .meta({ id: 'HoldoutGoal', description: 'What all journeys together are measured by.' })

export const globalHoldoutSchema = z
  .strictObject({
    share: shareSchema.meta({
      description:
        'This share of the customers, such as 0.05, always the same ones; a larger share later keeps them.',
    }),
    goal: holdoutGoalSchema.default({ event: 'order_completed', within: '30d', value: 'order.total' }).meta({
      description:
        'What all journeys together are measured by. Without it: `order_completed` within "30d", worth `order.total`.',
    }),
  })
  .meta({
    id: 'GlobalHoldout',
    description:
      'A share of the customers whom no journey reaches with marketing, so that the effect of all journeys together can be measured. What is transactional they get.',
  })

export type GlobalHoldout = z.infer<typeof globalHoldoutSchema>
