// Every question that is asked of what came in. Pure.
import type { AuditFinding } from '../../model/audit-finding.js'
import type { EventFacts } from '../event-facts.js'
import type { Past } from '../past.js'
import { eventFaults } from './event-faults.js'
import { eventFields } from './event-fields.js'
import { eventVolume } from './event-volume.js'
import { revokedSources } from './new-streams.js'
import { refusedEvents } from './refused-events.js'

export const judgeEvents = (facts: EventFacts, past: Past): AuditFinding[] => [
  ...eventVolume(facts, past),
  ...refusedEvents(facts, past),
  ...eventFields(facts, past),
  ...eventFaults(facts, past),
  ...revokedSources(facts),
]
