// The engine: what follows from one input for one customer. A pure function; what it was not given it asks for.
import type { Event } from '../../model/event.js'
import type { CompiledJourney, JourneySet } from './compile.js'
import { enter } from './enter.js'
import { creditGoal } from './goal.js'
import { sameKey } from './key.js'
import { Run } from './run.js'
import type { CustomerState, Enrollment, Input, Outcome } from './types.js'

/**
 * Decides one input. `now` is the time of the decision, the same for a whole batch. When the outcome has needs, load
 * them into the state and decide again: nothing else in it counts then.
 */
export function decide(journeys: JourneySet, state: CustomerState, input: Input, now: Date): Outcome {
  const run = new Run(journeys, state, now, input.kind === 'event' ? input.event : null)
  if (input.kind === 'timer') wake(run, input.enrollmentId, input.seq)
  else hear(run, input.event)
  return run.outcome()
}

function wake(run: Run, enrollmentId: string, seq: number): void {
  const enrollment = run.state.enrollments.find(({ id }) => id === enrollmentId)
  // A timer of a wait that is over (left, or gone on because the event came) has nothing to say any more.
  if (enrollment?.status !== 'active' || enrollment.seq !== seq || enrollment.stepId === null) return
  const journey = versionOf(run, enrollment)
  const move = journey.nodes.get(enrollment.stepId)?.wake?.(run.visit(journey, enrollment))
  if (!move) throw new Error(`step ${enrollment.stepId} of journey ${journey.id} cannot be woken`)
  run.follow(journey, enrollment, move)
}

function hear(run: Run, event: Event): void {
  for (const enrollment of run.state.enrollments) {
    // Also one that is over, however it ended, as long as a message of it can still be taken back.
    const listens = enrollment.status === 'active' || enrollment.queuedMessages > 0
    // An event that happened before the customer came in, and only arrives now, is no reason to leave.
    if (listens && new Date(event.occurredAt) >= enrollment.triggeredAt) hearOne(run, enrollment, event)
  }
  creditGoal(run, event)
  for (const journey of run.journeys.triggeredBy(event.type)) enter(run, journey, event)
}

function hearOne(run: Run, enrollment: Enrollment, event: Event): void {
  const journey = versionOf(run, enrollment)
  if (!sameKey(journey, enrollment.key, event.properties)) return
  const exit = journey.exits.find(
    ({ on, test }) => on === event.type && run.unmet(test, event.properties) === null,
  )
  if (exit) {
    run.leave(enrollment, exit.as, event.type, { event: event.id })
    run.withdrawals.push({ enrollmentId: enrollment.id, reason: event.type })
    return
  }
  if (enrollment.status !== 'active' || enrollment.stepId === null) return
  const move = journey.nodes.get(enrollment.stepId)?.hear?.(run.visit(journey, enrollment), event)
  if (move) run.follow(journey, enrollment, move)
}

function versionOf(run: Run, enrollment: Enrollment): CompiledJourney {
  const journey = run.journeys.version(enrollment.journeyId, enrollment.version)
  if (!journey) throw new Error(`journey ${enrollment.journeyId} version ${enrollment.version} is not loaded`)
  return journey
}
