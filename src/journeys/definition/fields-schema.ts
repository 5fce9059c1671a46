// Tests on fields as marketers write them: shape only. What they mean is in ../engine/fields.ts.
import { z } from 'zod'
import { operatorsSchema, scalarSchema } from './operators-schema.js'

/** The word that says of which kind a condition is, in the order of `conditionSchema`; a test on fields has none. */
export const conditionKinds = [
  'all',
  'any',
  'not',
  'consent',
  'segment',
  'did',
  'didNot',
  'catalog',
  'localTime',
] as const

/** Words of the condition language, which cannot be a whole path of a field. */
export const conditionKeywords = [
  ...conditionKinds,
  'count',
  'sum',
  'distinct',
  'within',
  'since',
  'where',
] as const

const kinds: ReadonlySet<unknown> = new Set(conditionKinds)

const fieldPathSchema = z
  .string()
  .regex(new RegExp(`^(?!(?:${conditionKeywords.join('|')})$)[A-Za-z_][\\w-]*(\\.[\\w-]+)*$`), {
    error: ({ input }) =>
      kinds.has(input)
        ? `"${input}" is a word of conditions ("if"); here only fields are tested, such as "cart.value", and all of them must match`
        : 'must be a path to a field, such as "cart.value" or "customer.country"',
  })

/** Tests on fields, all of which must match: `{ "cart.value": { "gte": 20 }, "cart.currency": "EUR" }`. */
export const fieldsSchema = z
  .record(
    fieldPathSchema,
    z.union([scalarSchema, operatorsSchema], {
      error: 'must be a value, or operators such as { "gte": 20 }',
    }),
    { error: 'must be tests on fields, such as { "cart.value": { "gte": 20 } }' },
  )
  .refine(fields => Object.keys(fields).length > 0, { error: 'must test at least one field' })
  .meta({
    id: 'Fields',
    description:
      'Tests on fields, all of which must match. A path reads the properties of the event at hand; `customer.` reads the customer’s attributes, `data.` what the customer came in with, `steps.ID.` what a step has put out. A plain value means "equal".',
  })
export type Fields = z.infer<typeof fieldsSchema>
