// The customers' routes, described. GET …/explain is in src/reports.
import { z } from 'zod'
import { type DescribedArea, databaseProblems, queueProblems } from '../platform/openapi/index.js'
import { mostMoments } from './show-customer.js'

const key = z.string().meta({
  description:
    '`id:c-42`, `email:ann@example.com`, `phone:+4915112345678`, `anonymousId:a-1` or another of their names, URL-encoded.',
})
const params = { key }
/** PostgreSQL writes it, with a zone of its own. */
const time = z.iso.datetime({ offset: true })

const consent = z.object({
  status: z.string(),
  at: time.nullable(),
  topics: z.record(z.string(), z.object({ status: z.string(), at: time })),
})

const customer = z.object({
  customerId: z.string(),
  names: z.array(z.object({ kind: z.string(), value: z.string(), since: time })),
  email: z.string().nullable().meta({ description: 'Where messages go to; null: none is known.' }),
  phone: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
  consents: z.object({ email: consent, sms: consent }),
  suppressions: z.array(z.object({ channel: z.string(), reason: z.string(), since: time })),
  enrollments: z
    .array(
      z.object({
        journeyId: z.string(),
        version: z.int(),
        key: z.string(),
        stepId: z.string().nullable(),
        enteredAt: time,
      }),
    )
    .meta({ description: 'Journeys they are in now.' }),
  counts: z.object({
    events: z.int(),
    enrollments: z.int(),
    messages: z.int(),
    conversions: z.int(),
    merges: z.int(),
  }),
  createdAt: time,
  updatedAt: time,
})

const timeline = z.object({
  customerId: z.string(),
  moments: z.array(
    z.object({
      at: time,
      what: z.enum(['event', 'decision', 'message']),
      id: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  next: z.string().nullable().meta({ description: 'To be given as `before`; null: there is nothing older.' }),
})

const erasure = z.object({
  receipt: z.string().meta({ description: 'Proof that says nothing of who it was.' }),
  erasedAt: time,
  rows: z.record(z.string(), z.int()).meta({ description: 'Rows deleted or emptied, by table.' }),
})

const common = [{ 400: ['customer_key_invalid'], 404: ['customer_not_found'] }, databaseProblems]

export const customersApi: DescribedArea = {
  tag: 'Customers',
  description: 'Who somebody is, and how they are forgotten. Role `web`.',
  schemas: { KnownCustomer: customer },
  routes: [
    {
      method: 'get',
      path: '/v1/customers/:key',
      name: 'getCustomer',
      summary: 'Who somebody is',
      scope: 'read',
      params,
      answers: { 200: { description: 'The customer.', content: { 'application/json': customer } } },
      problems: common,
    },
    {
      method: 'delete',
      path: '/v1/customers/:key',
      name: 'eraseCustomer',
      summary: 'Forgets somebody, at once and for ever',
      description:
        'What is still on its way under their names is dropped, also where nobody was known by the key (404).',
      scope: 'admin',
      params,
      answers: { 200: { description: 'They are forgotten.', content: { 'application/json': erasure } } },
      problems: [...common, queueProblems],
    },
    {
      method: 'get',
      path: '/v1/customers/:key/timeline',
      name: 'getTimeline',
      summary: 'What happened to somebody, newest first',
      scope: 'read',
      params,
      query: {
        limit: z.coerce
          .number()
          .int()
          .min(1)
          .max(mostMoments)
          .default(100)
          .meta({ description: 'How many moments at most.' }),
        before: z.string().optional().meta({ description: 'Where the page before ended: its `next`.' }),
      },
      answers: { 200: { description: 'One page.', content: { 'application/json': timeline } } },
      problems: [{ 400: ['timeline_parameters_invalid'] }, ...common],
    },
    {
      method: 'get',
      path: '/v1/customers/:key/export',
      name: 'exportCustomer',
      summary: 'All that is known of somebody, to take along',
      scope: 'admin',
      params,
      answers: {
        200: {
          description: 'A file, written as it is read.',
          content: { 'application/json': z.record(z.string(), z.unknown()) },
        },
      },
      problems: common,
    },
  ],
}
