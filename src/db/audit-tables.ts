// What came in by the hour and what was refused, the links of templates, what audits found, and which reviews went out.
// As TypeScript sees it: times are Dates.
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
    delayed: Generated<number>
    doubled: Generated<number>
    nameless: Generated<number>
    checked: Generated<number>
    faulty: Generated<number>
    missing: Json<Record<string, number>>
    mistyped: Json<Record<string, number>>
    /** Of those checked, how many a goal is for, and how many of these have its value. By JOURNEY/NAME. */
    goals: Json<Record<string, GoalCounts>>
  }
  event_repeats: { id: Generated<string>; source_id: string; type: string; at: Date; events: number }
  report_refused: {
    hour: Date
    source_id: string
    type: string
    /** '': the events as such. */
    path: string
    fault: '' | 'missing' | 'wrong'
    events: number
  }
  /** Times are real ones. */
  template_links: {
    url: string
    host: string
    /** As `email cart-reminder`. */
    templates: Json<readonly string[]>
    due_at: Date
    asked_at: Date | null
    answered: Generated<boolean>
    why: string | null
    failures: Generated<number>
    broken_since: Date | null
  }
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
    quiet_rounds: Generated<number>
    ended_at: Date | null
    failed_told_at: Date | null
    recovered_told_at: Date | null
  }
  reviews: { week: string; recipient: string; marked_at: Date; result: string | null }
}
