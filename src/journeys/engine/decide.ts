// The engine: what follows from one input for one customer. A pure function; what it was not given it asks for.
import { type Event, ownSource } from '../../model/event.js'
import type { CompiledExit, CompiledJourney } from './compile.js'
import { enter } from './enter.js'
import { exitByCondition, exitByEvent, leaveBy } from './exits.js'
import type { JourneySet } from './journey-set.js'
import { sameKey } from './key.js'
import { moveToActive } from './move.js'
import { Run } from './run.js'
import type { CustomerState, Enrollment, Input, Outcome } from './types.js'
import { type Heard, listen, wake } from './walk.js'
import { look } from './watch.js'

/**
 * Decides one input. `now` is the time of the decision, the same for a whole batch. When the outcome has needs, load
 * them into the state and decide again: nothing else in it counts then.
 */
export function decide(journeys: JourneySet, state: CustomerState, input: Input, now: Date): Outcome {
  const run = new Run(journeys, state, now, input.kind === 'event' ? input.event : null)
  if (input.kind === 'event') hear(run, input.event)
  else if (input.kind === 'timer') due(run, input.enrollmentId, input.seq)
  else look(run)
  return run.outcome()
}

function due(run: Run, enrollmentId: string, seq: number): void {
  const enrollment = run.state.enrollments.find(({ id }) => id === enrollmentId)
  // A timer of a wait that is over (left, or gone on because the event came) has nothing to say any more.
  if (enrollment?.status !== 'active' || enrollment.seq !== seq || enrollment.stepId === null) return
  const journey = moveToActive(run, enrollment)
  if (run.latest(enrollment).status !== 'active') return
  const { exit } = exitByCondition(run, journey, enrollment)
  if (exit) leaveBy(run, enrollment, exit, null)
  else wake(run, journey, enrollment)
}

function hear(run: Run, event: Event): void {
  for (const enrollment of run.state.enrollments) {
    // Also one that is over, however it ended, as long as a message of it can still be taken back.
    if (enrollment.status === 'active' || enrollment.queuedMessages > 0) hearOne(run, enrollment, event)
  }
  for (const triggered of run.journeys.triggeredBy(event)) enter(run, triggered, event)
  if (run.journeys.watches(event.type)) look(run)
}

function hearOne(run: Run, enrollment: Enrollment, event: Event): void {
  const journey = moveToActive(run, enrollment)
  const isActive = run.latest(enrollment).status === 'active'
  if (!isActive && enrollment.status === 'active') return
  const heard = heardBy(run, journey, enrollment, event)
  const exit = exitOf(run, journey, enrollment, event, heard)
  if (exit) leaveBy(run, enrollment, exit, event)
  else if (isActive && run.latest(enrollment).stepId !== null) listen(run, journey, enrollment, event, heard)
}

/**
 * An event that happened before the customer came in, and only arrives now, is no reason to leave and nothing that was
 * awaited. But conditions count it, so that they may have changed.
 */
const heardBy = (run: Run, journey: CompiledJourney, enrollment: Enrollment, event: Event): Heard => ({
  // One of our own says what is found just now, though it may have come about before.
  isSince: event.source === ownSource || run.occurredMs >= enrollment.triggeredAt.getTime(),
  isOfKey: sameKey(journey, enrollment.key, event.properties),
  // Conditions of another version are other ones.
  isMoved: journey.version !== enrollment.version,
})

function exitOf(
  run: Run,
  journey: CompiledJourney,
  enrollment: Enrollment,
  event: Event,
  { isSince, isMoved }: Heard,
): CompiledExit | null {
  const byEvent = isSince ? exitByEvent(run, journey, enrollment, event) : null
  if (byEvent || !(isMoved || journey.exitTypes.has(event.type))) return byEvent
  return exitByCondition(run, journey, enrollment).exit
}
