// Conditions as marketers write them: shape only. What they mean is in ../engine/condition.ts.
import { z } from 'zod'
import { channelSchema } from '../../model/channel.js'
import { eventTypeSchema } from '../../model/event.js'
import { durationSchema } from '../../model/time.js'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const comparable = z.union([z.number(), z.string()])

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
      .union([z.string().min(1), z.number()])
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

export type Operators = z.infer<typeof operatorsSchema>
export type OperatorName = keyof Operators
export type Scalar = z.infer<typeof scalar>

const countSchema = z.union([
  z.int().positive().meta({ description: 'At least this many times.' }),
  z
    .strictObject({
      eq: z.int().nonnegative().optional(),
      gt: z.int().nonnegative().optional(),
      gte: z.int().nonnegative().optional(),
      lt: z.int().nonnegative().optional(),
      lte: z.int().nonnegative().optional(),
    })
    .refine(count => Object.keys(count).length > 0, {
      error: 'must have at least one of eq, gt, gte, lt, lte',
    }),
])

/** Words that begin a condition of another kind, and so cannot be the first part of a field's path. */
export const conditionKeywords = [
  'all',
  'any',
  'not',
  'consent',
  'segment',
  'did',
  'didNot',
  'count',
  'within',
  'where',
] as const

const fieldPathSchema = z
  .string()
  .regex(/^[A-Za-z_][\w-]*(\.[\w-]+)*$/, { error: 'must be a path such as "cart.value"' })
  .refine(path => !(conditionKeywords as readonly string[]).includes(path), {
    error: 'is a word of the language, not a field',
  })

/** Tests on fields, all of which must match: `{ "cart.value": { "gte": 20 }, "cart.currency": "EUR" }`. */
export const fieldsSchema = z
  .record(fieldPathSchema, z.union([scalar, operatorsSchema]))
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

export const conditionSchema: z.ZodType<Condition> = z
  .union([
    z
      .strictObject({ all: z.array(z.lazy(() => conditionSchema)).min(1) })
      .meta({ description: 'Every one matches.' }),
    z
      .strictObject({ any: z.array(z.lazy(() => conditionSchema)).min(1) })
      .meta({ description: 'At least one matches.' }),
    z
      .strictObject({ not: z.lazy(() => conditionSchema) })
      .meta({ description: 'The condition does not match.' }),
    z
      .strictObject({ consent: channelSchema })
      .meta({ description: 'The customer is subscribed to this channel.' }),
    z
      .strictObject({ segment: z.string().min(1) })
      .meta({ description: 'The customer is in this segment (segments/NAME.json).' }),
    z
      .strictObject({ did: eventTypeSchema, count: countSchema.optional(), ...historyBounds })
      .meta({ description: 'The customer did this, at least once or as `count` says.' }),
    z
      .strictObject({ didNot: eventTypeSchema, ...historyBounds })
      .meta({ description: 'The customer did not do this.' }),
    fieldsSchema,
  ])
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
