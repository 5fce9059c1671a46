// What brings a customer into a journey: shape only. What it means is in ../engine/enter.ts and ../engine/watch.ts.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'
import { localTimeSchema, weekdaySchema } from '../../model/local-time.js'
import { durationSchema } from '../../model/time.js'
import { fieldsSchema } from './fields-schema.js'
import { nameSchema } from './name-schema.js'
import { pathSchema } from './operators-schema.js'

const eventTriggerSchema = z
  .strictObject({
    event: eventTypeSchema.meta({ description: 'The type of event that brings a customer in.' }),
    where: fieldsSchema
      .optional()
      .meta({ description: 'Only an event whose properties pass these tests brings a customer in.' }),
  })
  .meta({ id: 'EventTrigger', description: 'An event.' })

const segmentName = nameSchema.meta({ description: 'The file is segments/NAME.json.' })
const entersTriggerSchema = z.strictObject({ enters: segmentName }).meta({
  id: 'EntersTrigger',
  description:
    'A customer comes into a segment, by what they do or because time has passed. Whoever is in it when the journey is published does not count, nor does what an event changes that is told too late (`lateEvents`): an import of old orders brings nobody in.',
})
const leavesTriggerSchema = z
  .strictObject({ leaves: segmentName })
  .meta({ id: 'LeavesTrigger', description: 'A customer drops out of a segment.' })

const at = localTimeSchema.optional().meta({
  description:
    'At this time where the customer is; without it, at 09:00 for a day, and at the very moment for a time.',
})

const dateTriggerSchema = z
  .strictObject({
    date: z
      .union(
        [
          pathSchema,
          z
            .strictObject({ last: eventTypeSchema.meta({ description: 'The type of event.' }) })
            .meta({ id: 'LastEvent', description: 'When the customer last did this.' }),
        ],
        { error: 'must be a path such as "customer.birthday", or { "last": "order_completed" }' },
      )
      .meta({
        description:
          'A day or time in the attributes of the customer, such as "customer.birthday", or the last event of a type.',
      }),
    before: durationSchema.optional().meta({ description: 'So long before the date.' }),
    after: durationSchema.optional().meta({ description: 'So long after the date.' }),
    every: z
      .literal('year')
      .optional()
      .meta({ description: 'Every year on that day, as for a birthday; without it, once.' }),
    at,
  })
  .refine(({ before, after }) => before === undefined || after === undefined, {
    error: 'must not have both "before" and "after"',
  })
  .refine(({ date, before }) => typeof date === 'string' || before === undefined, {
    error: 'nobody knows an event before it happens; use "after"',
  })
  .refine(({ date, every }) => typeof date === 'string' || every === undefined, {
    error: '"every" is for a date in the data of the customer',
  })
  .refine(({ date }) => typeof date !== 'string' || date.startsWith('customer.'), {
    error: 'must be a path into the customer, such as "customer.birthday"',
  })
  .meta({ id: 'DateTrigger', description: 'A date in the data, with a lead or a lag.' })

const scheduleSchema = z
  .strictObject({
    every: z.enum(['day', 'week', 'month']).meta({ description: 'How often.' }),
    on: z
      .union([z.array(weekdaySchema).min(1), z.int().min(1).max(31)], {
        error: 'must be days of the week such as ["mon"], or a day of the month such as 1',
      })
      .optional()
      .meta({
        description:
          'For a week, its days, such as ["mon", "thu"]; for a month, its day from 1 to 31 (in a shorter month its last one). Without it: Monday, the 1st.',
      }),
    at: localTimeSchema.meta({ description: 'The time of day where the customer is.' }),
  })
  .refine(
    ({ every, on }) =>
      on === undefined || (every === 'week' ? Array.isArray(on) : every === 'month' && !Array.isArray(on)),
    {
      error: '"on" must be days of the week for "week", a number for "month", and absent for "day"',
    },
  )
  .meta({ id: 'Schedule', description: 'When, again and again, where the customer is.' })

const scheduleTriggerSchema = z
  .strictObject({
    schedule: scheduleSchema,
    segment: segmentName.meta({ description: 'Who comes in then: the customers of segments/NAME.json.' }),
  })
  .meta({ id: 'ScheduleTrigger', description: 'Again and again, for all customers of a segment.' })

const apiTriggerSchema = z
  .strictObject({
    api: z.literal(true).meta({ description: 'Always true.' }),
    where: fieldsSchema
      .optional()
      .meta({ description: 'Only a call whose data pass these tests brings a customer in.' }),
  })
  .meta({ id: 'ApiTrigger', description: 'A call of POST /v1/journeys/ID/calls.' })

/** The word that says of which kind a trigger is, in the order of `oneTriggerSchema`. */
export const triggerKinds = ['event', 'enters', 'leaves', 'date', 'schedule', 'api'] as const

/** What zod says where no kind of trigger fits; `shape-faults.ts` knows the choice by it. */
export const triggerExpected =
  'must be a trigger, such as { "event": "product_added" }, or a list of triggers'

export const oneTriggerSchema = z
  .union(
    [
      eventTriggerSchema,
      entersTriggerSchema,
      leavesTriggerSchema,
      dateTriggerSchema,
      scheduleTriggerSchema,
      apiTriggerSchema,
    ],
    { error: triggerExpected },
  )
  .meta({ id: 'Trigger', description: 'What brings a customer in.' })

export const triggerSchema = z
  .union([oneTriggerSchema, z.array(oneTriggerSchema).min(1).max(20)], { error: triggerExpected })
  .meta({ description: 'What brings a customer in; of a list, any one does.' })

export type Trigger = z.infer<typeof oneTriggerSchema>
export type DateTrigger = z.infer<typeof dateTriggerSchema>
export type ScheduleTrigger = z.infer<typeof scheduleTriggerSchema>

export const triggersOf = ({ trigger }: { trigger: Trigger | Trigger[] }): Trigger[] =>
  Array.isArray(trigger) ? trigger : [trigger]
