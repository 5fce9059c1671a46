// send: decides on one message, waits for its time, or says why there is none.
import type { JsonValue } from '../../../model/json.js'
import { durationMs } from '../../../model/time.js'
import type { SendStep } from '../../definition/action-schemas.js'
import type { Held } from '../../definition/cap-schema.js'
import { isMarketing } from '../caps.js'
import type { Because } from '../condition.js'
import type { CompileContext, Hold, Move, Node, Visit } from './step-kind.js'

export const matches = (step: object): step is SendStep => 'send' in step

export function compile(step: SendStep, next: string | null, context: CompileContext): Node {
  const skipIf = step.skipIf && context.condition(step.skipIf)
  const { send: channel, template } = step
  const skip = (visit: Visit, reason: string, detail: object): Move => {
    visit.output({ sent: false, reason })
    visit.record('skipped', reason, { channel, ...detail })
    return { kind: 'go', to: next }
  }
  const arrive = (visit: Visit): Move => {
    if (isSentAlready(visit, step)) {
      visit.record('skipped', 'already_sent', { channel })
      return { kind: 'go', to: next }
    }
    const because: Because[] = []
    if (skipIf && visit.test(skipIf, because))
      return skip(visit, 'skip_condition', { because: { if: step.skipIf as JsonValue } })
    // Not asked in vain: caps need the messages of the past.
    const hold = visit.hold(step)
    if (hold) return wait(visit, step, hold) ?? skip(visit, hold.reason, { because: hold.detail })
    const unjudged = because.filter(({ unknown }) => unknown !== undefined)
    visit.output({ sent: true, pass: visit.enrollment().pass })
    visit.record('sent', visit.isHeldOutFrom(step) ? 'holdout' : null, {
      channel,
      template,
      ...(unjudged.length > 0 && { unjudged }),
    })
    visit.send(step)
    return { kind: 'go', to: next }
  }
  return {
    id: step.id,
    ways: [next],
    sends: { channel, marketing: isMarketing(step) },
    arrive,
    // Everything is asked anew: it may be for another reason that the message has to wait now.
    wake: arrive,
  }
}

/** At most once a pass (I4): whoever was moved onto another version may come by a step again. */
function isSentAlready(visit: Visit, { id }: SendStep): boolean {
  const { outputs, pass } = visit.enrollment()
  const output = outputs[id] as { sent?: boolean; pass?: number } | undefined
  return output?.sent === true && output.pass === pass
}

const heldFor = (step: SendStep, reason: string): Held => {
  if (reason === 'quiet_hours') return step.whenQuiet ?? 'wait'
  return reason === 'capped' || reason === 'room_kept' ? (step.whenCapped ?? 'skip') : 'skip'
}

/** Rests here until the message may go out; null where it is not to wait, or not for so long. */
function wait(visit: Visit, step: SendStep, { reason, detail, until }: Hold): Move | null {
  const held = heldFor(step, reason)
  if (until === undefined || held === 'skip') return null
  const output = visit.enrollment().outputs[step.id] as { waitsSince?: string } | undefined
  const waitsSince = output?.waitsSince ?? visit.now.toISOString()
  const latest = held === 'wait' ? null : Date.parse(waitsSince) + durationMs(held.wait)
  if (latest !== null && until.getTime() > latest) return null
  visit.output({ waitsSince })
  visit.record('waited', reason, { channel: step.send, until: until.toISOString(), because: detail })
  return { kind: 'rest', until }
}
