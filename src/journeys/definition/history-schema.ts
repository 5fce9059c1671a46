// What a condition on the past may say about the events it counts: shape only.
import { z } from 'zod'
import { durationSchema } from '../../model/time.js'
import { fieldsSchema } from './fields-schema.js'
import { decimalSchema, pathSchema } from './operators-schema.js'

const times = z.int().nonnegative().optional()
const countExpected = 'must be a whole number from 1, or bounds such as { "gte": 2 }'
export const countSchema = z
  .union(
    [
      z.int().min(1, { error: countExpected }),
      z
        .strictObject({
          eq: times.meta({ description: 'Exactly this many times.' }),
          gt: times.meta({ description: 'More often than this.' }),
          gte: times.meta({ description: 'At least this many times.' }),
          lt: times.meta({ description: 'Less often than this.' }),
          lte: times.meta({ description: 'At most this many times.' }),
        })
        .refine(count => Object.keys(count).length > 0, {
          error: 'must have at least one of eq, gt, gte, lt, lte',
        })
        .meta({ id: 'CountBounds', description: 'How many times, exactly.' }),
    ],
    { error: countExpected },
  )
  .meta({
    id: 'Count',
    description:
      'How many times: a number means "at least so often", bounds such as { "lte": 3 } say it exactly.',
  })
export type Count = z.infer<typeof countSchema>

const bound = z
  .union([z.number(), decimalSchema], { error: 'must be a number such as 20, or an amount such as "129.50"' })
  .optional()

/** A sum, or a number of different values, of a property of past events. */
export const amountsSchema = z
  .strictObject({
    of: pathSchema.meta({ description: 'The property of the past events, such as "order.total".' }),
    eq: bound.meta({ description: 'Exactly this.' }),
    gt: bound.meta({ description: 'More than this.' }),
    gte: bound.meta({ description: 'At least this.' }),
    lt: bound.meta({ description: 'Less than this.' }),
    lte: bound.meta({ description: 'At most this.' }),
  })
  .refine(({ of: _, ...bounds }) => Object.keys(bounds).length > 0, {
    error: 'must have at least one of eq, gt, gte, lt, lte',
  })
  .meta({ id: 'Amounts', description: 'A property of the past events, and the bounds of what comes of it.' })
export type Amounts = z.infer<typeof amountsSchema>

export const historyBounds = {
  where: fieldsSchema
    .optional()
    .meta({ description: 'Only events whose properties pass these tests count.' }),
  within: durationSchema
    .optional()
    .meta({ description: 'Only events of the last so much time count; without it, all.' }),
  since: z
    .literal('entry')
    .optional()
    .meta({ description: '`"entry"`: only events since the customer came into the journey count.' }),
}

export interface HistoryBounds {
  where?: z.infer<typeof fieldsSchema>
  within?: string
  since?: 'entry'
}

export const notBoth = ({ within, since }: HistoryBounds): boolean =>
  within === undefined || since === undefined
export const notBothError = 'must not have both "within" and "since"; one of them says how far back'
