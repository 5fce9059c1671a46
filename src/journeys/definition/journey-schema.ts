// A journey file and a segment file: shape only. Sense (templates, segments, step ids) is checked by check-workspace.ts.
import { z } from 'zod'
import { capSchema } from './cap-schema.js'
import { conditionSchema } from './condition-schema.js'
import { entrySchema } from './entry-schema.js'
import { exitRuleSchema } from './exit-schema.js'
import { furtherGoalsSchema, goalSchema } from './goal-schema.js'
import { nameSchema, stepIdSchema } from './name-schema.js'
import { pathSchema } from './operators-schema.js'
import { stepSchema } from './step-schema.js'
import { triggerSchema } from './trigger-schema.js'

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

const insideSchema = z
  .union(
    [
      z.enum(['stay', 'move']),
      z
        .strictObject({
          steps: z.record(stepIdSchema, z.union([nameSchema, z.null()])).meta({
            description: 'From steps of earlier versions to steps of this one; null: leaves the journey.',
          }),
        })
        .meta({ id: 'Migration', description: 'Moves people from step to step.' }),
    ],
    { error: 'must be "stay", "move" or { "steps": { "old-step": "new-step" } }' },
  )
  .meta({
    description:
      'What becomes of those inside earlier versions: "stay" (without it), "move" to the step of the same id, or { "steps": … }, the same with other ids. A wait that has begun keeps its end; whoever stands on a step this version does not have stays.',
  })

export const journeySchema = z
  .strictObject({
    $schema: schemaReference('./schema/journey.schema.json'),
    id: nameSchema.meta({ description: 'Names the journey for ever; the file is called ID.journey.json.' }),
    name: z.string().min(1).max(120).meta({ description: 'What people call it.' }),
    description: descriptionSchema,
    reviewed: z.iso.date({ error: 'must be a day such as "2026-11-01"' }).optional().meta({
      description:
        'The day somebody last looked at what it brings and decided that it goes on; the weekly review asks for it after 90 days. Changing it makes no new version.',
    }),
    brand: nameSchema.optional().meta({
      description: 'Whom it speaks for: a name of `brands` in settings.json; without it, `brand`.',
    }),
    trigger: triggerSchema,
    key: pathSchema.optional().meta({
      description:
        'A path into the trigger event. One enrollment per customer and value of it, in parallel; exits, goals and waits then concern only events of the same value (or without one).',
    }),
    entry: entrySchema,
    exit: z
      .array(exitRuleSchema)
      .default([])
      .meta({ description: 'What ends the enrollment at once, also in the middle of a wait.' }),
    goal: goalSchema.optional(),
    goals: furtherGoalsSchema.optional(),
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
    priority: z.int().min(0).max(100).optional().meta({
      description:
        'Who gets the room under a cap, from 0 to 100; without it, 50. A message leaves one place free for every pass (of a cart, an order …) the customer is on through a journey of higher priority that may still send. Where one event brings a customer into several journeys, the one of higher priority comes in first.',
    }),
    inside: insideSchema.optional(),
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
