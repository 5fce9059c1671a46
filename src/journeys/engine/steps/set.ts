// set: changes attributes of the customer, at once for the steps below and by an event for everything else.
import type { SetStep } from '../../definition/action-schemas.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is SetStep => 'set' in step

export function compile(step: SetStep, next: string | null, _context: CompileContext): Node {
  return {
    id: step.id,
    ways: [next],
    arrive: visit => {
      const attributes = visit.read(step.set)
      visit.setAttributes(attributes)
      visit.record('done', 'set', { attributes: Object.keys(attributes) })
      return { kind: 'go', to: next }
    },
  }
}
