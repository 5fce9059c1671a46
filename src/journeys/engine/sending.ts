// Why a message may not go out now (I5, I8): asked when deciding; dispatch asks the same again at hand-over.
import { isAddressed } from '../../model/channel.js'
import { effectiveConsent } from '../../model/consent.js'
import { addressOf, type Customer } from '../../model/customer.js'
import type { JsonObject } from '../../model/json.js'
import { durationMs } from '../../model/time.js'
import type { SendStep } from '../definition/action-schemas.js'
import { type CapHit, type CapQuestion, capHorizon, cappedBy, isMarketing } from './caps.js'
import type { CompiledJourney, Sends } from './compile.js'
import { quietUntilFor } from './quiet.js'
import type { Run } from './run.js'
import type { Hold } from './steps/index.js'
import type { Enrollment } from './types.js'

/** What is asked first is told; what needs facts to be loaded comes late. */
export function holdOf(
  run: Run,
  journey: CompiledJourney,
  enrollment: Enrollment,
  step: SendStep,
): Hold | null {
  return (
    suppressed(run, journey, enrollment) ??
    unreachable(run.customer, step) ??
    repeated(run, step) ??
    capped(run, journey, step) ??
    quiet(run, step)
  )
}

function suppressed(run: Run, journey: CompiledJourney, enrollment: Enrollment): Hold | null {
  if (!journey.suppressIf || run.judge(journey.suppressIf, enrollment) !== true) return null
  return { reason: 'suppressed', detail: {} }
}

function unreachable(customer: Customer, step: SendStep): Hold | null {
  const channel = step.send
  if (!isAddressed(channel)) return null
  const consent = effectiveConsent(customer, channel, step.topic)
  if (isMarketing(step) && consent !== 'subscribed')
    return {
      reason: 'no_consent',
      detail: { consent, ...(step.topic !== undefined && { topic: step.topic }) },
    }
  if (addressOf(customer, channel) === null) return { reason: 'no_address', detail: {} }
  const why = customer.suppressed[channel]
  return why === undefined ? null : { reason: 'address_suppressed', detail: { why } }
}

export const contentOf = (step: SendStep): string => step.content ?? step.template

/** The same thing was said already, perhaps on another channel. */
function repeated(run: Run, step: SendStep): Hold | null {
  if (step.dedupe === undefined) return null
  const sinceMs = run.now.getTime() - durationMs(step.dedupe)
  const content = contentOf(step)
  const said = run
    .counted(new Date(sinceMs))
    .find(message => message.content === content && message.at.getTime() > sinceMs)
  if (!said) return null
  const { channel, journeyId, at } = said
  return {
    reason: 'duplicate',
    detail: { content, channel, journey: journeyId, at: at.toISOString(), within: step.dedupe },
  }
}

function capped(run: Run, journey: CompiledJourney, step: SendStep): Hold | null {
  const { settings } = run.journeys
  const question: CapQuestion = { settings, journey: journey.definition, step, zone: run.zone, now: run.now }
  const horizon = capHorizon(question)
  if (!horizon) return null
  const hit = cappedBy(question, run.counted(horizon), (cap, end) => placesKept(run, journey, cap, end))
  return hit && { reason: hit.kept > 0 ? 'room_kept' : 'capped', detail: sayHit(hit), until: hit.until }
}

const sayHit = ({ until, kept, ...hit }: CapHit): JsonObject => ({ ...hit, ...(kept > 0 && { kept }) })

/**
 * One place for each enrollment in a journey of higher priority that may still send under such a cap before `end`: what
 * goes out now would take its room, so that a newsletter could starve a cart reminder.
 */
function placesKept(run: Run, journey: CompiledJourney, cap: CapHit['cap'], end: Date): number {
  if (cap === 'transactional') return 0
  // Those included that come in with this very event.
  const all = new Map([...run.state.enrollments.map(one => [one.id, one] as const), ...run.changed])
  return [...all.values()].filter(({ status, stepId, journeyId, version, wakeAt }) => {
    if (status !== 'active' || stepId === null || journeyId === journey.id) return false
    const other = run.journeys.version(journeyId, version)
    if (!other || other.priority <= journey.priority) return false
    // Where it only waits for the time to pass, nothing is sent before that.
    const waits = other.nodes.get(stepId)?.hears === undefined
    if (waits && wakeAt !== null && wakeAt >= end) return false
    return other.ahead(stepId).some(send => isUnder(cap, send))
  }).length
}

/** Whether such a message needs room under a cap that journeys share. */
const isUnder = (cap: CapHit['cap'], { channel, marketing }: Sends): boolean =>
  marketing && (cap === 'global' || cap === channel)

function quiet(run: Run, step: SendStep): Hold | null {
  if (!isMarketing(step)) return null
  const until = quietUntilFor(run.journeys.settings, run.customer, step.send, run.now)
  return until && { reason: 'quiet_hours', detail: { until: until.toISOString() }, until }
}
