// What ends an enrollment at once (I6): events, segments left or entered (which are events too), and conditions.
import type { Event } from '../../model/event.js'
import { readPath } from '../../model/json.js'
import type { CompiledExit, CompiledJourney } from './compile.js'
import { sameKey } from './key.js'
import type { Run } from './run.js'
import type { Enrollment } from './types.js'

/** The exit this event is for the enrollment, or null. */
export function exitByEvent(
  run: Run,
  journey: CompiledJourney,
  enrollment: Enrollment,
  event: Event,
): CompiledExit | null {
  const exit = journey.exits.find(
    one =>
      one.on === event.type &&
      concerns(one, journey, enrollment.key, event) &&
      run.unmet(one.test, event.properties, enrollment) === null,
  )
  return exit ?? null
}

/** An exit with a key of its own ends nothing where the event lacks it. */
export function concerns(
  { keyPath }: CompiledExit,
  journey: CompiledJourney,
  key: string,
  { properties }: Pick<Event, 'properties'>,
): boolean {
  if (!keyPath) return sameKey(journey, key, properties)
  const value = readPath(properties, keyPath)
  return value !== undefined && String(value) === key
}

interface ByCondition {
  readonly exit: CompiledExit | null
  /** The earliest time one of them may come true although nothing happens. */
  readonly changesAt: Date | null
}

const none: ByCondition = { exit: null, changesAt: null }

/** The first exit condition that is true now, and when to ask again. */
export function exitByCondition(run: Run, journey: CompiledJourney, enrollment: Enrollment): ByCondition {
  if (journey.conditionExits.length === 0) return none
  let changesAt: Date | null = null
  const scope = run.scope(run.latest(enrollment), undefined, at => {
    if (!changesAt || at < changesAt) changesAt = at
  })
  const exit = journey.conditionExits.find(({ test }) => test!(scope, []) === true) ?? null
  return { exit, changesAt }
}

/** Ends it and takes back what is not on the wire yet. */
export function leaveBy(run: Run, enrollment: Enrollment, exit: CompiledExit, event: Event | null): void {
  const reason = exit.on ?? 'condition_true'
  run.leave(enrollment, exit.as, reason, event ? { event: event.id } : {})
  run.withdrawals.push({ enrollmentId: enrollment.id, reason })
}
