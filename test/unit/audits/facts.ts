// Hand-made facts for the audits: only what matters is said.
import {
  type EventFacts,
  type EventSum,
  type FieldSum,
  type Stretch,
  stretches,
} from '../../../src/audits/event-facts.js'
import { type Past, pastOf } from '../../../src/audits/past.js'
import type { JsonObject } from '../../../src/model/json.js'

export const to = new Date('2026-11-21T12:00:00Z')
const dayMs = 86_400_000

export const aSum = (week: number, given: Partial<EventSum> = {}): EventSum => ({
  source: 'shop',
  type: 'order_completed',
  week,
  events: 0,
  repeats: 0,
  late: 0,
  ahead: 0,
  delayed: 0,
  doubled: 0,
  nameless: 0,
  checked: 0,
  ...given,
})

export const aField = (week: number, events: number, given: Partial<FieldSum> = {}): FieldSum => ({
  source: 'shop',
  type: 'order_completed',
  week,
  fault: 'missing',
  path: 'order.cartId',
  events,
  ...given,
})

interface Given {
  /** Of the stretch: this week and the weeks before, as many as there are. */
  readonly sums?: Partial<Record<Stretch, readonly EventSum[]>>
  readonly fields?: Partial<Record<24 | 168, readonly FieldSum[]>>
  readonly refused?: Partial<EventFacts['refused']>
  readonly revoked?: readonly string[]
  readonly knownForDays?: number
  /** Since its last event. */
  readonly silentHours?: number
}

export const facts = ({
  sums = {},
  fields = {},
  refused = {},
  revoked = [],
  knownForDays = 40,
  silentHours = 1,
}: Given): EventFacts => ({
  to,
  streams: [
    {
      source: 'shop',
      type: 'order_completed',
      since: new Date(to.getTime() - knownForDays * dayMs),
      last: new Date(to.getTime() - silentHours * 3_600_000),
    },
  ],
  sums: Object.fromEntries(stretches.map(hours => [hours, sums[hours] ?? []])) as EventFacts['sums'],
  fields: { 24: fields[24] ?? [], 168: fields[168] ?? [] },
  refused: { 3: [], 24: [], 168: [], ...refused },
  revoked,
})

/** That this was found before, and goes on, since so many hours; or went on until so many hours ago. */
export const found = (
  code?: string,
  subject = 'shop order_completed',
  given: { readonly hoursAgo?: number; readonly endedHoursAgo?: number; readonly facts?: JsonObject } = {},
): Past => {
  const { hoursAgo = 1, endedHoursAgo, facts: known = {} } = given
  const at = (hours: number): Date => new Date(to.getTime() - hours * 3_600_000)
  const until = endedHoursAgo === undefined ? null : at(endedHoursAgo)
  return pastOf(code === undefined ? [] : [{ code, subject, from: at(hoursAgo), until, facts: known }])
}

/** The number of events this week, and in the weeks before. */
export const weeks = (...events: readonly number[]): EventSum[] =>
  events.map((count, week) => aSum(week, { events: count }))

export const codes = (findings: readonly { readonly code: string }[]): string[] =>
  findings.map(({ code }) => code)
