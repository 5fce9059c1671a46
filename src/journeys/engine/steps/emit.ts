// emit: makes an event of this customer, decided right after the present input.
import type { EmitStep } from '../../definition/action-schemas.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is EmitStep => 'emit' in step

export function compile(step: EmitStep, next: string | null, _context: CompileContext): Node {
  return {
    id: step.id,
    ways: [next],
    arrive: visit => {
      visit.emit(step.emit, visit.read(step.with ?? {}))
      visit.record('done', 'emitted', { type: step.emit })
      return { kind: 'go', to: next }
    },
  }
}
