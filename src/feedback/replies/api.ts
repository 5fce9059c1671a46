// GET /v1/replies, described.
import { z } from 'zod'
import { type DescribedRoute, databaseProblems } from '../../platform/openapi/index.js'

const reply = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  customerId: z.string(),
  phone: z.string().meta({ description: 'The number it came from.' }),
  meaning: z.enum(['unclear', 'none']).meta({ description: '`unclear`: it may want no more SMS.' }),
  text: z.string(),
  doneAt: z.iso.datetime().nullable(),
})

export const repliesApi: DescribedRoute = {
  method: 'get',
  path: '/v1/replies',
  name: 'listReplies',
  summary: 'What customers have answered by SMS and a person is to read',
  description: 'Those that may want no more SMS first, then the oldest.',
  scope: 'read',
  query: {
    all: z.enum(['true', 'false']).optional().meta({ description: '`true`: also what was dealt with.' }),
  },
  answers: {
    200: {
      description: 'At most 500.',
      content: { 'application/json': z.object({ replies: z.array(reply) }) },
    },
  },
  problems: [databaseProblems],
}
