// Every report there is. A new one is a line here: HTTP, the command line and the export take it from this list.
import type { ReportKind } from './report-kind.js'

export const reportKinds: readonly ReportKind[] = []

export const findReportKind = (name: string): ReportKind | undefined =>
  reportKinds.find(kind => kind.name === name)
