// Values a step puts somewhere: written down, or read from what is known of the customer. Shape only.
import { z } from 'zod'
import { type Reference, referenceSchema, type Scalar, scalarSchema } from './operators-schema.js'

export type Value = Scalar | Reference | Value[] | { [key: string]: Value }

const valueExpected = 'must be a plain value, a list, a group of values, or { "path": "cart.id" }'
const inner = () => z.lazy(() => valueSchema)

export const valueSchema: z.ZodType<Value> = z
  .union([scalarSchema, referenceSchema, z.array(inner()), z.record(z.string(), inner())], {
    error: valueExpected,
  })
  .meta({
    id: 'Value',
    description:
      'A plain value, a list, a group of values, or `{ "path": "cart.id" }` for one that is read when the step is reached; null where nothing is there.',
  })

/** Values by name: what an event, a webhook or a task is given. */
export const valuesSchema = z
  .record(z.string().min(1).max(64), inner())
  .meta({ id: 'Values', description: 'Values by name.' })
export type Values = z.infer<typeof valuesSchema>
