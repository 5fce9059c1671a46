// The reports and lists, described: each with its own parameters and columns, so that a new kind describes itself.
import { z } from 'zod'
import {
  type Content,
  type DescribedArea,
  type DescribedRoute,
  databaseProblems,
  inCapitals,
  type ProblemCodes,
} from '../platform/openapi/index.js'
import { contentTypes, formats } from './answers.js'
import { explainApi } from './explain-api.js'
import type { ListKind } from './list-kind.js'
import { listKinds } from './lists/lists.js'
import { commonParameters } from './parse-request.js'
import { reportKinds } from './registry.js'
import type { ReportColumn, ReportKind, ReportSettings } from './report-kind.js'
import { rowSchema, shownText } from './row-schema.js'

const format = z.enum(formats).default('json').meta({ description: 'how the answer is written' })

const askedFor = z.object({
  name: z.string(),
  summary: z.string(),
  parameters: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      values: z.array(z.string()).optional(),
      default: z.string().optional(),
    }),
  ),
})

/** What every report and list says beside its rows. */
const frame = {
  from: z.iso.date(),
  to: z.iso.date().meta({ description: 'Not included.' }),
  timeZone: z.string(),
  journey: z.string().nullable(),
  parameters: z.record(z.string(), z.unknown()),
  notes: z.array(z.string()).meta({ description: 'What has to be known to read it right.' }),
}

const report = (row: z.ZodObject): z.ZodObject =>
  z.object({
    report: z.string(),
    ...frame,
    currency: z.string(),
    countedTo: z.iso.datetime().nullable().meta({ description: 'Until when what happened is counted in.' }),
    rows: z.array(row.extend({ lists })),
    total: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'null: rows must not be added up.' }),
    facts: z.record(z.string(), z.unknown()).optional(),
  })

const lists = z
  .record(z.string(), z.string())
  .optional()
  .meta({ description: 'Addresses of what is behind the figures.' })

const list = (row: z.ZodObject): z.ZodObject =>
  z.object({
    list: z.string(),
    ...frame,
    rows: z.array(row),
    next: z
      .string()
      .nullable()
      .meta({ description: 'To be given as `after`; null: this was the last page.' }),
  })

const contentOf = (schema: z.ZodType): Content => ({
  'application/json': schema,
  [contentTypes.csv]: null,
  [contentTypes.ndjson]: null,
})

const problems: readonly ProblemCodes[] = [
  { 400: ['report_parameters_invalid'], 404: ['report_not_found'] },
  databaseProblems,
]

/** `what`: "Report" or "List". */
const described = (
  what: string,
  kind: ReportKind | ListKind,
  address: string,
  answer: z.ZodType,
): DescribedRoute => ({
  method: 'get',
  path: `${address}/${kind.name}`,
  name: `get${inCapitals(kind.name)}${what}`,
  summary: sentence(kind.summary),
  scope: 'read',
  query: { ...(kind.parameters.shape as Record<string, z.ZodType>), ...commonParameters.shape, format },
  answers: { 200: { description: 'CSV and NDJSON have the rows only.', content: contentOf(answer) } },
  problems,
})

/** `member`: what holds them in the answer. */
const overview = (path: string, member: string, name: string, summary: string): DescribedRoute => ({
  method: 'get',
  path,
  name,
  summary,
  scope: 'read',
  answers: {
    200: {
      description: 'All there are.',
      content: {
        'application/json': z.object({ [member]: z.array(askedFor) }),
      },
    },
  },
})

/** Which columns there are may depend on what is asked for: those of the usual question. */
function usualColumns(kind: ReportKind): readonly ReportColumn[] {
  const parameters = kind.parameters.parse({}) as Parameters<ReportKind['columns']>[0]['parameters']
  return kind.columns({ from: '2026-11-01', to: '2026-12-01', journey: null, parameters }, anySettings)
}

const anySettings: ReportSettings = { currency: 'EUR', timeZone: 'UTC', rates: {} }

export const reportsApi: DescribedArea = {
  tag: 'Reports',
  description: 'What people ask afterwards, and what is behind the figures. Role `web`.',
  schemas: { AskedFor: askedFor, ShownText: shownText },
  routes: [
    overview('/v1/reports', 'reports', 'listReports', 'The reports there are, with their parameters'),
    ...reportKinds.map(kind =>
      described('Report', kind, '/v1/reports', report(rowSchema(usualColumns(kind)))),
    ),
    overview('/v1/reports/lists', 'lists', 'listReportLists', 'The lists there are, with their parameters'),
    ...listKinds.map(kind => described('List', kind, '/v1/reports/lists', list(rowSchema(kind.columns)))),
    explainApi,
  ],
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
