// Whether an event brings the customer into a journey, or why not (I10: every reason is kept).

import { emailAddress } from '../../model/email-address.js'
import { type Event, ownSource } from '../../model/event.js'
import { idFrom } from '../../model/ids.js'
import type { JsonValue } from '../../model/json.js'
import { localParts } from '../../model/local-time.js'
import { isAmong } from './chance.js'
import type { CompiledJourney } from './compile.js'
import { concerns, exitByCondition } from './exits.js'
import { heldByOf } from './holdout.js'
import type { Triggered } from './journey-set.js'
import { keyOf } from './key.js'
import { latenessMs } from './late.js'
import type { Run } from './run.js'
import type { Enrollment, RefusalReason } from './types.js'
import { proceed } from './walk.js'

type Refused = { reason: RefusalReason; detail: JsonValue }

/** Cheapest question first; those that may need facts to be loaded come last. */
export function enter(run: Run, triggered: Triggered, event: Event): void {
  const { journey } = triggered
  const key = keyOf(journey, event.properties)
  const refused =
    refusedByEvent(run, triggered, event, key) ??
    refusedByEarlierPass(run, journey, key ?? '') ??
    refusedByRollout(run, journey)
  if (refused) refuse(run, journey, refused)
  else enterUnlessFacts(run, journey, event, entering(run, journey, event, key ?? ''))
}

function enterUnlessFacts(run: Run, journey: CompiledJourney, event: Event, enrollment: Enrollment): void {
  const refused = refusedByFacts(run, journey, event, enrollment)
  if (refused) refuse(run, journey, refused)
  else start(run, journey, event, enrollment)
}

const refuse = (run: Run, { id: journeyId, version }: CompiledJourney, refused: Refused): void => {
  run.refusals.push({ journeyId, version, ...refused })
}

function refusedByEvent(
  run: Run,
  { journey, tests }: Triggered,
  event: Event,
  key: string | null,
): Refused | null {
  const missed = tests.map(test => run.unmet(test, event.properties))
  if (missed.every(because => because !== null))
    return { reason: 'trigger_where', detail: missed.length === 1 ? missed[0]! : missed }
  if (key === null) return { reason: 'key_missing', detail: { path: journey.definition.key! } }
  if (latenessMs(event) <= run.journeys.lateEventsMs) return null
  return { reason: 'event_too_late', detail: { lateEvents: run.journeys.settings.lateEvents } }
}

function refusedByEarlierPass(run: Run, journey: CompiledJourney, key: string): Refused | null {
  const all = run.state.enrollments
    .filter(({ journeyId }) => journeyId === journey.id)
    .map(enrollment => run.latest(enrollment))
  const sameKey = all.filter(enrollment => enrollment.key === key)
  const active = sameKey.find(enrollment => enrollment.status === 'active')
  if (active) return { reason: 'already_in', detail: { enrollment: active.id } }
  const { reenter } = journey
  const passes = reenter === 'never' ? all : sameKey
  if (passes.length === 0) return null
  const last = passes.reduce((latest, { enteredAt }) => Math.max(latest, enteredAt.getTime()), 0)
  if (typeof reenter === 'string')
    return { reason: 'already_entered', detail: { at: new Date(last).toISOString() } }
  if (run.now.getTime() - last >= reenter.afterMs) return null
  return {
    reason: 'reentry_too_soon',
    detail: { until: new Date(last + reenter.afterMs).toISOString() },
  }
}

function refusedByRollout(run: Run, journey: CompiledJourney): Refused | null {
  const { rollout, testersOnly } = journey.definition.entry
  if (testersOnly && !isTester(run)) return { reason: 'not_a_tester', detail: {} }
  const percent = rollout?.percent
  if (percent === undefined || isAmong(percent / 100, 'rollout', journey.id, run.customer.id)) return null
  return { reason: 'not_rolled_out', detail: { percent } }
}

function isTester({ customer, journeys }: Run): boolean {
  const named = journeys.settings.testers ?? []
  const { email, phone, attributes } = customer
  return attributes.tester === true || named.some(name => emailAddress(name) === email || name === phone)
}

/** Where a question lacks facts, the next ones are asked all the same, so that all is loaded in one go. */
function refusedByFacts(
  run: Run,
  journey: CompiledJourney,
  event: Event,
  enrollment: Enrollment,
): Refused | null {
  const needed = run.needs.length
  const questions = [refusedByEntry, refusedBySuppression, refusedByExit]
  for (const question of questions) {
    const refused = question(run, journey, event, enrollment)
    if (refused && run.needs.length === needed) return refused
  }
  // A place is taken for good, so it is asked for when nothing else is left to ask.
  return run.needs.length === needed ? refusedByPlaces(run, journey, enrollment) : null
}

function refusedByEntry(run: Run, journey: CompiledJourney, event: Event): Refused | null {
  const because = run.unmet(journey.entryIf, event.properties)
  return because && { reason: 'entry_condition', detail: because }
}

function refusedBySuppression(run: Run, journey: CompiledJourney, event: Event): Refused | null {
  if (journey.suppressIf?.(run.scope(null, event.properties), []) !== true) return null
  return { reason: 'suppressed', detail: { if: journey.definition.suppress!.if as JsonValue } }
}

/** Events can overtake each other: whoever left after the trigger happened, but before it arrived, stays out. */
function refusedByExit(
  run: Run,
  journey: CompiledJourney,
  event: Event,
  enrollment: Enrollment,
): Refused | null {
  const triggeredAt = new Date(run.occurredMs)
  for (const exit of journey.exits) {
    // Of the trigger's own type only a later one: the trigger itself is in the history too. And what is there of the
    // very moment of an event of our own came before it: whatever follows has yet to be decided.
    const strictly = exit.on === event.type || event.source === ownSource
    const isLater = (at: Date): boolean => (strictly ? at > triggeredAt : at >= triggeredAt)
    const later = run
      .history(exit.on!, triggeredAt)
      ?.find(
        past =>
          isLater(past.occurredAt) &&
          concerns(exit, journey, enrollment.key, past) &&
          run.unmet(exit.test, past.properties, enrollment) === null,
      )
    if (later)
      return { reason: 'already_exited', detail: { on: exit.on, at: later.occurredAt.toISOString() } }
  }
  if (journey.conditionExits.length === 0) return null
  const { exit } = exitByCondition(run, journey, enrollment)
  return exit && { reason: 'already_exited', detail: { on: 'condition_true', at: run.now.toISOString() } }
}

function refusedByPlaces(run: Run, journey: CompiledJourney, enrollment: Enrollment): Refused | null {
  const perDay = journey.definition.entry.rollout?.perDay
  if (perDay === undefined) return null
  const { year, month, day } = localParts(run.now, run.journeys.settings.timeZone)
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const grant = run.grant({ kind: 'place', claim: enrollment.id, journeyId: journey.id, day: date, perDay })
  return grant?.place === false ? { reason: 'full_today', detail: { perDay, day: date } } : null
}

/** The enrollment as it begins. */
function entering(run: Run, journey: CompiledJourney, event: Event, key: string): Enrollment {
  const customerId = run.customer.id
  const heldBy = heldByOf(run.journeys.settings, journey, customerId)
  return {
    id: idFrom('enrollment', journey.id, customerId, key, event.source, event.id),
    customerId,
    journeyId: journey.id,
    version: journey.version,
    key,
    status: 'active',
    stepId: null,
    seq: 0,
    pass: 1,
    wakeAt: null,
    dueAt: null,
    enteredAt: run.now,
    // A source whose clock runs ahead must not make the customer deaf to what happens until then.
    triggeredAt: new Date(Math.min(run.occurredMs, run.now.getTime())),
    endedAt: null,
    endedBy: null,
    source: event.source,
    eventId: event.id,
    data: event.properties,
    outputs: {},
    holdout: heldBy !== null,
    heldBy,
    variants: {},
    country: run.place.country,
    segments: [],
    queuedMessages: 0,
  }
}

/** Those reports are grouped by. What cannot be judged is not matched. */
const segmentsAtEntry = (run: Run, enrollment: Enrollment): readonly string[] =>
  run.journeys.reported.filter(({ test }) => run.judge(test, enrollment) === true).map(({ name }) => name)

function start(run: Run, journey: CompiledJourney, event: Event, entering: Enrollment): void {
  // Asked for only now: most of those who are refused need not be judged.
  const enrollment = { ...entering, segments: segmentsAtEntry(run, entering) }
  const { holdout, heldBy } = enrollment
  const detail = { event: event.id, type: event.type }
  run.record(enrollment, 'entered', null, holdout ? { ...detail, holdout, by: heldBy } : detail)
  proceed(run, journey, enrollment, journey.first)
}
