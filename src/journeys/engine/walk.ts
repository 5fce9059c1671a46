// Walks an enrollment through its steps: on until it rests or is over, and on again when it is woken or hears something.
import type { Event } from '../../model/event.js'
import type { CompiledJourney } from './compile.js'
import { exitByCondition, leaveBy } from './exits.js'
import type { Run } from './run.js'
import type { Move, Node } from './steps/index.js'
import type { Enrollment } from './types.js'
import { visitOf } from './visit.js'

/** More steps than this without a rest mean a loop that no wait breaks; the checker refuses such a journey. */
const maxStepsAtOnce = 1000

/** Follows the steps from `to` until the enrollment rests or is over. */
export function proceed(run: Run, journey: CompiledJourney, enrollment: Enrollment, to: string | null): void {
  let next: string | null = to
  for (let steps = 0; next !== null; steps++) {
    if (steps === maxStepsAtOnce) throw new Error(`journey ${journey.id} walks in a circle at step ${next}`)
    const node = nodeOf(journey, next)
    run.change(enrollment, { stepId: next, wakeAt: null, dueAt: null })
    const move = node.arrive(visitOf(run, journey, enrollment))
    if (move.kind !== 'go') {
      settle(run, journey, enrollment, move)
      return
    }
    next = move.to
  }
  run.leave(enrollment, 'completed', 'completed')
}

/** Goes where a step that was resting says, unless what it has put out is a reason to leave. */
function follow(run: Run, journey: CompiledJourney, enrollment: Enrollment, move: Move): void {
  if (move.kind !== 'go') {
    settle(run, journey, enrollment, move)
    return
  }
  const hasHeard = nodeOf(journey, run.latest(enrollment).stepId!).hears !== undefined
  const exit = hasHeard ? exitByCondition(run, journey, enrollment).exit : null
  if (exit) leaveBy(run, enrollment, exit, null)
  else proceed(run, journey, enrollment, move.to)
}

function settle(
  run: Run,
  journey: CompiledJourney,
  enrollment: Enrollment,
  move: Exclude<Move, { kind: 'go' }>,
): void {
  if (move.kind === 'leave') run.leave(enrollment, 'exited', move.reason)
  else run.arm(enrollment, move.until, dueOf(run, journey, enrollment, move.until))
}

/** The timer is due before the rest is over where a condition may change just by the time. */
export function dueOf(run: Run, journey: CompiledJourney, enrollment: Enrollment, wakeAt: Date): Date {
  const { stepId } = run.latest(enrollment)
  const again = [
    nodeOf(journey, stepId!).looksAgainAt?.(visitOf(run, journey, enrollment)) ?? null,
    exitByCondition(run, journey, enrollment).changesAt,
  ]
  return again.reduce<Date>((due, at) => (at && at > run.now && at < due ? at : due), wakeAt)
}

/** The timer of an enrollment is due. */
export function wake(run: Run, journey: CompiledJourney, enrollment: Enrollment): void {
  const { stepId, wakeAt } = run.latest(enrollment)
  const node = nodeOf(journey, stepId!)
  const visit = visitOf(run, journey, enrollment)
  // Without a time of its own it was set before there was one.
  const isOver = wakeAt === null || run.now >= wakeAt
  if (isOver) follow(run, journey, enrollment, node.wake?.(visit) ?? node.arrive(visit))
  else lookAgain(run, journey, enrollment, node.look?.(visit) ?? null)
}

/** What an event that came is to an enrollment. */
export interface Heard {
  /** It happened since the customer came in. */
  readonly isSince: boolean
  /** It concerns what the enrollment is about, or names no key. */
  readonly isOfKey: boolean
  /** It is the first thing that happens on another version. */
  readonly isMoved: boolean
}

/** An event came that is no reason to leave. Conditions may have changed whatever it is about. */
export function listen(
  run: Run,
  journey: CompiledJourney,
  enrollment: Enrollment,
  event: Event,
  { isSince, isOfKey, isMoved }: Heard,
): void {
  const node = nodeOf(journey, run.latest(enrollment).stepId!)
  const visit = visitOf(run, journey, enrollment)
  const hears = node.hears?.includes(event.type) ?? false
  const looks = node.look !== undefined && (hears || isMoved)
  const isAwaited = hears && isSince && isOfKey
  const move = looks ? node.look!(visit) : isAwaited ? (node.hear?.(visit, event) ?? null) : null
  if (move || looks || isMoved || journey.exitTypes.has(event.type)) lookAgain(run, journey, enrollment, move)
}

/** Goes on where there is somewhere to go; else rests on, with another timer where it has to look earlier now. */
function lookAgain(run: Run, journey: CompiledJourney, enrollment: Enrollment, move: Move | null): void {
  if (move) {
    follow(run, journey, enrollment, move)
    return
  }
  const { wakeAt, dueAt } = run.latest(enrollment)
  if (wakeAt === null) return
  const due = dueOf(run, journey, enrollment, wakeAt)
  if (dueAt === null || dueAt <= run.now || due < dueAt) run.arm(enrollment, wakeAt, due)
}

export function nodeOf(journey: CompiledJourney, stepId: string): Node {
  const node = journey.nodes.get(stepId)
  if (!node) throw new Error(`journey ${journey.id} version ${journey.version} has no step ${stepId}`)
  return node
}
