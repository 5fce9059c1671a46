// All that feedback answers over HTTP, described.
import type { DescribedArea } from '../platform/openapi/index.js'
import { unsubscribeMailApi } from './mail/api.js'
import { pagesApi } from './pages/api.js'
import { providersApi } from './providers/api.js'
import { repliesApi } from './replies/api.js'
import { suppressionsApi } from './suppressions/api.js'
import { visitsApi } from './visits/api.js'

export const feedbackApi: readonly DescribedArea[] = [
  providersApi,
  { ...suppressionsApi, routes: [...suppressionsApi.routes, unsubscribeMailApi] },
  {
    tag: 'Replies',
    description: 'What a person is to read. Role `web`.',
    routes: [repliesApi],
  },
  visitsApi,
  pagesApi,
]
