// The steps of a journey: shape only. Steps nest, and after a branch the flow goes on below it.
import { z } from 'zod'
import { channelSchema } from '../../model/channel.js'
import { eventTypeSchema } from '../../model/event.js'
import { durationSchema } from '../../model/time.js'
import { type Condition, conditionSchema, type Fields, fieldsSchema } from './condition-schema.js'

export const nameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: 'must be lower-case words joined by hyphens, such as "cart-recovery"',
  })

const stepId = nameSchema.meta({
  description: 'Names the step for ever: messages, decisions and reports refer to it. Unique in the journey.',
})
const steps = z.lazy(() => z.array(stepSchema))

export const waitStepSchema = z
  .strictObject({
    id: stepId,
    wait: durationSchema.meta({ description: 'How long, such as "45m", "1h" or "3d".' }),
  })
  .meta({ id: 'WaitStep', description: 'Waits for a length of time.' })

const awaitedSchema = z
  .strictObject({
    event: eventTypeSchema.meta({ description: 'The type of event that is awaited.' }),
    where: fieldsSchema
      .optional()
      .meta({ description: 'Only an event whose properties pass these tests will do.' }),
    within: durationSchema.meta({ description: 'How long to wait before going the way of `else`.' }),
  })
  .meta({ id: 'Awaited', description: 'Which event is awaited, and for how long.' })

export const waitForStepSchema = z
  .strictObject({
    id: stepId,
    waitFor: awaitedSchema,
    then: steps.optional().meta({ description: 'Steps when the event came.' }),
    else: steps.optional().meta({ description: 'Steps when the time ran out.' }),
  })
  .meta({ id: 'WaitForStep', description: 'Waits for an event, and for no longer than `within`.' })

const branchCaseSchema = z
  .strictObject({
    if: conditionSchema.meta({ description: 'When this matches, the case is taken.' }),
    then: steps.meta({ description: 'The steps of this case; may be empty.' }),
  })
  .meta({ id: 'BranchCase', description: 'One way, and the condition for it.' })

export const branchStepSchema = z
  .strictObject({
    id: stepId,
    branch: z
      .array(branchCaseSchema)
      .min(1)
      .meta({ description: 'The cases, from the top; the first whose condition matches is taken.' }),
    else: steps.optional().meta({ description: 'Steps when no case matches.' }),
  })
  .meta({ id: 'BranchStep', description: 'Goes one of several ways.' })

export const sendStepSchema = z
  .strictObject({
    id: stepId,
    send: channelSchema.meta({ description: 'The channel: email or sms.' }),
    template: nameSchema.meta({ description: 'templates/NAME.mjml for email, templates/NAME.txt for SMS.' }),
    skipIf: conditionSchema.optional().meta({ description: 'Leaves the message out when this matches.' }),
  })
  .meta({ id: 'SendStep', description: 'Sends a message, if consent, suppression and caps allow it.' })

export const exitStepSchema = z
  .strictObject({
    id: stepId,
    exit: z
      .union([z.literal(true), nameSchema], { error: 'must be true, or a name for the reason' })
      .meta({ description: 'true, or a name that says why, such as "not-interested"; reports show it.' }),
  })
  .meta({ id: 'ExitStep', description: 'Ends the enrollment.' })

/** The word that says of which kind a step is, in the order of `stepSchema`. */
export const stepKinds = ['wait', 'waitFor', 'branch', 'send', 'exit'] as const

/** What zod says where no kind of step fits; `shape-faults.ts` knows the choice by it. */
export const stepExpected = 'must be a step, such as { "id": "settle", "wait": "1h" }'

/** Every kind of step. A new kind is one more schema here and one more file in ../engine/steps/. */
export const stepSchema: z.ZodType<Step> = z
  .union([waitStepSchema, waitForStepSchema, branchStepSchema, sendStepSchema, exitStepSchema], {
    error: stepExpected,
  })
  .meta({ id: 'Step', description: 'One step. Its kind is the word beside `id`.' })

export type WaitStep = z.infer<typeof waitStepSchema>
export type SendStep = z.infer<typeof sendStepSchema>
export type ExitStep = z.infer<typeof exitStepSchema>
export interface WaitForStep {
  id: string
  waitFor: { event: string; where?: Fields; within: string }
  then?: Step[]
  else?: Step[]
}
export interface BranchStep {
  id: string
  branch: { if: Condition; then: Step[] }[]
  else?: Step[]
}
export type Step = WaitStep | WaitForStep | BranchStep | SendStep | ExitStep
