// How the rows of somebody else's export become events: the map file of `triggerfish import events`. Shape only.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'

const nonEmpty = z.string().min(1, { error: 'must not be empty' })

/**
 * Where a value comes from: a column (`"user_id"`), a text with columns in it (`"{user_session}-{product_id}"`), a
 * constant (`{ "value": "EUR" }`), or a column whose values are translated or read as something other than text.
 */
export const sourceSchema = z.union(
  [
    nonEmpty,
    z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) }),
    z.strictObject({
      from: nonEmpty,
      values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
      as: z.enum(['text', 'amount', 'number', 'boolean', 'list']).optional(),
      /** Between the members of a list; a comma where it is not given. */
      separator: nonEmpty.optional(),
    }),
  ],
  {
    error:
      'must be a column, a text such as "{order}-{line}", { "value": … }, or { "from": column, "values": { … }, "as": "amount" }',
  },
)
export type Source = z.infer<typeof sourceSchema>

const propertyPath = z.string().regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/, {
  error: 'must be a path such as "product.productId"',
})
/** A list of one: what other exports spread over columns, storefronts post as items. */
const itemsSchema = z.array(z.record(propertyPath, sourceSchema)).min(1)
const propertiesSchema = z.record(propertyPath, z.union([sourceSchema, itemsSchema]))
export type PropertyMap = z.infer<typeof propertiesSchema>

const timeFormat = z
  .string()
  .refine(format => ['iso', 'seconds', 'milliseconds'].includes(format) || hasDay(format), {
    error: 'must be "iso", "seconds", "milliseconds" or a pattern such as "YYYY-MM-DD HH:mm:ss"',
  })
const hasDay = (format: string): boolean => ['YYYY', 'MM', 'DD'].every(token => format.includes(token))

export const mapSchema = z.strictObject({
  $schema: z.string().optional(),
  description: z.string().optional(),
  id: sourceSchema.optional(),
  type: z.union([
    z.strictObject({ value: eventTypeSchema }),
    z.strictObject({ from: nonEmpty, values: z.record(z.string(), eventTypeSchema).optional() }),
    nonEmpty,
  ]),
  occurredAt: z.union([
    nonEmpty,
    z.strictObject({
      from: nonEmpty,
      format: timeFormat.default('iso'),
      /** For patterns: how far the times are ahead of UTC. */
      zone: z
        .string()
        .regex(/^(UTC|[+-]\d{2}:\d{2})$/, { error: 'must be "UTC" or an offset such as "+01:00"' })
        .default('UTC'),
    }),
  ]),
  customer: z
    .strictObject({
      id: sourceSchema.optional(),
      email: sourceSchema.optional(),
      phone: sourceSchema.optional(),
      anonymousId: sourceSchema.optional(),
    })
    .refine(names => Object.keys(names).length > 0, {
      error: 'must map at least one of id, email, phone, anonymousId',
    }),
  properties: propertiesSchema.default({}),
  /** Properties that only one type of event has. */
  typeProperties: z.record(eventTypeSchema, propertiesSchema).default({}),
})
export type EventMap = z.infer<typeof mapSchema>
