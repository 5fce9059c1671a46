// A journey file and a segment file: shape only. Sense (templates, segments, step ids) is checked by check-workspace.ts.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'
import { durationSchema } from '../../model/time.js'
import { conditionSchema, fieldsSchema } from './condition-schema.js'
import { nameSchema, stepSchema } from './step-schema.js'

export const capSchema = z
  .strictObject({
    max: z.int().positive().meta({ description: 'At most this many messages …' }),
    per: durationSchema.meta({ description: '… in any stretch of time as long as this.' }),
  })
  .meta({ id: 'Cap', description: 'A frequency cap over a rolling window.' })

/** A dotted path into an event. */
export const pathSchema = z
  .string()
  .regex(/^[A-Za-z_][\w-]*(\.[\w-]+)*$/, { error: 'must be a path such as "cart.id"' })

const schemaReference = (name: string) =>
  z
    .string()
    .optional()
    .meta({ description: `Gives editors completion and checks: "${name}".` })

const descriptionSchema = z
  .string()
  .max(2000)
  .optional()
  .meta({ description: 'For people: what it does and why.' })

const triggerSchema = z
  .strictObject({
    event: eventTypeSchema.meta({ description: 'The type of event that brings a customer in.' }),
    where: fieldsSchema
      .optional()
      .meta({ description: 'Only an event whose properties pass these tests brings a customer in.' }),
  })
  .meta({ id: 'Trigger', description: 'The event that brings a customer in.' })

const reenterSchema = z
  .union(
    [
      z.enum(['never', 'always']),
      z
        .strictObject({ after: durationSchema.meta({ description: 'Counted from the last entry.' }) })
        .meta({ id: 'ReenterAfter', description: 'Again, but only after some time.' }),
    ],
    { error: 'must be "never", "always" or { "after": "7d" }' },
  )
  .default('never')
  .meta({
    description:
      'Whether a customer may come in again once a pass (with the same key) has ended: "never", "always", or { "after": "7d" }, when so much time has gone by since the last entry.',
  })

const entrySchema = z
  .strictObject({
    if: conditionSchema.optional().meta({ description: 'Only customers of whom this is true come in.' }),
    reenter: reenterSchema,
  })
  .default({ reenter: 'never' })
  .meta({ id: 'Entry', description: 'Who may come in, and how often.' })

const exitRuleSchema = z
  .strictObject({
    on: eventTypeSchema.meta({ description: 'The type of event.' }),
    if: conditionSchema
      .optional()
      .meta({ description: 'Only when this is true; judged on the event that just came.' }),
    as: z.enum(['exited', 'converted']).default('exited').meta({
      description:
        'How reports count it: "exited" (gave up, moved on) or "converted" (did what was hoped for).',
    }),
  })
  .meta({ id: 'ExitRule', description: 'An event that ends the enrollment at once.' })

const goalSchema = z
  .strictObject({
    event: eventTypeSchema.meta({ description: 'The type of event the journey is for.' }),
    where: fieldsSchema
      .optional()
      .meta({ description: 'Only an event whose properties pass these tests counts.' }),
    within: durationSchema.meta({
      description: 'Counts for a message handed over at most so long before.',
    }),
    value: pathSchema.optional().meta({
      description: 'A path to an amount; its currency is read from the field "currency" beside it.',
    }),
  })
  .meta({
    id: 'Goal',
    description: 'What the journey is for. Credited to the last message before it (last touch).',
  })

export const journeySchema = z
  .strictObject({
    $schema: schemaReference('./schema/journey.schema.json'),
    id: nameSchema.meta({ description: 'Names the journey for ever; the file is called ID.journey.json.' }),
    name: z.string().min(1).max(120).meta({ description: 'What people call it.' }),
    description: descriptionSchema,
    trigger: triggerSchema,
    key: pathSchema.optional().meta({
      description:
        'A path into the trigger event. One enrollment per customer and value of it, in parallel; exits, goals and waits then concern only events of the same value (or without one).',
    }),
    entry: entrySchema,
    exit: z
      .array(exitRuleSchema)
      .default([])
      .meta({ description: 'Events that end the enrollment at once, also in the middle of a wait.' }),
    goal: goalSchema.optional(),
    suppress: z
      .strictObject({ if: conditionSchema.meta({ description: 'Who is left alone.' }) })
      .optional()
      .meta({ id: 'Suppress', description: 'Whoever matches neither comes in nor is written to.' }),
    caps: z
      .strictObject({
        journey: capSchema.optional().meta({ description: 'How many messages of this journey.' }),
      })
      .default({})
      .meta({
        id: 'JourneyCaps',
        description:
          'How many messages of this journey one customer gets. Caps for channels and for all are in settings.json.',
      }),
    steps: z.array(stepSchema).min(1).meta({ description: 'What happens, from top to bottom.' }),
  })
  .meta({ id: 'Journey', title: 'Triggerfish journey', description: 'A journey file, ID.journey.json.' })

export const segmentSchema = z
  .strictObject({
    $schema: schemaReference('../schema/segment.schema.json'),
    description: descriptionSchema,
    if: conditionSchema.meta({ description: 'Who is in the segment.' }),
  })
  .meta({
    id: 'Segment',
    title: 'Triggerfish segment',
    description: 'A named condition, segments/NAME.json, used as { "segment": "NAME" }.',
  })

export type JourneyDefinition = z.infer<typeof journeySchema>
export type JourneyFile = z.input<typeof journeySchema>
export type SegmentDefinition = z.infer<typeof segmentSchema>
export type Cap = z.infer<typeof capSchema>
