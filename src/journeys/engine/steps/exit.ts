// exit: ends the enrollment here.
import type { ExitStep } from '../../definition/step-schema.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is ExitStep => 'exit' in step

export function compile(step: ExitStep, _next: string | null, _context: CompileContext): Node {
  const reason = step.exit === true ? 'exit_step' : step.exit
  return { id: step.id, arrive: () => ({ kind: 'leave', reason }) }
}
