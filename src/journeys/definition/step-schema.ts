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
  description: 'Names the step for ever: messages, decisions and reports refer to it.',
})
const steps = z.lazy(() => z.array(stepSchema))

export const waitStepSchema = z
  .strictObject({ id: stepId, wait: durationSchema })
  .meta({ id: 'WaitStep', description: 'Waits for a length of time.' })

export const waitForStepSchema = z
  .strictObject({
    id: stepId,
    waitFor: z.strictObject({
      event: eventTypeSchema,
      where: fieldsSchema.optional(),
      within: durationSchema.meta({ description: 'How long to wait before going the way of `else`.' }),
    }),
    then: steps.optional().meta({ description: 'Steps when the event came.' }),
    else: steps.optional().meta({ description: 'Steps when the time ran out.' }),
  })
  .meta({ id: 'WaitForStep', description: 'Waits for an event, and for no longer than `within`.' })

export const branchStepSchema = z
  .strictObject({
    id: stepId,
    branch: z
      .array(z.strictObject({ if: conditionSchema, then: steps }))
      .min(1)
      .meta({ description: 'The first case whose condition matches is taken.' }),
    else: steps.optional().meta({ description: 'Steps when no case matches.' }),
  })
  .meta({ id: 'BranchStep', description: 'Goes one of several ways.' })

export const sendStepSchema = z
  .strictObject({
    id: stepId,
    send: channelSchema,
    template: nameSchema.meta({ description: 'templates/NAME.mjml for email, templates/NAME.txt for SMS.' }),
    skipIf: conditionSchema.optional().meta({ description: 'Leaves the message out when this matches.' }),
  })
  .meta({ id: 'SendStep', description: 'Sends a message, if consent, suppression and caps allow it.' })

export const exitStepSchema = z
  .strictObject({ id: stepId, exit: z.union([z.literal(true), nameSchema]) })
  .meta({ id: 'ExitStep', description: 'Ends the enrollment; a name says why.' })

/** Every kind of step. A new kind is one more schema here and one more file in ../engine/steps/. */
export const stepSchema: z.ZodType<Step> = z
  .union([waitStepSchema, waitForStepSchema, branchStepSchema, sendStepSchema, exitStepSchema])
  .meta({ id: 'Step' })

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
