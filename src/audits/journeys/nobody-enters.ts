// Journeys that nobody comes into, though what should bring customers in does happen.
import type { AuditFinding } from '../../model/audit-finding.js'
import { shown } from '../event-facts.js'
import type { JourneyFacts, JourneysFacts } from './journey-facts.js'

const days = 7
/** Of fewer, none may rightly be let in. */
const leastEvents = 20

export const nobodyEnters = (facts: JourneysFacts): AuditFinding[] =>
  facts.journeys
    .filter(
      ({ testersOnly, entered, triggerEvents, days: open, rollout }) =>
        facts.days >= days &&
        open >= days &&
        !testersOnly &&
        entered === 0 &&
        triggerEvents >= leastEvents / rollout,
    )
    .map(findingOf)

function findingOf({ id, triggers, triggerEvents, refusals }: JourneyFacts): AuditFinding {
  const [first] = refusals
  const why = first ? ` Most were refused as ${first.reason} (${shown(first.times)} times).` : ''
  return {
    code: 'journey_without_entries',
    subject: id,
    severity: 'warning',
    message: `Nobody came into ${id} in ${days} days, though ${shown(triggerEvents)} ${triggers.join(' or ')} came in.${why}`,
    advice: `Ask for one customer with \`triggerfish explain CUSTOMER --journey ${id}\`; archive the journey if it is over.`,
    facts: { events: triggerEvents, reason: first?.reason ?? null, refused: first?.times ?? 0 },
  }
}
