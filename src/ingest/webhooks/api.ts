// The doors for shops and for Segment, described. What is in a webhook is the shop's own format: nothing of it is checked at the door.
import { z } from 'zod'
import {
  type DescribedArea,
  type DescribedRoute,
  type ProblemCodes,
  queueProblems,
  rawBodyProblems,
} from '../../platform/openapi/index.js'
import { type SigningPlatform, signingPlatforms } from '../../platform/storefront-secrets.js'
import { doorways } from './door.js'
import { calls, maxMessages } from './segment/split-call.js'

const source = z.string().meta({ description: 'The shop, such as `shop-de`.' })
const taken = z.object({ accepted: z.int() })
const titles: Readonly<Record<SigningPlatform, string>> = { shopify: 'Shopify', woocommerce: 'WooCommerce' }

const signed = (platform: SigningPlatform): DescribedRoute => {
  const { signature, topic } = doorways[platform]
  const title = titles[platform]
  return {
    method: 'post',
    path: `/v1/webhooks/${platform}/:source`,
    name: `post${title}Webhook`,
    summary: `What ${title} posts by itself`,
    description: `No key: the header \`${signature[0]}\` signs the body with the secret of \`TRIGGERFISH_${platform.toUpperCase()}_SECRET_SOURCE\`; \`${topic[0]}\` names what happened.`,
    params: { source },
    body: { 'application/json': null },
    answers: { 200: { description: 'It is stored.', content: { 'application/json': taken } } },
    problems: [
      rawBodyProblems,
      {
        400: ['webhook_topic_missing'],
        401: ['signature_missing', 'signature_invalid'],
        404: ['webhook_source_unknown'],
      },
      queueProblems,
    ],
  }
}

const segmentProblems: ProblemCodes = {
  400: ['invalid_json', 'invalid_body'],
  403: ['source_of_another_key'],
  413: ['body_too_large', 'batch_too_large'],
  415: ['not_json'],
}

const segment = {
  method: 'post',
  summary: "What Segment's libraries post, with a key of ours as their write key",
  description: `At most 500 kB and ${maxMessages} messages. The key may also be \`writeKey\` in the body.`,
  scope: 'ingest',
  orAsUserName: true,
  query: {
    currency: z.string().optional().meta({ description: 'Of amounts that come without one, such as `EUR`.' }),
  },
  body: { 'application/json': null },
  answers: {
    200: {
      description: 'All of it is stored.',
      content: { 'application/json': z.object({ success: z.literal(true) }) },
    },
  },
  problems: [segmentProblems, queueProblems],
} as const

const call = z.enum(calls).meta({ description: 'What is posted; `t`, `i`, … are short for it.' })

export const webhooksApi: DescribedArea = {
  tag: 'Webhooks of shops',
  description:
    'What shops and their tools post in formats of their own. Role `ingest`; goes on while PostgreSQL is away.',
  routes: [
    ...signingPlatforms.map(signed),
    { ...segment, path: '/v1/webhooks/segment/v1/:call', name: 'postSegment', params: { call } },
    {
      ...segment,
      path: '/v1/webhooks/segment/:source/v1/:call',
      name: 'postSegmentOfSource',
      params: { source: source.meta({ description: "The key's own source." }), call },
    },
  ],
}
