// Events that come again and again, whose clock is wrong, that are told days late, and orders of whom nobody knows who they are.
import type { AuditFinding } from '../../model/audit-finding.js'
import {
  type Compared,
  compareWeeks,
  type EventFacts,
  type EventSum,
  median,
  percent,
  shown,
} from '../event-facts.js'

interface Rule {
  readonly code: string
  readonly severity: AuditFinding['severity']
  readonly hours: 24 | 168
  /** So many at least, and this share, which must also be twice the usual one. */
  readonly least: number
  readonly share: number
  part(sum: EventSum): number
  whole(sum: EventSum): number
  readonly says: string
  readonly advice: string
}

const rules: readonly Rule[] = [
  {
    code: 'events_repeated',
    severity: 'notice',
    hours: 24,
    least: 100,
    share: 0.05,
    part: ({ repeats }) => repeats,
    whole: ({ events, repeats }) => events + repeats,
    says: 'came again under the same id; each counts once',
    advice:
      'Does the shop send again what was answered with 202, or two senders of the shop the same events?',
  },
  {
    code: 'events_ahead',
    severity: 'warning',
    hours: 24,
    least: 20,
    share: 0.01,
    part: ({ ahead }) => ahead,
    whole: ({ events }) => events,
    says: 'happened later than they came: the clock of the sender is ahead',
    advice:
      'Set the clock of that server by NTP. Waits and windows of goals count from the time it says; more than an hour ahead is refused.',
  },
  {
    code: 'events_late',
    severity: 'warning',
    hours: 24,
    least: 50,
    share: 0.2,
    part: ({ late }) => late,
    whole: ({ events }) => events,
    says: 'were told later than "lateEvents" allows, and bring nobody into a journey',
    advice:
      'An import of old events explains it. Else the shop holds events back: look at its queue, and at the clock of its server.',
  },
  {
    code: 'orders_nameless',
    severity: 'warning',
    hours: 168,
    least: 10,
    share: 0.2,
    part: ({ nameless }) => nameless,
    whole: ({ type, events }) => (type === 'order_completed' ? events : 0),
    says: 'name nobody but a browser or a cart: no journey gets the credit, and reminders go on',
    advice: 'Send the customer’s id or email with every order (docs/reference/identity.md).',
  },
]

export const eventFaults = (facts: EventFacts): AuditFinding[] =>
  rules.flatMap(rule => compareWeeks(facts, rule.hours).flatMap(stream => judge(rule, stream)))

function judge(rule: Rule, { source, type, now, before }: Compared): AuditFinding[] {
  const shareOf = (sum: EventSum): number => rule.part(sum) / Math.max(1, rule.whole(sum))
  const [count, share] = [rule.part(now), shareOf(now)]
  const usual = median(before.map(shareOf))
  if (count < rule.least || share < rule.share || share < 2 * usual) return []
  return [
    {
      code: rule.code,
      subject: `${source} ${type}`,
      severity: rule.severity,
      message: `${shown(count)} of the ${type} of ${source} in ${rule.hours === 24 ? '24 hours' : '7 days'} (${percent(share)}) ${rule.says}.`,
      advice: rule.advice,
      facts: { source, type, hours: rule.hours, events: count, share, usual },
    },
  ]
}
