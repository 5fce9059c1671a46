// Hand-made facts for the audits: only what matters is said.
import { type EventFacts, type EventSum, type FieldSum, stretches } from '../../../src/audits/event-facts.js'

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
  readonly sums?: Partial<Record<3 | 24 | 168, readonly EventSum[]>>
  readonly fields?: Partial<Record<24 | 168, readonly FieldSum[]>>
  readonly knownForDays?: number
}

export const facts = ({ sums = {}, fields = {}, knownForDays = 40 }: Given): EventFacts => ({
  to,
  streams: [
    { source: 'shop', type: 'order_completed', since: new Date(to.getTime() - knownForDays * dayMs) },
  ],
  sums: Object.fromEntries(stretches.map(hours => [hours, sums[hours] ?? []])) as EventFacts['sums'],
  fields: { 24: fields[24] ?? [], 168: fields[168] ?? [] },
})

/** The number of events this week, and in the weeks before. */
export const weeks = (...events: readonly number[]): EventSum[] =>
  events.map((count, week) => aSum(week, { events: count }))

export const codes = (findings: readonly { readonly code: string }[]): string[] =>
  findings.map(({ code }) => code)
