// Every report there is. A new one is a line here: HTTP, the command line and the export take it from this list.
import { caps } from './caps/index.js'
import { conversions } from './conversions/conversions.js'
import { funnel } from './funnel/funnel.js'
import { health } from './health/index.js'
import { lift } from './lift/index.js'
import type { ReportKind } from './report-kind.js'
import { timing } from './timing/timing.js'

export const reportKinds: readonly ReportKind[] = [conversions, funnel, lift, timing, health, caps]

export const findReportKind = (name: string): ReportKind | undefined =>
  reportKinds.find(kind => kind.name === name)
