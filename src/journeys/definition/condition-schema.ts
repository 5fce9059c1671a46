// Conditions as marketers write them: shape only. What they mean is in ../engine/condition.ts.
import { z } from 'zod'
import { channelSchema } from '../../model/channel.js'
import { eventTypeSchema } from '../../model/event.js'
import { localTimeSchema, type Weekday, weekdaySchema } from '../../model/local-time.js'
import { topicSchema } from '../../model/topic.js'
import { type Fields, fieldsSchema } from './fields-schema.js'
import {
  type Amounts,
  amountsSchema,
  type Count,
  countSchema,
  type HistoryBounds,
  historyBounds,
  notBoth,
  notBothError,
} from './history-schema.js'
import { pathSchema } from './operators-schema.js'

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
        .strictObject({
          consent: channelSchema.meta({ description: 'The channel: email or sms.' }),
          topic: topicSchema.optional().meta({
            description:
              'A name of `topics` in settings.json: whether the customer wants this by the channel. Without it, the channel as a whole.',
          }),
        })
        .meta({ id: 'Consent', description: 'The customer is subscribed to this channel.' }),
      z
        .strictObject({ segment: segmentName.meta({ description: 'The file is segments/NAME.json.' }) })
        .meta({ id: 'InSegment', description: 'The customer is in this segment.' }),
      z
        .strictObject({
          did: eventTypeSchema.meta({ description: 'The type of event.' }),
          count: countSchema.optional(),
          sum: amountsSchema.optional().meta({ description: 'What a property of these events adds up to.' }),
          distinct: amountsSchema
            .optional()
            .meta({ description: 'How many different values a property of these events has.' }),
          ...historyBounds,
        })
        .refine(notBoth, { error: notBothError })
        .meta({
          id: 'Did',
          description:
            'The customer did this: at least once, or as `count`, `sum` and `distinct` say; all that are there must match.',
        }),
      z
        .strictObject({
          didNot: eventTypeSchema.meta({ description: 'The type of event.' }),
          ...historyBounds,
        })
        .refine(notBoth, { error: notBothError })
        .meta({ id: 'DidNot', description: 'The customer did not do this.' }),
      z
        .strictObject({
          catalog: pathSchema.meta({
            description:
              'Where the product is: a path to its id, to something with a `productId`, or to a list of these.',
          }),
          where: fieldsSchema.meta({ description: 'Tests on what the catalog says of the product now.' }),
          match: z.enum(['any', 'every']).optional().meta({
            description:
              'Of a list: whether one product is enough, or every one must pass. Without it: `"any"`.',
          }),
        })
        .meta({
          id: 'InCatalog',
          description: 'What the catalog says of a product, such as its price or stock.',
        }),
      z
        .strictObject({
          localTime: z
            .strictObject({
              between: z.tuple([localTimeSchema, localTimeSchema]).optional().meta({
                description: 'From the first time to just before the second; may go over midnight.',
              }),
              on: z
                .array(weekdaySchema)
                .min(1)
                .optional()
                .meta({ description: 'On these days of the week.' }),
            })
            .refine(({ between, on }) => between !== undefined || on !== undefined, {
              error: 'must have "between", "on" or both',
            })
            .meta({
              id: 'LocalTime',
              description: 'A part of the day or week, in the customer’s time zone.',
            }),
        })
        .meta({ id: 'AtLocalTime', description: 'What time it is where the customer is.' }),
      fieldsSchema,
    ],
    { error: conditionExpected },
  )
  .meta({
    id: 'Condition',
    description: 'Something that is true, false or, where a fact is missing, unknown of a customer.',
  })

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { consent: z.infer<typeof channelSchema>; topic?: string }
  | { segment: string }
  | ({ did: string; count?: Count; sum?: Amounts; distinct?: Amounts } & HistoryBounds)
  | ({ didNot: string } & HistoryBounds)
  | { catalog: string; where: Fields; match?: 'any' | 'every' }
  | { localTime: { between?: [string, string]; on?: Weekday[] } }
  | Fields
