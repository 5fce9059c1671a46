// What came in within a day, by source and type, beside what is usual: the figures that the audits judge, for people to look at. Pure.
import {
  type Compared,
  compareWeeks,
  type EventFacts,
  type EventSum,
  median,
  usualWeeks,
} from '../event-facts.js'
import { noPast } from '../past.js'

export interface FieldFigure {
  readonly path: string
  /** Shares of the events that were looked at. */
  readonly missing: number
  /** The median of `missing` in the weeks before; null: there are none to compare with. */
  readonly usuallyMissing: number | null
  readonly mistyped: number
}

export interface EventFigures {
  readonly source: string
  readonly type: string
  readonly events: number
  /** The median of the same 24 hours of the weeks before; null: there are none to compare with. */
  readonly usual: number | null
  /** Of all that were posted. */
  readonly refused: number
  readonly repeated: number
  readonly checked: number
  /** Only those that some events lack or have otherwise; the most frequent first. */
  readonly fields: readonly FieldFigure[]
}

export function eventFigures(facts: EventFacts): EventFigures[] {
  return compareWeeks(facts, 24).map(stream => {
    const { source, type, now } = stream
    const before = usualWeeks(stream, noPast, [], '')
    const refused =
      facts.refused[24].find(one => one.source === source && one.type === type && one.path === '')?.events ??
      0
    return {
      source,
      type,
      events: now.events,
      usual: before.length === 0 ? null : median(before.map(({ events }) => events)),
      refused: refused / Math.max(1, refused + now.events),
      repeated: now.repeats / Math.max(1, now.repeats + now.events),
      checked: now.checked,
      fields: fieldsOf(facts, stream, before),
    }
  })
}

function fieldsOf(
  { fields }: EventFacts,
  { source, type, now }: Compared,
  before: readonly EventSum[],
): FieldFigure[] {
  const own = fields[24].filter(one => one.source === source && one.type === type)
  const shareOf = (path: string, fault: string, { week, checked }: EventSum): number =>
    (own.find(one => one.path === path && one.fault === fault && one.week === week)?.events ?? 0) /
    Math.max(1, checked)
  const weeks = before.filter(({ checked }) => checked > 0)
  return [...new Set(own.filter(({ week }) => week === 0).map(({ path }) => path))]
    .map(path => ({
      path,
      missing: shareOf(path, 'missing', now),
      usuallyMissing: weeks.length === 0 ? null : median(weeks.map(week => shareOf(path, 'missing', week))),
      mistyped: shareOf(path, 'mistyped', now),
    }))
    .sort((a, b) => b.mistyped - a.mistyped || b.missing - a.missing || a.path.localeCompare(b.path))
}
