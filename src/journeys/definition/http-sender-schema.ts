// Entries of senders.json for providers with an HTTP interface: the request, and what its answers mean. Shape only.
import { z } from 'zod'
import { durationSchema } from '../../model/time.js'
import { domainsSchema, paced, secretSchema } from './sender-parts-schema.js'

const statusWanted = 'must be a status such as 422, or a class of them such as "2xx"'
const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, { error: 'must be the name of a header' })
const statusSchema = z
  .union([z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, { error: statusWanted })], {
    error: statusWanted,
  })
  .meta({ id: 'Status', description: 'Of an HTTP answer: `422`, or `"4xx"` for all that begin with 4.' })
const statuses = z.array(statusSchema).min(1)
const codes = z.array(z.union([z.int(), z.string()])).min(1)
const pathSchema = z.string().regex(/^[^.\s]+(\.[^.\s]+)*$/, {
  error: 'must be a path such as "id" or "messages.0.id"',
})

const answersSchema = z
  .strictObject({
    sent: statuses.optional().meta({ description: 'It has the message. Without it: `["2xx"]`.' }),
    retry: statuses.optional().meta({
      description:
        'It surely has not taken it, and may later. 401, 403, 404, 405 and 429 are such without being named.',
    }),
    giveUp: statuses.optional().meta({
      description: 'It surely has not taken it, and never will. Without it: `[400, 413, 422]`.',
    }),
    id: pathSchema
      .optional()
      .meta({ description: "Where its answer has the message's id, such as `id` or `messages.0.id`." }),
    idHeader: z.string().min(1).optional().meta({ description: 'Or the header that has it.' }),
    codes: z
      .strictObject({
        path: pathSchema.meta({ description: 'Where its answer has the code.' }),
        sent: codes.optional().meta({ description: 'Codes of success: any other one was not sent.' }),
        retry: codes.optional().meta({ description: 'Codes after which it may take the message later.' }),
        hardBounce: codes.optional().meta({ description: 'Codes of a dead address: it is suppressed.' }),
        optOut: codes
          .optional()
          .meta({ description: 'Codes of one who wants no more: the address is suppressed.' }),
      })
      .optional()
      .meta({ description: 'Codes in the body of an answer, which say more than its status.' }),
  })
  .meta({
    id: 'Answers',
    description: 'What the answers of an HTTP provider mean. What is named nowhere is `unknown`.',
  })

const http = {
  kind: z.literal('http'),
  ...paced,
  url: z
    .string()
    .regex(/^https?:\/\/[^\s@]+$/, { error: 'must be an address such as "https://api.example.com/messages"' })
    .meta({ description: 'Where each message is sent to. May name variables.' }),
  method: z.enum(['POST', 'PUT']).default('POST').meta({ description: 'By which method.' }),
  headers: z
    .record(headerName, z.string().regex(/^[^\r\n]*$/))
    .default({})
    .meta({
      description: 'Headers, with secrets by their variable: `"Bearer $TRIGGERFISH_SENDER_KEY"`.',
    }),
  login: z
    .strictObject({ user: z.string().min(1), password: secretSchema })
    .optional()
    .meta({ description: 'For HTTP Basic: the user, and the variable with the password.' }),
  json: z
    .record(z.string(), z.json())
    .optional()
    .meta({ description: 'The body as JSON, with `{{ message.to }}` and the like in its texts.' }),
  form: z.record(z.string(), z.string()).optional().meta({ description: 'Or the body as a form.' }),
  answers: answersSchema.default({}),
  idempotencyHeader: headerName.optional().meta({
    description:
      "The header by which the provider knows a repetition, such as `Idempotency-Key`. It gets our message's id; an end that leaves open whether the provider has the message is then followed by the same request again.",
  }),
  timeout: durationSchema.default('30s').meta({ description: 'How long an answer is waited for.' }),
}
const bodyIsOne = {
  check: ({ json, form }: { json?: unknown; form?: unknown }) =>
    (json === undefined) !== (form === undefined),
  error: 'must have either "json" or "form"',
}
export const httpEmailSchema = z
  .strictObject({ ...http, domains: domainsSchema.optional() })
  .refine(bodyIsOne.check, { error: bodyIsOne.error })
  .meta({ id: 'HttpEmailSender', description: 'A provider of email with an HTTP interface.' })
export const httpSmsSchema = z
  .strictObject(http)
  .refine(bodyIsOne.check, { error: bodyIsOne.error })
  .meta({ id: 'HttpSmsSender', description: 'A provider of SMS with an HTTP interface.' })

export type Status = z.infer<typeof statusSchema>
export type Answers = z.infer<typeof answersSchema>
export type HttpSenderEntry = z.infer<typeof httpEmailSchema> | z.infer<typeof httpSmsSchema>
