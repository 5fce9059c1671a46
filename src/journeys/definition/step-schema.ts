// The steps of a journey: shape only. Steps nest, and after a branch the flow goes on below it.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'
import { listed } from '../../model/shape-words.js'
import { durationSchema } from '../../model/time.js'
import {
  type AudienceStep,
  audienceStepSchema,
  type CouponStep,
  couponStepSchema,
  type EmitStep,
  type ExitStep,
  emitStepSchema,
  exitStepSchema,
  type SendStep,
  type SetStep,
  sendStepSchema,
  setStepSchema,
  type TaskStep,
  taskStepSchema,
  type WebhookStep,
  webhookStepSchema,
} from './action-schemas.js'
import { type Condition, conditionSchema } from './condition-schema.js'
import { type Decide, decideSchema } from './decide-schema.js'
import { didYouMean } from './did-you-mean.js'
import { type Fields, fieldsSchema } from './fields-schema.js'
import { nameSchema, stepIdSchema } from './name-schema.js'
import { waitSchema } from './wait-schema.js'

const steps = z.lazy(() => z.array(stepSchema))

export const waitStepSchema = z
  .strictObject({
    id: stepIdSchema,
    wait: waitSchema.meta({
      description: 'How long, such as "45m", "1h" or "3d"; or until when, such as { "until": "09:00" }.',
    }),
  })
  .meta({ id: 'WaitStep', description: 'Waits for a length of time, or until a time.' })

const awaitedEventSchema = z
  .strictObject({
    event: eventTypeSchema.meta({ description: 'The type of event.' }),
    where: fieldsSchema
      .optional()
      .meta({ description: 'Only an event whose properties pass these tests will do.' }),
    then: steps
      .optional()
      .meta({ description: 'Steps when this event came first; without it, the `then` of the whole step.' }),
  })
  .meta({ id: 'AwaitedEvent', description: 'One of the events that end the waiting.' })

const awaitedSchema = z
  .strictObject({
    event: eventTypeSchema.optional().meta({ description: 'The type of event that is awaited.' }),
    where: fieldsSchema
      .optional()
      .meta({ description: 'Only an event whose properties pass these tests will do.' }),
    any: z
      .array(awaitedEventSchema)
      .min(1)
      .optional()
      .meta({ description: 'Several events; the first one to come decides the way.' }),
    if: conditionSchema.optional().meta({
      description:
        'A condition that is to become true; judged at once, and again whenever it may have changed.',
    }),
    within: durationSchema.meta({ description: 'How long to wait before going the way of `else`.' }),
  })
  .superRefine(({ event, where, any, if: condition }, context) => {
    const said = [event, any, condition].filter(word => word !== undefined).length
    if (said !== 1)
      context.addIssue({ code: 'custom', message: 'must have exactly one of "event", "any" and "if"' })
    else if (where && event === undefined)
      context.addIssue({ code: 'custom', message: '"where" belongs beside "event"' })
  })
  .meta({ id: 'Awaited', description: 'What is awaited, and for how long.' })

export const waitForStepSchema = z
  .strictObject({
    id: stepIdSchema,
    waitFor: awaitedSchema,
    then: steps.optional().meta({ description: 'Steps when it came.' }),
    else: steps.optional().meta({ description: 'Steps when the time ran out.' }),
  })
  .meta({
    id: 'WaitForStep',
    description:
      'Waits for an event or a condition, and for no longer than `within`. Later steps read the event as `steps.ID.type` and `steps.ID.properties.…`.',
  })

const branchCaseSchema = z
  .strictObject({
    if: conditionSchema.meta({ description: 'When this matches, the case is taken.' }),
    then: steps.meta({ description: 'The steps of this case; may be empty.' }),
  })
  .meta({ id: 'BranchCase', description: 'One way, and the condition for it.' })

export const branchStepSchema = z
  .strictObject({
    id: stepIdSchema,
    branch: z
      .array(branchCaseSchema)
      .min(1)
      .meta({ description: 'The cases, from the top; the first whose condition matches is taken.' }),
    else: steps.optional().meta({ description: 'Steps when no case matches.' }),
  })
  .meta({ id: 'BranchStep', description: 'Goes one of several ways.' })

const variantSchema = z
  .strictObject({
    name: nameSchema.meta({ description: 'Names the variant in reports.' }),
    weight: z
      .int()
      .positive()
      .max(10_000)
      .meta({ description: 'Its share, measured against the sum of all weights.' }),
    then: steps.meta({ description: 'The steps of this variant; may be empty.' }),
  })
  .meta({ id: 'Variant', description: 'One way of an experiment, and how many customers go it.' })

export const splitStepSchema = z
  .strictObject({
    id: stepIdSchema,
    split: z
      .array(variantSchema)
      .min(2)
      .refine(variants => new Set(variants.map(({ name }) => name)).size === variants.length, {
        error: 'must not have two variants of the same name',
      })
      .meta({ description: 'The variants and their weights.' }),
    experiment: nameSchema.optional().meta({
      description:
        'Names the experiment. Splits of the same name, also in other journeys, send a customer the same way if their weights are the same; without it, every split is an experiment of its own.',
    }),
    decide: decideSchema.optional().meta({
      description:
        'When everybody who comes to the split gets the variant that is surely better. Without it, only when you say so (`triggerfish experiments decide`).',
    }),
  })
  .superRefine(({ split, decide }, context) => {
    const names = split.map(({ name }) => name)
    if (decide?.control === undefined || names.includes(decide.control)) return
    const message = `must be the name of a variant, ${listed(names)}${didYouMean(decide.control, names)}`
    context.addIssue({ code: 'custom', path: ['decide', 'control'], message })
  })
  .meta({
    id: 'SplitStep',
    description:
      'Sends customers different ways by chance, but the same customer always the same way. Later steps read the way as `steps.ID.variant`.',
  })

export const gotoStepSchema = z
  .strictObject({
    id: stepIdSchema,
    goto: nameSchema.meta({ description: 'The id of a step above; a wait must be on the way back here.' }),
    max: z.int().min(1).max(100).meta({
      description:
        'How often at most, in the whole pass through the journey (also where it lies inside another round); after that, the flow goes on below.',
    }),
  })
  .meta({
    id: 'GotoStep',
    description: 'Goes back to a step above. Later steps read how often as `steps.ID.passes`.',
  })

/** The word that says of which kind a step is, in the order of `stepSchema`. */
export const stepKinds = [
  'wait',
  'waitFor',
  'branch',
  'split',
  'goto',
  'send',
  'webhook',
  'task',
  'coupon',
  'set',
  'audience',
  'emit',
  'exit',
] as const

/** What zod says where no kind of step fits; `shape-faults.ts` knows the choice by it. */
export const stepExpected = 'must be a step, such as { "id": "settle", "wait": "1h" }'

/** Every kind of step. A new kind is one more schema here and one more file in ../engine/steps/. */
export const stepSchema: z.ZodType<Step> = z
  .union(
    [
      waitStepSchema,
      waitForStepSchema,
      branchStepSchema,
      splitStepSchema,
      gotoStepSchema,
      sendStepSchema,
      webhookStepSchema,
      taskStepSchema,
      couponStepSchema,
      setStepSchema,
      audienceStepSchema,
      emitStepSchema,
      exitStepSchema,
    ],
    { error: stepExpected },
  )
  .meta({ id: 'Step', description: 'One step. Its kind is the word beside `id`.' })

export type WaitStep = z.infer<typeof waitStepSchema>
export type GotoStep = z.infer<typeof gotoStepSchema>
export interface AwaitedEvent {
  event: string
  where?: Fields
  then?: Step[]
}
export interface WaitForStep {
  id: string
  waitFor: { event?: string; where?: Fields; any?: AwaitedEvent[]; if?: Condition; within: string }
  then?: Step[]
  else?: Step[]
}
export interface BranchStep {
  id: string
  branch: { if: Condition; then: Step[] }[]
  else?: Step[]
}
export interface SplitStep {
  id: string
  split: { name: string; weight: number; then: Step[] }[]
  experiment?: string
  decide?: Decide
}
export type Step =
  | WaitStep
  | WaitForStep
  | BranchStep
  | SplitStep
  | GotoStep
  | SendStep
  | WebhookStep
  | TaskStep
  | CouponStep
  | SetStep
  | AudienceStep
  | EmitStep
  | ExitStep
