// The routes that know no domain, described: those of operators (health-routes.ts of HTTP), and that of the description itself.
import { z } from 'zod'
import type { DescribedArea } from './described-route.js'

const live = z.object({ status: z.literal('live') })
const ready = z.object({ status: z.literal('ready') })
const notReady = z.object({
  status: z.literal('not_ready'),
  failed: z.array(z.string()).meta({ description: 'What does not answer, such as `postgres`.' }),
})

export const operationsApi: DescribedArea = {
  tag: 'Operations',
  description: 'For operators and orchestrators, without a key. In every role.',
  routes: [
    {
      method: 'get',
      path: '/health/live',
      name: 'isLive',
      summary: 'Whether the process answers',
      answers: { 200: { description: 'It does.', content: { 'application/json': live } } },
    },
    {
      method: 'get',
      path: '/health/ready',
      name: 'isReady',
      summary: 'Whether the process can do its part',
      answers: {
        200: { description: 'It can.', content: { 'application/json': ready } },
        503: { description: 'A server it needs is away.', content: { 'application/json': notReady } },
      },
    },
    {
      method: 'get',
      path: '/metrics',
      name: 'getMetrics',
      summary: 'Metrics in the text format of Prometheus',
      answers: { 200: { description: 'All of them.', content: { 'text/plain': null } } },
    },
    {
      method: 'get',
      path: '/openapi.json',
      name: 'getOpenApi',
      summary: 'This document',
      description: 'Roles `ingest` and `web`.',
      answers: {
        200: {
          description: 'OpenAPI 3.1.',
          content: { 'application/json': z.looseObject({ openapi: z.string() }) },
        },
      },
    },
  ],
}
