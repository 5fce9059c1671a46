// The steps that do something: shape only. What they mean is in ../engine/steps/.
import { z } from 'zod'
import { messageChannelSchema } from '../../model/channel.js'
import { eventTypeSchema } from '../../model/event.js'
import { durationSchema } from '../../model/time.js'
import { topicSchema } from '../../model/topic.js'
import { capSchema, heldSchema } from './cap-schema.js'
import { conditionSchema } from './condition-schema.js'
import { nameSchema, stepIdSchema } from './name-schema.js'
import { valuesSchema } from './value-schema.js'

export const categories = ['marketing', 'transactional'] as const
export type Category = (typeof categories)[number]

export const sendStepSchema = z
  .strictObject({
    id: stepIdSchema,
    send: messageChannelSchema.meta({ description: 'The channel: email, sms or onsite.' }),
    template: nameSchema.meta({
      description:
        'templates/NAME.mjml for email, templates/NAME.txt for SMS, templates/NAME.onsite.json for a message on the site.',
    }),
    category: z.enum(categories).optional().meta({
      description:
        'Without it: "marketing". A "transactional" message is part of what the customer has ordered: it needs no consent, keeps no quiet hours, and neither takes nor needs room under the caps for marketing.',
    }),
    topic: topicSchema.optional().meta({
      description:
        'What a marketing message is about: a name of `topics` in settings.json. It goes to whoever wants this topic by the channel; without it, to whoever is subscribed to the channel.',
    }),
    skipIf: conditionSchema.optional().meta({ description: 'Leaves the message out when this matches.' }),
    cap: capSchema.optional().meta({ description: 'How often this message, of this step.' }),
    whenCapped: heldSchema.optional().meta({
      description: 'What happens when a cap has no room: "skip" (without it), "wait", or { "wait": "2d" }.',
    }),
    whenQuiet: heldSchema.optional().meta({
      description: 'What happens in quiet hours: "wait" (without it), "skip", or { "wait": "12h" }.',
    }),
    content: nameSchema.optional().meta({
      description: 'What the message says, whatever the channel; without it, the name of the template.',
    }),
    dedupe: durationSchema.optional().meta({
      description:
        'Leaves the message out when the customer was sent the same `content` within so much time, on any channel and by any journey.',
    }),
  })
  .refine(({ send, topic }) => topic === undefined || send !== 'onsite', {
    error: 'is for email and SMS: a message on the site needs no consent',
    path: ['topic'],
  })
  .meta({
    id: 'SendStep',
    description:
      'Sends a message, if consent, suppression, caps and quiet hours allow it. Later steps read `steps.ID.sent`, and why not as `steps.ID.reason`.',
  })

export const webhookStepSchema = z
  .strictObject({
    id: stepIdSchema,
    webhook: nameSchema.meta({ description: 'Which one: a name of `webhooks` in settings.json.' }),
    with: valuesSchema.optional().meta({ description: 'What it is told, besides who and which journey.' }),
    answerWithin: durationSchema.optional().meta({
      description:
        'Waits so long for the answer, which later steps read as `steps.ID.status` and `steps.ID.body`. Without it, the customer goes on at once.',
    }),
  })
  .meta({ id: 'WebhookStep', description: 'Calls a webhook, again and again until it answers.' })

export const taskStepSchema = z
  .strictObject({
    id: stepIdSchema,
    task: z.string().min(1).max(200).meta({ description: 'What is to be done, for people.' }),
    team: nameSchema.meta({ description: 'Who is to do it: a name of `teams` in settings.json.' }),
    with: valuesSchema.optional().meta({ description: 'What they should know.' }),
  })
  .meta({ id: 'TaskStep', description: 'Gives a team something to do, by email or webhook.' })

export const couponStepSchema = z
  .strictObject({
    id: stepIdSchema,
    coupon: z
      .string()
      .regex(/^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$/, { error: 'must be the name of a pool, such as "SAVE10"' })
      .max(64)
      .meta({ description: 'The pool the code is taken from: a name of `coupons` in settings.json.' }),
    expires: durationSchema
      .optional()
      .meta({ description: 'How long the code is good for; without it, as long as the shop says.' }),
    whenEmpty: z
      .union(
        [
          z.enum(['continue', 'exit']),
          z
            .strictObject({
              code: z.string().min(1).max(100).meta({ description: 'One code for everybody.' }),
            })
            .meta({ id: 'FallbackCode', description: 'A code to give instead.' }),
        ],
        { error: 'must be "continue", "exit" or { "code": "WELCOME" }' },
      )
      .optional()
      .meta({
        description:
          'When the pool has run dry: "continue" without a code (without it), "exit", or { "code": … }, one code for everybody.',
      }),
  })
  .meta({
    id: 'CouponStep',
    description:
      'Takes a code of its own for this customer, which later steps and templates read as `steps.ID.code` and `steps.ID.expiresAt`.',
  })

export const setStepSchema = z
  .strictObject({
    id: stepIdSchema,
    set: valuesSchema.meta({ description: 'Attributes of the customer and their new values.' }),
  })
  .meta({ id: 'SetStep', description: 'Changes attributes of the customer.' })

export const audienceStepSchema = z
  .strictObject({
    id: stepIdSchema,
    audience: z
      .strictObject({
        add: nameSchema.optional().meta({ description: 'The audience the customer is added to.' }),
        remove: nameSchema.optional().meta({ description: 'The audience the customer is taken from.' }),
      })
      .refine(({ add, remove }) => (add === undefined) !== (remove === undefined), {
        error: 'must have either "add" or "remove"',
      })
      .meta({ id: 'AudienceChange', description: 'One change of one audience.' }),
  })
  .meta({ id: 'AudienceStep', description: 'Adds the customer to an audience, or takes them from it.' })

export const emitStepSchema = z
  .strictObject({
    id: stepIdSchema,
    emit: eventTypeSchema.meta({ description: 'The type of the event.' }),
    with: valuesSchema.optional().meta({ description: 'Its properties.' }),
  })
  .meta({ id: 'EmitStep', description: 'Makes an event of this customer, for other journeys to use.' })

export const exitStepSchema = z
  .strictObject({
    id: stepIdSchema,
    exit: z
      .union([z.literal(true), nameSchema], { error: 'must be true, or a name for the reason' })
      .meta({ description: 'true, or a name that says why, such as "not-interested"; `explain` shows it.' }),
  })
  .meta({ id: 'ExitStep', description: 'Ends the enrollment.' })

export type SendStep = z.infer<typeof sendStepSchema>
export type WebhookStep = z.infer<typeof webhookStepSchema>
export type TaskStep = z.infer<typeof taskStepSchema>
export type CouponStep = z.infer<typeof couponStepSchema>
export type SetStep = z.infer<typeof setStepSchema>
export type AudienceStep = z.infer<typeof audienceStepSchema>
export type EmitStep = z.infer<typeof emitStepSchema>
export type ExitStep = z.infer<typeof exitStepSchema>
