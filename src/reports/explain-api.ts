// GET /v1/customers/:key/explain, described.
import { z } from 'zod'
import { type DescribedRoute, databaseProblems } from '../platform/openapi/index.js'

const time = z.iso.datetime()
const words = z.string().meta({ description: 'For people.' })
const detail = z.unknown().meta({ description: 'For programs.' })

const event = z.object({
  source: z.string(),
  id: z.string(),
  type: z.string(),
  occurredAt: time,
  receivedAt: time,
  processedAt: time,
  entered: z.array(z.object({ journeyId: z.string(), enrollmentId: z.string() })),
  refusals: z.array(
    z.object({
      journeyId: z.string(),
      version: z.int(),
      reason: z.string(),
      detail: detail.optional(),
      words,
    }),
  ),
})

const decision = z.object({
  n: z.int(),
  at: time,
  kind: z.string(),
  stepId: z.string().nullable(),
  reason: z.string().nullable(),
  detail: detail.optional(),
  words,
})

const message = z.object({
  id: z.string(),
  journeyId: z.string(),
  stepId: z.string(),
  channel: z.string(),
  template: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  createdAt: time,
  handedOverAt: time.nullable(),
  sentAt: time.nullable(),
  sender: z.string().nullable(),
  delivery: z.string().nullable().meta({ description: 'The furthest it came.' }),
  deliveryAt: time.nullable(),
  items: z.unknown().meta({ description: 'What it shows otherwise than its event said.' }),
  segments: z.int().nullable(),
  price: z.string().nullable(),
  words,
})

const call = z.object({
  id: z.string(),
  stepId: z.string(),
  kind: z.string(),
  target: z.string(),
  title: z.string().nullable(),
  status: z.string(),
  reason: z.string().nullable(),
  attempts: z.int(),
  responseStatus: z.int().nullable(),
  createdAt: time,
  doneAt: time.nullable(),
  words,
})

const enrollment = z.object({
  id: z.string(),
  journeyId: z.string(),
  version: z.int(),
  key: z.string(),
  status: z.string(),
  stepId: z.string().nullable(),
  enteredAt: time,
  endedAt: time.nullable(),
  endedBy: z.string().nullable(),
  source: z.string(),
  eventId: z.string(),
  words: z.string().nullable(),
  decisions: z.array(decision),
  messages: z.array(message),
  calls: z.array(call),
})

const explanation = z.object({
  customerId: z.string(),
  journey: z.string().nullable(),
  events: z.array(event).meta({ description: 'Oldest first; the latest thousand.' }),
  enrollments: z.array(enrollment),
})

export const explainApi: DescribedRoute = {
  method: 'get',
  path: '/v1/customers/:key/explain',
  name: 'explainCustomer',
  summary: 'What was decided about one customer, and why',
  scope: 'read',
  params: {
    key: z.string().meta({
      description:
        '`id:c-42`, `email:ann@example.com`, `phone:+4915112345678`, `anonymousId:a-1` or another of their names, URL-encoded.',
    }),
  },
  query: { journey: z.string().optional().meta({ description: 'This journey only.' }) },
  answers: { 200: { description: 'All of it, in order.', content: { 'application/json': explanation } } },
  problems: [{ 400: ['customer_key_invalid'], 404: ['customer_not_found'] }, databaseProblems],
}
