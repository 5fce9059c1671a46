// send: decides on one message, or says why there is none.
import type { SendStep } from '../../definition/step-schema.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is SendStep => 'send' in step

export function compile(step: SendStep, next: string | null, context: CompileContext): Node {
  const skipIf = step.skipIf && context.condition(step.skipIf)
  const { send: channel, template } = step
  return {
    id: step.id,
    arrive: visit => {
      const skips = skipIf !== undefined && visit.test(skipIf, [])
      // Not asked in vain: caps need the messages of the past.
      const closed = skips ? null : visit.closed(channel)
      if (skips) visit.record('skipped', 'skip_condition', { channel })
      else if (closed)
        visit.record('skipped', closed.reason, { channel, because: { ...(closed.detail as object) } })
      else {
        visit.record('sent', null, { channel, template })
        visit.send(channel, template)
      }
      return { kind: 'go', to: next }
    },
  }
}
