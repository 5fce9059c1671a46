// What numbered cases and tests of journeys have in common: who the customer is, what the shop has, and what happens
// when. Strict, so that a slip of the pen cannot make a case pass. docs/reference/testing.md explains every property.
import { z } from 'zod'
import { channels, consentStates } from '../model/channel.js'
import { identifiersSchema } from '../model/event.js'
import type { JsonObject, JsonValue } from '../model/json.js'
import { topicSchema } from '../model/topic.js'
import { offsetPattern } from './offset.js'

const offsetSchema = z
  .string()
  .regex(offsetPattern, { error: 'must be an offset such as "0m", "1h30m" or "-2d"' })

/** As `z.json()`, with a name: what refers to itself has one in a JSON Schema. */
const json: z.ZodType<JsonValue> = z
  .lazy(() =>
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
  )
  .meta({ id: 'Json', description: 'Any JSON value.' })
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json)
const perChannel = <T extends z.ZodType>(value: T) => z.partialRecord(z.enum(channels), value)
const products = z.record(z.string(), z.union([jsonObject, z.null()]))

const customerSchema = z
  .strictObject({
    email: z
      .string()
      .nullable()
      .optional()
      .meta({ description: 'Without it: ann@example.com; null: none is known.' }),
    phone: z
      .string()
      .nullable()
      .optional()
      .meta({ description: 'Without it: a number in Germany; null: none is known.' }),
    attributes: jsonObject.optional().meta({ description: 'What journeys read as `customer.…`.' }),
    consent: perChannel(z.enum(consentStates))
      .optional()
      .meta({ description: 'By channel; without it, "subscribed" to both.' }),
    topics: perChannel(z.record(topicSchema, z.enum(['subscribed', 'unsubscribed'])))
      .optional()
      .meta({
        description: 'What they said about topics, by channel: `{ "email": { "offers": "subscribed" } }`.',
      }),
    suppressed: perChannel(z.string())
      .optional()
      .meta({ description: 'Channels on which the address must not be written to, and why.' }),
  })
  .meta({ id: 'TestCustomer', description: 'Who a test is about.' })

/** Of a whole file; each case may say any of it differently. */
export const lifeShape = {
  customer: customerSchema.optional().meta({
    description:
      'Who it is: `email`, `phone` (null: none), `attributes`, `consent`, `suppressed`. Without it: Ann in Berlin, subscribed to email and SMS.',
  }),
  start: z.iso
    .datetime({ error: 'must be a time in UTC such as "2026-03-28T20:00:00Z"' })
    .optional()
    .meta({ description: 'The time of offset "0m", in UTC. Without it: Saturday, 2026-11-21T12:00:00Z.' }),
  times: z.enum(['offsets', 'local']).optional().meta({
    description:
      'How the lines tell times: as offsets, or `"local"`, by the clocks where the customer is ("Sun 2026-03-29 09:00").',
  }),
  watched: z.boolean().optional().meta({
    description:
      'false: the customer was there before these journeys, so that segments they are in already count for nothing. Without it the customer is new.',
  }),
  catalog: products.optional().meta({ description: 'What the catalog says of products, by their id.' }),
  coupons: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .meta({ description: 'The codes left in each pool, in the order they are taken.' }),
  handOver: z.enum(['at once', 'by hand']).optional().meta({
    description:
      '`"at once"` (without it): a message is on the wire as soon as it is decided; `"by hand"`: it is queued until a moment says `"handOver": true`.',
  }),
}

const answerSchema = z
  .strictObject({
    step: z.string().meta({ description: 'The step that called.' }),
    status: z.int().default(200).meta({ description: 'The status of the answer.' }),
    body: json.default(null).meta({ description: 'What the answer says.' }),
  })
  .meta({ id: 'TestAnswer', description: 'The answer of a webhook.' })
const callSchema = z
  .strictObject({
    journey: z.string().meta({ description: 'The id of the journey.' }),
    data: jsonObject.default({}).meta({ description: 'The data of the call.' }),
  })
  .meta({ id: 'TestCall', description: 'A call of POST /v1/journeys/ID/calls.' })

export const momentShape = {
  at: offsetSchema.meta({
    description:
      'When, counted from the start: "90m", "1d2h", "59s999ms". The clock moves there, and what is due on the way happens first.',
  }),
  event: z.string().optional().meta({ description: 'An event of this type comes in.' }),
  properties: jsonObject.optional().meta({ description: 'Its properties.' }),
  id: z
    .string()
    .optional()
    .meta({ description: 'Its id; the same id again is a repetition. Without it, every event has its own.' }),
  occurredAt: offsetSchema.optional().meta({
    description: 'When it happened, where that was not when it came: an offset.',
  }),
  customer: identifiersSchema.optional().meta({
    description:
      'The identifiers it names the customer by. Without it: `c-1`, and the address and number known.',
  }),
  call: callSchema
    .optional()
    .meta({ description: 'The journey is called by API: `{ "journey": "ID", "data": { … } }`.' }),
  answer: answerSchema.optional().meta({
    description:
      'The webhook that this step called last answers: `{ "step": "ID", "status": 200, "body": { … } }`.',
  }),
  catalog: products
    .optional()
    .meta({ description: 'The catalog changes: products by id; null takes one out of it.' }),
  handOver: z.literal(true).optional().meta({ description: 'All queued messages go on the wire.' }),
}

/** What belongs to an event says nothing without one. */
export const saysWhatComes = (moment: { event?: unknown } & Record<string, unknown>): boolean =>
  moment.event !== undefined ||
  ['properties', 'id', 'occurredAt', 'customer'].every(word => moment[word] === undefined)
export const saysWhatComesError = '"properties", "id", "occurredAt" and "customer" belong beside "event"'

const lifeSchema = z.strictObject(lifeShape)
const momentSchema = z.strictObject(momentShape)
export type Life = z.infer<typeof lifeSchema>
export type Moment = z.infer<typeof momentSchema>
