// What pages load and post, described. POST /v1/script/onsite is in src/dispatch/onsite.
import { z } from 'zod'
import { publicKeyProblems } from '../../access/index.js'
import { type DescribedArea, pagePostProblems, queueProblems } from '../../platform/openapi/index.js'
import { rejectedSchema } from '../api.js'
import { maxPageEvents, pageEventSchema, pagePostSchema } from './page-events.js'

const post = pagePostSchema.extend({ events: z.array(pageEventSchema).max(maxPageEvents) })

export const scriptApi: DescribedArea = {
  tag: 'Storefront script',
  description:
    'What pages of any origin load and post, with a key of the scope `script` in the body, which anybody can read there. Role `ingest`.',
  routes: [
    {
      method: 'get',
      path: '/triggerfish.js',
      name: 'getScript',
      summary: 'The storefront script',
      answers: {
        200: { description: 'JavaScript; kept for an hour.', content: { 'text/javascript': null } },
        304: { description: 'It is the same as the one of `If-None-Match`.' },
      },
    },
    {
      method: 'options',
      path: '/v1/script/events',
      name: 'mayPagesPostEvents',
      summary: 'What a browser asks before it posts',
      answers: { 204: { description: 'Any page may.' } },
    },
    {
      method: 'post',
      path: '/v1/script/events',
      name: 'postPageEvents',
      summary: `What happened in a page: up to ${maxPageEvents} events in 256 kB`,
      body: { 'application/json': post, 'text/plain': post },
      answers: {
        202: {
          description: 'The accepted ones are stored.',
          content: { 'application/json': z.object({ accepted: z.int(), rejected: rejectedSchema }) },
        },
      },
      problems: [pagePostProblems, publicKeyProblems, { 413: ['batch_too_large'] }, queueProblems],
    },
  ],
}
