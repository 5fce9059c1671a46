// What came in by the hour, what audits found, and which reviews went out. As TypeScript sees it: times are Dates.
import type { Generated } from 'kysely'
import type { Severity } from '../model/audit-finding.js'
import type { JsonObject } from '../model/json.js'
import type { Json } from './json-column.js'

export interface GoalCounts {
  readonly matching: number
  readonly valued: number
}

export interface AuditTables {
  report_events: {
    /** The beginning of an hour, by when events were processed. */
    hour: Date
    source_id: string
    type: string
    events: Generated<number>
    repeats: Generated<number>
    late: Generated<number>
    ahead: Generated<number>
    nameless: Generated<number>
    checked: Generated<number>
    faulty: Generated<number>
    missing: Json<Record<string, number>>
    mistyped: Json<Record<string, number>>
    /** Of those checked, how many a goal is for, and how many of these have its value. By JOURNEY/NAME. */
    goals: Json<Record<string, GoalCounts>>
  }
  event_repeats: { id: Generated<string>; source_id: string; type: string; at: Date; events: number }
  audit_findings: {
    id: Generated<string>
    area: string
    code: string
    subject: string
    severity: Severity
    message: string
    advice: string
    facts: Json<JsonObject>
    first_at: Date
    last_at: Date
    ended_at: Date | null
    failed_told_at: Date | null
    recovered_told_at: Date | null
  }
  reviews: { week: string; recipient: string; marked_at: Date; result: string | null }
}
