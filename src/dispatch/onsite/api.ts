// What pages are to show, described.
import { z } from 'zod'
import { publicKeyProblems } from '../../access/index.js'
import {
  type DescribedArea,
  type DescribedRoute,
  databaseProblems,
  pagePostProblems,
} from '../../platform/openapi/index.js'
import { askSchema } from './ask-schema.js'
import { defaultLimit, mostAtOnce } from './routes.js'

const message = z.object({
  id: z.string(),
  journey: z.string(),
  step: z.string(),
  title: z.string().optional(),
  text: z.string().optional(),
  button: z.string().optional(),
  link: z.string().optional().meta({ description: '`https://…`, `http://…` or a path of the shop.' }),
  image: z.string().optional().meta({ description: 'Likewise.' }),
})

const answers: DescribedRoute['answers'] = {
  200: {
    description: 'The answer is the hand-over: each message is in one answer at most.',
    content: { 'application/json': z.object({ messages: z.array(message) }) },
  },
}

export const onsiteApi: DescribedArea = {
  tag: 'On the site',
  description: 'Messages that a page shows. Role `web`.',
  schemas: { OnsiteMessage: message },
  routes: [
    {
      method: 'get',
      path: '/v1/onsite',
      name: 'takeOnsiteMessages',
      summary: "Hands over the messages that wait on the site for one customer, to the shop's server",
      scope: 'read',
      query: {
        customer: z.string().meta({
          description:
            '`id:c-42`, `email:ann@example.com`, `phone:+4915112345678` or `anonymousId:a-1`, URL-encoded.',
        }),
        limit: z.coerce
          .number()
          .int()
          .min(1)
          .max(mostAtOnce)
          .default(defaultLimit)
          .meta({ description: 'How many at most.' }),
      },
      answers,
      problems: [{ 400: ['customer_key_invalid', 'limit_invalid'] }, databaseProblems],
    },
    {
      method: 'options',
      path: '/v1/script/onsite',
      name: 'mayPagesAskForOnsite',
      summary: 'What a browser asks before it posts',
      answers: { 204: { description: 'Any page may.' } },
    },
    {
      method: 'post',
      path: '/v1/script/onsite',
      name: 'takeOnsiteMessageOfBrowser',
      summary: 'What triggerfish.js is to show in this browser now: one message at most',
      description: 'With a key of the scope `script` in the body.',
      body: { 'application/json': askSchema, 'text/plain': askSchema },
      answers,
      problems: [pagePostProblems, publicKeyProblems, databaseProblems],
    },
  ],
}
