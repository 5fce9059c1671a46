// A journey file: shape only. Sense (templates, segments, step ids) is checked by check-workspace.ts.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'
import { durationSchema } from '../../model/time.js'
import { conditionSchema, fieldsSchema } from './condition-schema.js'
import { nameSchema, stepSchema } from './step-schema.js'

export const capSchema = z
  .strictObject({
    max: z.int().positive().meta({ description: 'At most this many messages …' }),
    per: durationSchema.meta({ description: '… in any so long stretch of time.' }),
  })
  .meta({ id: 'Cap', description: 'A frequency cap over a rolling window.' })

const pathSchema = z
  .string()
  .regex(/^[A-Za-z_][\w-]*(\.[\w-]+)*$/, { error: 'must be a path such as "cart.id"' })

export const journeySchema = z
  .strictObject({
    $schema: z.string().optional(),
    id: nameSchema.meta({ description: 'Names the journey for ever; the file is called ID.journey.json.' }),
    name: z.string().min(1).max(120).meta({ description: 'What people call it.' }),
    description: z.string().max(2000).optional(),
    trigger: z
      .strictObject({ event: eventTypeSchema, where: fieldsSchema.optional() })
      .meta({ description: 'The event that brings a customer in.' }),
    key: pathSchema.optional().meta({
      description:
        'A path into the trigger event. One enrollment per customer and value of it, in parallel; exits, goals and waits then concern only events of the same value (or without one).',
    }),
    entry: z
      .strictObject({
        if: conditionSchema.optional().meta({ description: 'Only customers of whom this is true come in.' }),
        reenter: z
          .union([z.enum(['never', 'always']), z.strictObject({ after: durationSchema })])
          .default('never')
          .meta({
            description:
              'Whether a customer may come in again once a pass (with the same key) has ended: never, always, or when so much time has gone by since the last entry.',
          }),
      })
      .default({ reenter: 'never' }),
    exit: z
      .array(
        z.strictObject({
          on: eventTypeSchema,
          if: conditionSchema.optional().meta({ description: 'Judged on the event that just came.' }),
          as: z.enum(['exited', 'converted']).default('exited'),
        }),
      )
      .default([])
      .meta({ description: 'Events that end the enrollment at once, also in the middle of a wait.' }),
    goal: z
      .strictObject({
        event: eventTypeSchema,
        where: fieldsSchema.optional(),
        within: durationSchema.meta({
          description: 'Counts for a message handed over at most so long before.',
        }),
        value: pathSchema.optional().meta({
          description: 'A path to an amount; its currency is read from the field "currency" beside it.',
        }),
      })
      .optional()
      .meta({ description: 'What the journey is for. Credited to the last message before it (last touch).' }),
    suppress: z
      .strictObject({ if: conditionSchema })
      .optional()
      .meta({ description: 'Whoever matches neither comes in nor is written to.' }),
    caps: z.strictObject({ journey: capSchema.optional() }).default({}).meta({
      description:
        'How many messages of this journey one customer gets. Caps for channels and for all are in settings.json.',
    }),
    steps: z.array(stepSchema).min(1),
  })
  .meta({ id: 'Journey', title: 'Triggerfish journey' })

export const segmentSchema = z.strictObject({
  $schema: z.string().optional(),
  description: z.string().max(2000).optional(),
  if: conditionSchema,
})

export type JourneyDefinition = z.infer<typeof journeySchema>
export type JourneyFile = z.input<typeof journeySchema>
export type SegmentDefinition = z.infer<typeof segmentSchema>
export type Cap = z.infer<typeof capSchema>
