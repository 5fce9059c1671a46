// The operators a field can be tested with, as marketers write them: shape only. What they mean is in ../engine/operators.ts.
import { z } from 'zod'
import { parseDate } from '../../model/local-time.js'
import { durationSchema } from '../../model/time.js'

export const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'must be a text, a number, true, false or null',
})
export type Scalar = z.infer<typeof scalarSchema>

/** A dotted path into an event. */
export const pathSchema = z
  .string()
  .regex(/^[A-Za-z_][\w-]*(\.[\w-]+)*$/, { error: 'must be a path such as "cart.id"' })

/** A value that is not written down but read, when it is needed: `{ "path": "product.id" }`. */
export const referenceSchema = z
  .strictObject({
    path: pathSchema.meta({
      description:
        'Where the value is: a field of the event or of the data the customer came in with, `customer.…`, `data.…` or `steps.ID.…`.',
    }),
  })
  .meta({ id: 'Reference', description: 'A value that is read when it is needed, not written down.' })
export type Reference = z.infer<typeof referenceSchema>

// Amounts are decimal strings in events, so a bound may be written either way.
const comparableExpected = 'must be a number such as 20, or an amount such as "129.50"'
export const decimalSchema = z.string().regex(/^-?\d+(\.\d+)?$/, { error: comparableExpected })
const number = z.union([z.number(), decimalSchema], { error: comparableExpected })

const orReference = <T extends z.ZodType>(schema: T, error: string) =>
  z.union([schema, referenceSchema], { error })
const scalar = orReference(scalarSchema, 'must be a text, a number, true, false, null or { "path": … }')
const comparable = orReference(number, comparableExpected)

const momentExpected = 'must be a day such as "2026-12-24" or a time such as "2026-12-24T18:00:00Z"'
/** A day, which begins at midnight where the customer is, or an instant with its zone. */
export const momentSchema = z
  .union([z.iso.date({ error: momentExpected }), z.iso.datetime({ offset: true, error: momentExpected })], {
    error: momentExpected,
  })
  // What data are read by must also read this: it knows no year before 1000.
  .refine(text => parseDate(text) !== null, { error: momentExpected })
const moment = orReference(momentSchema, momentExpected)

/** Every operator a field can be tested with. A row here needs a row in ../engine/operators.ts. */
export const operatorsSchema = z
  .strictObject({
    eq: scalar.optional().meta({ description: 'Equal to this value.' }),
    ne: scalar.optional().meta({ description: 'Present and not equal to this value.' }),
    in: orReference(z.array(scalarSchema).min(1), 'must be a list of values, or { "path": … } to one')
      .optional()
      .meta({ description: 'Equal to one of these values.' }),
    gt: comparable.optional().meta({ description: 'Greater than this number or amount.' }),
    gte: comparable.optional().meta({ description: 'At least this number or amount.' }),
    lt: comparable.optional().meta({ description: 'Less than this number or amount.' }),
    lte: comparable.optional().meta({ description: 'At most this number or amount.' }),
    between: z
      .tuple([number, number], { error: 'must be two numbers, such as [20, 100]' })
      .optional()
      .meta({ description: 'From the first to the second number or amount, both included.' }),
    contains: z
      .union([z.string().min(1), z.number(), referenceSchema], {
        error: 'must be a text (not empty) or a number',
      })
      .optional()
      .meta({ description: 'A text that contains this text, or a list that has this member.' }),
    startsWith: z.string().min(1).optional().meta({ description: 'A text that starts with this text.' }),
    endsWith: z.string().min(1).optional().meta({ description: 'A text that ends with this text.' }),
    matches: z.string().min(1).max(200).optional().meta({
      description:
        'A text that as a whole looks like this pattern: `*` stands for any characters, `?` for one. Never slow, whatever the text.',
    }),
    exists: z
      .boolean()
      .optional()
      .meta({ description: 'true: the field is there and not null; false: it is not.' }),
    before: moment.optional().meta({ description: 'A day or time before this one.' }),
    after: moment.optional().meta({ description: 'A day or time after this one.' }),
    withinLast: durationSchema
      .optional()
      .meta({ description: 'A day or time that is past, and not longer ago than this.' }),
    withinNext: durationSchema
      .optional()
      .meta({ description: 'A day or time that is to come, and no further off than this.' }),
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
