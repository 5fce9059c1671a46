// By which numbers events are faulty: a table, of which each row is a question. Says nothing of how it is asked.
import type { Severity } from '../../model/audit-finding.js'
import type { EventSum } from '../event-facts.js'

export interface FaultBound {
  readonly hours: 24 | 168
  /** So many at least, and this share. */
  readonly least: number
  readonly share: number
}

export interface FaultRule {
  readonly code: string
  readonly severity: Severity
  /** One of them is enough. */
  readonly bounds: readonly FaultBound[]
  part(sum: EventSum): number
  whole(sum: EventSum): number
  readonly says: string
  readonly advice: string
}

export const faultRules: readonly FaultRule[] = [
  {
    code: 'events_repeated',
    severity: 'notice',
    bounds: [
      { hours: 24, least: 100, share: 0.05 },
      { hours: 168, least: 50, share: 0.2 },
    ],
    part: ({ repeats }) => repeats,
    whole: ({ events, repeats }) => events + repeats,
    says: 'came again under the same id; each counts once',
    advice:
      'Does the shop send again what was answered with 202, or two senders of the shop the same events?',
  },
  {
    code: 'events_doubled',
    severity: 'warning',
    bounds: [
      { hours: 24, least: 50, share: 0.25 },
      { hours: 168, least: 50, share: 0.25 },
    ],
    part: ({ doubled }) => doubled,
    whole: ({ events }) => events,
    says: 'are of a customer who had done the same within the same second: each counts for itself',
    advice:
      'Is the script in the page twice, or are there two senders with ids of their own? Give what is the same event the same id.',
  },
  {
    code: 'events_ahead',
    severity: 'warning',
    bounds: [
      { hours: 24, least: 20, share: 0.01 },
      { hours: 168, least: 20, share: 0.01 },
    ],
    part: ({ ahead }) => ahead,
    whole: ({ events }) => events,
    says: 'happened later than they came: the clock of the sender is ahead',
    advice:
      'Set the clock of that server by NTP. Waits and windows of goals count from the time it says; more than an hour ahead is refused.',
  },
  {
    code: 'events_delayed',
    severity: 'warning',
    bounds: [
      { hours: 24, least: 50, share: 0.5 },
      { hours: 168, least: 20, share: 0.5 },
    ],
    part: ({ delayed }) => delayed,
    whole: ({ events }) => events,
    says: 'came more than ten minutes after they happened: the clock of the sender is behind, or it holds them back',
    advice:
      'Set the clock of that server by NTP, or let it send at once: waits and windows of goals count from the time it says.',
  },
  {
    code: 'events_late',
    severity: 'warning',
    bounds: [{ hours: 24, least: 50, share: 0.2 }],
    part: ({ late }) => late,
    whole: ({ events }) => events,
    says: 'were told later than "lateEvents" allows, and bring nobody into a journey',
    advice:
      'An import of old events explains it. Else the shop holds events back: look at its queue, and at the clock of its server.',
  },
  {
    code: 'orders_nameless',
    severity: 'warning',
    bounds: [
      { hours: 24, least: 30, share: 0.2 },
      { hours: 168, least: 10, share: 0.2 },
    ],
    part: ({ nameless }) => nameless,
    whole: ({ type, events }) => (type === 'order_completed' ? events : 0),
    says: 'name nobody but a browser or a cart: no journey gets the credit, and reminders go on',
    advice: 'Send the customer’s id or email with every order (docs/reference/identity.md).',
  },
]
