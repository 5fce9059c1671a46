// By which rule a split is decided: shape only. The rule itself is in src/experiments.
import { z } from 'zod'
import { durationSchema } from '../../model/time.js'
import { nameSchema } from './name-schema.js'

/** Fewer say nothing of a rate of a few per cent. */
const leastEntrants = 100

export const decideSchema = z
  .strictObject({
    by: z.enum(['conversions', 'revenue']).default('conversions').meta({
      description:
        'What is better: more customers who reach the goal of the journey, or more revenue for each customer.',
    }),
    after: durationSchema.default('14d').meta({
      description: 'Not before so much time has gone by since the first customer came to the split.',
    }),
    entrants: z
      .int()
      .min(leastEntrants)
      .max(100_000_000)
      .default(1000)
      .meta({ description: 'Not before each variant has had so many customers.' }),
    confidence: z
      .number()
      .min(0.8)
      .max(0.999, { error: 'must be at most 0.999; 95 % is 0.95' })
      .default(0.95)
      .meta({ description: 'How sure it must be, with all variants compared together.' }),
    control: nameSchema.optional().meta({
      description:
        'The variant the others are compared with. Without it, the one called "control", else the first.',
    }),
  })
  .meta({
    id: 'Decide',
    description: 'When everybody who comes to the split gets the variant that is surely better.',
  })

export type Decide = z.infer<typeof decideSchema>
