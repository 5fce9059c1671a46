// The look at one customer that no event asks for: who has come into a segment or dropped out of it, and whose date has come.
// What is found becomes events, so that triggers and exits need no rule for it.
import type { JsonObject } from '../../model/json.js'
import { readPath } from '../../model/json.js'
import type { Scope } from './condition.js'
import { latenessMs } from './late.js'
import { nextMoment } from './next-moment.js'
import type { Run } from './run.js'
import type { WatchedDate, WatchedSegment, Watching } from './watching.js'

/** Whoever was never looked at is in the segments they are in from the beginning: a first look finds nothing new. */
export function look(run: Run): void {
  const { watching } = run.journeys
  if (!watching) return
  const needed = run.needs.length
  let dueAt: Date | null = null
  const earliest = (at: Date | null): void => {
    if (at && at > run.now && (!dueAt || at < dueAt)) dueAt = at
  }
  const members = lookAtSegments(run, watching, earliest)
  for (const date of watching.dates) lookAtDate(run, date, earliest)
  if (run.needs.length > needed) return
  for (const { key } of watching.dates) members[key] = true
  run.watch = { checkedAt: run.now, members, dueAt }
}

function lookAtSegments(
  run: Run,
  { segments }: Watching,
  earliest: (at: Date) => void,
): Record<string, boolean> {
  const before = run.state.watch?.members ?? {}
  const scope = run.scope(null, {}, earliest)
  const members = segments.map((segment): [string, boolean] => {
    const isIn = segment.test(scope, []) === true
    const wasIn = before[segment.key]
    if (wasIn !== undefined && wasIn !== isIn) cross(run, isIn ? 'segment_entered' : 'segment_left', segment)
    return [segment.key, isIn]
  })
  return Object.fromEntries(members)
}

const cross = (run: Run, type: 'segment_entered' | 'segment_left', { name }: WatchedSegment): void =>
  run.emit(type, { segment: name }, crossedAt(run), name, run.cause)

/** What a late event changes has changed when that happened, so that an import of old orders brings nobody in today. */
function crossedAt({ present, journeys, now }: Run): Date {
  if (!present || latenessMs(present) <= journeys.lateEventsMs) return now
  return new Date(present.occurredAt)
}

/** Of several times missed, as after an outage, only the last one counts. */
function lookAtDate(run: Run, date: WatchedDate, earliest: (at: Date | null) => void): void {
  const checkedAt = run.state.watch?.checkedAt ?? run.now
  const scope = run.scope(null, {})
  // A trigger just published has no past, whatever other watch is late.
  const wasDue = couldBeDue(run) && run.state.watch?.members[date.key] === true
  let missed: Date | null = null
  let next = nextMoment(date, scope, checkedAt)
  while (next && next <= run.now) {
    if (wasDue) missed = next
    next = nextMoment(date, scope, next)
  }
  earliest(next)
  if (!missed || !isMeant(date, scope)) return
  const { journeyId, index, trigger } = date
  const properties: JsonObject = { journey: journeyId, trigger: index, ...whenOf(trigger, scope) }
  run.emit('date_reached', properties, missed, journeyId, index, missed.toISOString())
}

const tellsAttributes: ReadonlySet<string> = new Set(['customer_updated', 'customer_merged'])

/**
 * A date that is told, or a trigger that is published, when its moment is past was never due. Only where the watch itself
 * is late, or what has happened changes no attribute, can a past moment have been missed.
 */
function couldBeDue({ present, state, now }: Run): boolean {
  const dueAt = state.watch?.dueAt ?? null
  return (dueAt !== null && dueAt <= now) || (present !== null && !tellsAttributes.has(present.type))
}

const isMeant = ({ test }: WatchedDate, scope: Scope): boolean => test === null || test(scope, []) === true

/** The date itself, for templates: "your subscription ends on …". */
function whenOf(trigger: WatchedDate['trigger'], { customer }: Scope): JsonObject {
  if (!('date' in trigger) || typeof trigger.date !== 'string') return {}
  return { date: readPath(customer.attributes, trigger.date.split('.').slice(1)) ?? null }
}
