// Conditions as marketers write them: shape only. What they mean is in ../engine/condition.ts.
import { z } from 'zod'
import { channelSchema } from '../../model/channel.js'
import { eventTypeSchema } from '../../model/event.js'
import { durationSchema } from '../../model/time.js'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'must be a text, a number, true, false or null',
})
// Amounts are decimal strings in events, so a bound may be written either way.
const comparableExpected = 'must be a number such as 20, or an amount such as "129.50"'
export const decimalSchema = z.string().regex(/^-?\d+(\.\d+)?$/, { error: comparableExpected })
const comparable = z.union([z.number(), decimalSchema], { error: comparableExpected })

/** Every operator a field can be tested with. A row here needs a row in ../engine/operators.ts. */
export const operatorsSchema = z
  .strictObject({
    eq: scalar.optional().meta({ description: 'Equal to this value.' }),
    ne: scalar.optional().meta({ description: 'Present and not equal to this value.' }),
    in: z.array(scalar).min(1).optional().meta({ description: 'Equal to one of these values.' }),
    gt: comparable.optional().meta({ description: 'Greater than this number or amount.' }),
    gte: comparable.optional().meta({ description: 'At least this number or amount.' }),
    lt: comparable.optional().meta({ description: 'Less than this number or amount.' }),
    lte: comparable.optional().meta({ description: 'At most this number or amount.' }),
    contains: z
      .union([z.string().min(1), z.number()], { error: 'must be a text (not empty) or a number' })
      .optional()
      .meta({ description: 'A text that contains this text, or a list that has this member.' }),
    startsWith: z.string().min(1).optional().meta({ description: 'A text that starts with this text.' }),
    endsWith: z.string().min(1).optional().meta({ description: 'A text that ends with this text.' }),
    exists: z
      .boolean()
      .optional()
      .meta({ description: 'true: the field is there and not null; false: it is not.' }),
  })
  .refine(operators => Object.values(operators).some(value => value !== undefined), {
    error: 'must have at least one operator, such as { "gte": 20 }',
  })
  .meta({
    id: 'Operators',
    description: 'How a field is tested. Several operators in one pair of braces must all match.',
  })

export type Operators = z.infer<typeof operatorsSchema>
export type OperatorName = keyof Operators
export type Scalar = z.infer<typeof scalar>

const times = z.int().nonnegative().optional()
const countExpected = 'must be a whole number from 1, or bounds such as { "gte": 2 }'
const countSchema = z
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

/** The word that says of which kind a condition is, in the order of `conditionSchema`; a test on fields has none. */
export const conditionKinds = ['all', 'any', 'not', 'consent', 'segment', 'did', 'didNot'] as const

/** Words of the condition language, which cannot be the first part of a field's path. */
export const conditionKeywords = [...conditionKinds, 'count', 'within', 'where'] as const

const fieldPathSchema = z
  .string()
  .regex(new RegExp(`^(?!(?:${conditionKeywords.join('|')})$)[A-Za-z_][\\w-]*(\\.[\\w-]+)*$`), {
    error: 'must be a path to a field, such as "cart.value" or "customer.country"',
  })

/** Tests on fields, all of which must match: `{ "cart.value": { "gte": 20 }, "cart.currency": "EUR" }`. */
export const fieldsSchema = z
  .record(
    fieldPathSchema,
    z.union([scalar, operatorsSchema], { error: 'must be a value, or operators such as { "gte": 20 }' }),
    { error: 'must be tests on fields, such as { "cart.value": { "gte": 20 } }' },
  )
  .refine(fields => Object.keys(fields).length > 0, { error: 'must test at least one field' })
  .meta({
    id: 'Fields',
    description:
      'Tests on fields, all of which must match. A path reads the properties of the event at hand; `customer.` reads the customer’s attributes. A plain value means "equal".',
  })

const historyBounds = {
  where: fieldsSchema
    .optional()
    .meta({ description: 'Only events whose properties pass these tests count.' }),
  within: durationSchema
    .optional()
    .meta({ description: 'Only events of the last so much time count; without it, all.' }),
}

const segmentName = z.string().min(1)
// A new one each time: zod would name a shared one `__schema0` in the JSON Schema.
const inner = () => z.lazy(() => conditionSchema)

/** What zod says where no kind of condition fits; `shape-faults.ts` knows the choice by it. */
export const conditionExpected =
  'must be a condition, such as { "consent": "email" } or { "cart.value": { "gte": 20 } }'

export const conditionSchema: z.ZodType<Condition> = z
  .union(
    [
      z
        .strictObject({ all: z.array(inner()).min(1).meta({ description: 'Every one must match.' }) })
        .meta({ id: 'All', description: 'Every one of these conditions matches.' }),
      z
        .strictObject({ any: z.array(inner()).min(1).meta({ description: 'One is enough.' }) })
        .meta({ id: 'Any', description: 'At least one of these conditions matches.' }),
      z
        .strictObject({ not: inner().meta({ description: 'The condition that must not match.' }) })
        .meta({ id: 'Not', description: 'The condition does not match.' }),
      z
        .strictObject({ consent: channelSchema.meta({ description: 'The channel: email or sms.' }) })
        .meta({ id: 'Consent', description: 'The customer is subscribed to this channel.' }),
      z
        .strictObject({ segment: segmentName.meta({ description: 'The file is segments/NAME.json.' }) })
        .meta({ id: 'InSegment', description: 'The customer is in this segment.' }),
      z
        .strictObject({
          did: eventTypeSchema.meta({ description: 'The type of event.' }),
          count: countSchema.optional(),
          ...historyBounds,
        })
        .meta({ id: 'Did', description: 'The customer did this, at least once or as `count` says.' }),
      z
        .strictObject({
          didNot: eventTypeSchema.meta({ description: 'The type of event.' }),
          ...historyBounds,
        })
        .meta({ id: 'DidNot', description: 'The customer did not do this.' }),
      fieldsSchema,
    ],
    { error: conditionExpected },
  )
  .meta({
    id: 'Condition',
    description: 'Something that is true, false or, where a fact is missing, unknown of a customer.',
  })

export type Fields = z.infer<typeof fieldsSchema>
export type Count = z.infer<typeof countSchema>
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { consent: z.infer<typeof channelSchema> }
  | { segment: string }
  | { did: string; count?: Count; where?: Fields; within?: string }
  | { didNot: string; where?: Fields; within?: string }
  | Fields
