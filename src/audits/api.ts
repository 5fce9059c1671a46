// GET /v1/audits, described.
import { z } from 'zod'
import { severities } from '../model/audit-finding.js'
import { type DescribedArea, databaseProblems } from '../platform/openapi/index.js'
import { areas } from './found.js'

const finding = z.object({
  area: z.enum(areas),
  code: z.string().meta({ description: 'Stable, such as `events_too_few`.' }),
  subject: z.string().meta({ description: 'What it is about, the same for as long as it lasts.' }),
  severity: z.enum(severities),
  message: z.string(),
  advice: z.string(),
  facts: z.record(z.string(), z.unknown()),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable().meta({ description: 'null: it goes on.' }),
})

const audits = z.object({
  auditedAt: z.iso.datetime().nullable().meta({ description: 'null: never yet.' }),
  findings: z.array(finding),
  ended: z.array(finding),
})

export const auditsApi: DescribedArea = {
  tag: 'Audits',
  description: 'What somebody should look at. Role `web`.',
  schemas: { Finding: finding },
  routes: [
    {
      method: 'get',
      path: '/v1/audits',
      name: 'getAudits',
      summary:
        'What the audits found when they were last made, the worst first, and what ended in the last seven days',
      scope: 'read',
      answers: { 200: { description: 'The findings.', content: { 'application/json': audits } } },
      problems: [databaseProblems],
    },
  ],
}
