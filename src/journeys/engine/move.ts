// Moves those inside an earlier version onto the active one, where that version says so, when they are next touched. A wait
// under way keeps its end: a shortened one must not make everybody fire at once.
import type { CompiledJourney } from './compile.js'
import type { Run } from './run.js'
import type { Enrollment } from './types.js'
import { dueOf, nodeOf } from './walk.js'

/** The version the enrollment is on now. Where the key is another one, it stays: no event would concern it any more. */
export function moveToActive(run: Run, enrollment: Enrollment): CompiledJourney {
  const present = run.versionOf(enrollment)
  const active = run.journeys.active(enrollment.journeyId)
  const { stepId, wakeAt, status } = enrollment
  if (!active || active.version === present.version || status !== 'active' || stepId === null) return present
  const target = active.stepFor(stepId)
  if (target === undefined || active.definition.key !== present.definition.key) return present
  // An older program has let it rest: until when, only its timer knows, and then it is moved.
  if (wakeAt === null) return present
  const variants = drawnStill(present, active, enrollment)
  run.change(enrollment, { version: active.version, stepId: target ?? stepId, variants })
  run.record(enrollment, 'moved', null, { from: present.version, to: active.version, step: target })
  if (target === null) {
    run.leave(enrollment, 'exited', 'moved_out')
    run.withdrawals.push({ enrollmentId: enrollment.id, reason: 'moved_out' })
    return active
  }
  nodeOf(active, target)
  // The decision has made its timer out of date.
  run.arm(enrollment, wakeAt, dueOf(run, active, enrollment, wakeAt))
  return active
}

/** Without the variants of splits that are another experiment now. */
const drawnStill = (
  before: CompiledJourney,
  after: CompiledJourney,
  { variants }: Enrollment,
): Enrollment['variants'] =>
  Object.fromEntries(
    Object.entries(variants).filter(([stepId]) => {
      const content = after.nodes.get(stepId)?.experiment?.content
      return content === undefined || content === before.nodes.get(stepId)?.experiment?.content
    }),
  )
