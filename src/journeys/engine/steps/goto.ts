// goto: goes back to a step above, a limited number of times. The checker has seen to it that a wait is on the way.
import type { GotoStep } from '../../definition/step-schema.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is GotoStep => 'goto' in step

export function compile(step: GotoStep, next: string | null, _context: CompileContext): Node {
  return {
    id: step.id,
    ways: [step.goto, next],
    arrive: visit => {
      const output = visit.enrollment().outputs[step.id] as { passes?: number } | undefined
      const passes = output?.passes ?? 0
      if (passes >= step.max) {
        visit.record('repeated', 'often_enough', { passes })
        return { kind: 'go', to: next }
      }
      visit.output({ passes: passes + 1 })
      visit.record('repeated', null, { to: step.goto, passes: passes + 1 })
      visit.beginPass()
      return { kind: 'go', to: step.goto }
    },
  }
}
