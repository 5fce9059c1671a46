// task: asks a team of the shop to do something. The asking is dispatch's.
import type { TaskStep } from '../../definition/action-schemas.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is TaskStep => 'task' in step

export function compile(step: TaskStep, next: string | null, _context: CompileContext): Node {
  const { task: title, team } = step
  return {
    id: step.id,
    ways: [next],
    arrive: visit => {
      const payload = visit.read(step.with ?? {})
      visit.call({ kind: 'task', target: team, title, payload, answers: false })
      visit.record('done', 'asked', { team, task: title })
      return { kind: 'go', to: next }
    },
  }
}
