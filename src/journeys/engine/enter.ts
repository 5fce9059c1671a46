// Whether an event brings the customer into a journey, or why not (I10: every reason is kept).
import type { Event } from '../../model/event.js'
import { idFrom } from '../../model/ids.js'
import type { JsonValue } from '../../model/json.js'
import { durationMs } from '../../model/time.js'
import type { CompiledJourney } from './compile.js'
import { keyOf, sameKey } from './key.js'
import type { Run } from './run.js'
import type { Enrollment, RefusalReason } from './types.js'

type Refused = { reason: RefusalReason; detail: JsonValue }

/** Cheapest question first; those that may need facts to be loaded come last. */
export function enter(run: Run, journey: CompiledJourney, event: Event): void {
  const key = keyOf(journey, event.properties)
  const refused =
    refusedByEvent(run, journey, event, key) ??
    refusedByEarlierPass(run, journey, key ?? '') ??
    refusedByFacts(run, journey, event, key ?? '')
  if (refused) run.refusals.push({ journeyId: journey.id, version: journey.version, ...refused })
  else start(run, journey, event, key ?? '')
}

function refusedByEvent(
  run: Run,
  journey: CompiledJourney,
  event: Event,
  key: string | null,
): Refused | null {
  const because = run.unmet(journey.where, event.properties)
  if (because) return { reason: 'trigger_where', detail: because }
  if (key === null) return { reason: 'key_missing', detail: { path: journey.definition.key! } }
  const lateEvents = run.journeys.settings.lateEvents
  const lateMs = Date.parse(event.receivedAt) - Date.parse(event.occurredAt)
  return lateMs > durationMs(lateEvents) ? { reason: 'event_too_late', detail: { lateEvents } } : null
}

function refusedByEarlierPass(run: Run, journey: CompiledJourney, key: string): Refused | null {
  const passes = run.state.enrollments
    .filter(enrollment => enrollment.journeyId === journey.id && enrollment.key === key)
    .map(enrollment => run.latest(enrollment))
  const active = passes.find(enrollment => enrollment.status === 'active')
  if (active) return { reason: 'already_in', detail: { enrollment: active.id } }
  const last = passes.reduce(
    (latest, { enteredAt }) => Math.max(latest, enteredAt.getTime()),
    Number.NEGATIVE_INFINITY,
  )
  if (run.now.getTime() - last >= journey.reenterAfterMs || passes.length === 0) return null
  if (journey.reenterAfterMs === Number.POSITIVE_INFINITY)
    return { reason: 'already_entered', detail: { at: new Date(last).toISOString() } }
  return {
    reason: 'reentry_too_soon',
    detail: { until: new Date(last + journey.reenterAfterMs).toISOString() },
  }
}

/** Where one question lacks facts, the next ones are asked all the same, so that all is loaded in one go. */
function refusedByFacts(run: Run, journey: CompiledJourney, event: Event, key: string): Refused | null {
  const needed = run.needs.length
  const questions = [refusedByEntry, refusedBySuppression, refusedByExit]
  for (const question of questions) {
    const refused = question(run, journey, event, key)
    if (refused && run.needs.length === needed) return refused
  }
  return null
}

function refusedByEntry(run: Run, journey: CompiledJourney, event: Event): Refused | null {
  const because = run.unmet(journey.entryIf, event.properties)
  return because && { reason: 'entry_condition', detail: because }
}

function refusedBySuppression(run: Run, journey: CompiledJourney, event: Event): Refused | null {
  if (journey.suppressIf?.(run.scope(event.properties), []) !== true) return null
  return { reason: 'suppressed', detail: { if: journey.definition.suppress!.if as JsonValue } }
}

/** Events can overtake each other: whoever left after the trigger happened, but before it arrived, stays out. */
function refusedByExit(run: Run, journey: CompiledJourney, event: Event, key: string): Refused | null {
  const triggeredAt = new Date(event.occurredAt)
  for (const exit of journey.exits) {
    // Of the trigger's own type only a later one: the trigger itself is in the history too.
    const isLater = (at: Date): boolean => (exit.on === event.type ? at > triggeredAt : at >= triggeredAt)
    const later = run
      .history(exit.on, triggeredAt)
      ?.find(
        past =>
          isLater(past.occurredAt) &&
          sameKey(journey, key, past.properties) &&
          run.unmet(exit.test, past.properties) === null,
      )
    if (later)
      return { reason: 'already_exited', detail: { on: exit.on, at: later.occurredAt.toISOString() } }
  }
  return null
}

function start(run: Run, journey: CompiledJourney, event: Event, key: string): void {
  const customerId = run.state.customer.id
  const enrollment: Enrollment = {
    id: idFrom('enrollment', journey.id, customerId, key, event.source, event.id),
    customerId,
    journeyId: journey.id,
    version: journey.version,
    key,
    status: 'active',
    stepId: null,
    seq: 0,
    enteredAt: run.now,
    // A source whose clock runs ahead must not make the customer deaf to what happens until then.
    triggeredAt: new Date(Math.min(Date.parse(event.occurredAt), run.now.getTime())),
    endedAt: null,
    endedBy: null,
    source: event.source,
    eventId: event.id,
    data: event.properties,
    queuedMessages: 0,
  }
  run.record(enrollment, 'entered', null, { event: event.id, type: event.type })
  run.proceed(journey, enrollment, journey.first)
}
