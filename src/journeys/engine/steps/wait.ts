// wait: rests for a length of time, counted from the moment the step is reached.
import { durationMs } from '../../../model/time.js'
import type { WaitStep } from '../../definition/step-schema.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is WaitStep => 'wait' in step

export function compile(step: WaitStep, next: string | null, _context: CompileContext): Node {
  const ms = durationMs(step.wait)
  return {
    id: step.id,
    arrive: visit => {
      const until = new Date(visit.now.getTime() + ms)
      visit.record('waited', null, { until: until.toISOString() })
      return { kind: 'rest', until }
    },
    wake: () => ({ kind: 'go', to: next }),
  }
}
