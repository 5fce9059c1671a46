// What GET /openapi.json tells: the routes of all roles, as the folders that answer them describe them. Part of app.ts.
import { aboutKeys, keyProblems } from './access/index.js'
import { auditsApi } from './audits/index.js'
import { catalogApi } from './catalog/index.js'
import { onsiteApi } from './dispatch/index.js'
import { experimentsApi } from './experiments/index.js'
import { feedbackApi } from './feedback/index.js'
import { ingestApi, scriptApi, webhooksApi } from './ingest/index.js'
import { openApiDocument, operationsApi } from './platform/openapi/index.js'
import { packageVersion } from './platform/package-version.js'
import { customersApi } from './privacy/index.js'
import { reportsApi } from './reports/index.js'

const description = `What shops, providers and programs ask of Triggerfish over HTTP. The reference says more of it, in \`docs/reference/api.md\`.

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`: branch on it, titles may change. Where there is nothing, the answer is 404 \`not_found\`; where another method is wanted, 405 \`method_not_allowed\`, with the header \`Allow\`.

Each route is answered by the processes of its role.`

export const describeApi = (publicUrl: string): object =>
  openApiDocument({
    title: 'Triggerfish',
    description,
    version: packageVersion(),
    serverUrl: publicUrl,
    areas: [
      ingestApi,
      scriptApi,
      webhooksApi,
      ...feedbackApi,
      catalogApi,
      customersApi,
      onsiteApi,
      reportsApi,
      experimentsApi,
      auditsApi,
      operationsApi,
    ],
    aboutKeys,
    keyProblems,
  })
