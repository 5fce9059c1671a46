// Events that come again and again, whose clock is wrong, that are told days late, and orders of whom nobody knows who they are:
// each a row of the table of rules.
import type { AuditFinding } from '../../model/audit-finding.js'
import {
  type Compared,
  compareWeeks,
  type EventFacts,
  type EventSum,
  median,
  percent,
  shown,
  stretchText,
  usualWeeks,
} from '../event-facts.js'
import { noPast, type Past } from '../past.js'
import { type FaultBound, type FaultRule, faultRules } from './fault-rules.js'

/** Where as many are faulty every week, that is how the shop is: it must be so many times the usual share. */
const timesUsual = 2
/** What was found is over only below so much of each bound. */
const softer = 0.6

export function eventFaults(facts: EventFacts, past: Past = noPast): AuditFinding[] {
  const days = compareWeeks(facts, 24)
  const weeks = compareWeeks(facts, 168)
  return faultRules.flatMap(rule =>
    facts.streams.flatMap((_, n) => {
      for (const bound of rule.bounds) {
        const found = judge(rule, bound, (bound.hours === 24 ? days : weeks)[n]!, past)
        if (found) return [found]
      }
      return []
    }),
  )
}

function judge(rule: FaultRule, bound: FaultBound, stream: Compared, past: Past): AuditFinding | null {
  const { source, type, now, hours } = stream
  const shareOf = (sum: EventSum): number => rule.part(sum) / Math.max(1, rule.whole(sum))
  const [count, share] = [rule.part(now), shareOf(now)]
  const subject = `${source} ${type}`
  const usual = median(usualWeeks(stream, past, [rule.code], subject).map(shareOf))
  const factor = past.isOpen(rule.code, subject) ? softer : 1
  if (count < bound.least * factor || share < bound.share * factor) return null
  if (share < timesUsual * usual * factor) return null
  return {
    code: rule.code,
    subject,
    severity: rule.severity,
    message: `${shown(count)} of the ${type} of ${source} in ${stretchText(hours)} (${percent(share)}) ${rule.says}.`,
    advice: rule.advice,
    facts: { source, type, hours, events: count, share, usual },
  }
}
