// Where links and pictures of messages lead, described.
import { z } from 'zod'
import type { DescribedAnswer, DescribedArea, DescribedRoute } from '../../platform/openapi/index.js'

const page = { 'text/html': null }
const answers: Readonly<Record<number, DescribedAnswer>> = {
  302: { description: 'To where the link led.', headers: { Location: 'where it led' } },
  404: { description: 'The link is not ours.', content: page },
  503: {
    description: 'PostgreSQL is away.',
    content: page,
    headers: { 'Retry-After': 'seconds until it may be tried again' },
  },
}

const link = (route: Pick<DescribedRoute, 'path' | 'name' | 'summary' | 'params'>): DescribedRoute => ({
  method: 'get',
  ...route,
  answers,
})

const token = z.string().meta({ description: 'Signed; holds no address.' })

export const visitsApi: DescribedArea = {
  tag: 'Links',
  description: 'Where links and pictures of messages lead, without a key. Role `ingest`.',
  routes: [
    link({ path: '/c/:token', name: 'followLink', summary: 'A link of a mail', params: { token } }),
    link({
      path: '/s/:token',
      name: 'followShortLink',
      summary: 'A link of an SMS',
      params: { token: z.string().meta({ description: 'A code.' }) },
    }),
    {
      method: 'get',
      path: '/o/:token.gif',
      name: 'getOpenPicture',
      summary: 'The picture of a mail',
      params: { token },
      answers: { 200: { description: 'The picture, whatever the token.', content: { 'image/gif': null } } },
    },
  ],
}
