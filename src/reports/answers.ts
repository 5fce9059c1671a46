// What routes of reports and lists answer alike, in whatever format.
import type { Fault } from '../model/event.js'
import { Problem } from '../platform/http/index.js'

export const formats = ['json', 'csv', 'ndjson'] as const
export type Format = (typeof formats)[number]

export const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

/** What of an address says how to answer, and what to answer. */
export function formatOf(query: object): { format: Format; texts: object } {
  const { format = 'json', ...texts } = query as { format?: unknown }
  const found = formats.find(one => one === format)
  if (found) return { format: found, texts }
  throw invalidParameters([{ path: 'format', message: `must be one of ${formats.join(', ')}` }])
}

export const invalidParameters = (faults: readonly Fault[]): Problem =>
  new Problem({
    status: 400,
    code: 'report_parameters_invalid',
    title: 'The report cannot be made from these parameters',
    errors: faults,
  })

export const unknownReport = (what: 'report' | 'list', names: readonly string[]): Problem =>
  new Problem({
    status: 404,
    code: 'report_not_found',
    title: `There is no ${what} of this name`,
    detail: `There are: ${names.join(', ')}.`,
  })
