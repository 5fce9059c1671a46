// What could not be processed and waits for somebody, and reports that are far behind.
import type { AuditFinding } from '../../model/audit-finding.js'
import { shown } from '../event-facts.js'
import { noPast, type Past } from '../past.js'

export interface BacklogFacts {
  readonly now: Date
  readonly failedEvents: number
  readonly failedWebhooks: number
  /** Until when what happened is in the reports; null: nothing was counted yet. */
  readonly countedTo: Date | null
  /** Until when events were counted for the audits; null: they have not all been counted yet. */
  readonly eventsCountedTo: Date | null
}

const hourMs = 3_600_000
/** Counting takes turns with the pipeline, and may be late after an import. */
const behindMs = 2 * hourMs
/** Whole hours are counted, after they are over. */
const eventsBehindMs = 4 * hourMs
/** What was found is over only below so much of that. */
const softer = 0.75

export function backlog(facts: BacklogFacts, past: Past = noPast): AuditFinding[] {
  const { now, countedTo, eventsCountedTo } = facts
  const late = (what: string, at: Date | null, ms: number): at is Date => {
    const factor = past.isOpen('counting_behind', what) ? softer : 1
    return at !== null && now.getTime() - at.getTime() > ms * factor
  }
  return [
    ...setAside('events', facts.failedEvents, 'triggerfish failed list'),
    ...setAside('webhooks', facts.failedWebhooks, 'triggerfish failed list'),
    ...(late('reports', countedTo, behindMs) ? [behind('reports', now, countedTo)] : []),
    ...(late('events', eventsCountedTo, eventsBehindMs) ? [behind('events', now, eventsCountedTo)] : []),
  ]
}

const setAside = (what: 'events' | 'webhooks', count: number, command: string): AuditFinding[] =>
  count === 0
    ? []
    : [
        {
          code: 'events_set_aside',
          subject: what,
          severity: 'error',
          message: `${shown(count)} ${what} could not be processed and are set aside.`,
          advice: `See why with \`${command}\`, mend the cause and replay them.`,
          facts: { count },
        },
      ]

const behind = (what: 'reports' | 'events', now: Date, at: Date): AuditFinding => ({
  code: 'counting_behind',
  subject: what,
  severity: 'warning',
  message: `${what === 'reports' ? 'Reports are' : 'The counts of events are'} ${shown((now.getTime() - at.getTime()) / hourMs)} hours behind.`,
  advice:
    'Does a process with the role engine run, and does its log say that rounds fail? After a large import it catches up by itself.',
  facts: { countedTo: at.toISOString() },
})
