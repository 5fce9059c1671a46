// What ends an enrollment at once: shape only. What it means is in ../engine/decide.ts.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'
import { conditionSchema } from './condition-schema.js'
import { nameSchema } from './name-schema.js'
import { pathSchema } from './operators-schema.js'

const as = z.enum(['exited', 'converted']).default('exited').meta({
  description: 'How it is recorded: "exited" (gave up, moved on) or "converted" (did what was hoped for).',
})

const segmentName = nameSchema.meta({ description: 'The file is segments/NAME.json.' })

/** The word that says of which kind an exit is, in the order of `exitRuleSchema`. */
export const exitKinds = ['on', 'enters', 'leaves', 'if'] as const

/** What zod says where no kind of exit fits; `shape-faults.ts` knows the choice by it. */
export const exitExpected = 'must be an exit, such as { "on": "order_completed" } or { "if": { … } }'

export const exitRuleSchema = z
  .union(
    [
      z
        .strictObject({
          on: eventTypeSchema.meta({ description: 'The type of event.' }),
          if: conditionSchema
            .optional()
            .meta({ description: 'Only when this is true; judged on the event that just came.' }),
          key: pathSchema.optional().meta({
            description:
              'Where this event has the key of the journey, if not where the trigger has it; an event without it then ends nothing.',
          }),
          as,
        })
        .meta({ id: 'EventExit', description: 'An event ends the enrollment.' }),
      z
        .strictObject({ enters: segmentName, as })
        .meta({ id: 'EntersExit', description: 'Coming into a segment ends the enrollment.' }),
      z
        .strictObject({ leaves: segmentName, as })
        .meta({ id: 'LeavesExit', description: 'Dropping out of a segment ends the enrollment.' }),
      z
        .strictObject({
          if: conditionSchema.meta({
            description:
              'Whoever this is true of leaves; judged on entry, and whenever it may have changed, by an event or by the time.',
          }),
          as,
        })
        .meta({ id: 'ConditionExit', description: 'A condition that becomes true ends the enrollment.' }),
    ],
    { error: exitExpected },
  )
  .meta({ id: 'ExitRule', description: 'What ends the enrollment at once.' })

export type ExitRule = z.infer<typeof exitRuleSchema>
