// exit: ends the enrollment here.
import type { ExitStep } from '../../definition/action-schemas.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is ExitStep => 'exit' in step

export function compile(step: ExitStep, _next: string | null, _context: CompileContext): Node {
  const reason = step.exit === true ? 'exit_step' : step.exit
  return { id: step.id, ways: [], arrive: () => ({ kind: 'leave', reason }) }
}
