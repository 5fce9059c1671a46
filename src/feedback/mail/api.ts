// POST /v1/unsubscribes, described.
import { z } from 'zod'
import { channelSchema } from '../../model/channel.js'
import {
  type DescribedRoute,
  databaseProblems,
  queueProblems,
  rawBodyProblems,
} from '../../platform/openapi/index.js'

export const unsubscribeMailApi: DescribedRoute = {
  method: 'post',
  path: '/v1/unsubscribes',
  name: 'postUnsubscribeMail',
  summary: 'A mail that came to the unsubscribe mailbox, as it came',
  description: 'At most 1 MB. Role `ingest`.',
  scope: 'ingest',
  body: { 'message/rfc822': null },
  answers: {
    202: {
      description: 'Whoever the link in the mail was made for is unsubscribed.',
      content: {
        'application/json': z.object({
          unsubscribed: z.object({
            channel: channelSchema,
            topic: z.string().nullable().meta({ description: 'null: from the whole channel.' }),
          }),
        }),
      },
    },
  },
  problems: [
    rawBodyProblems,
    { 422: ['unsubscribe_token_missing', 'unsubscribe_token_expired'] },
    databaseProblems,
    queueProblems,
  ],
}
