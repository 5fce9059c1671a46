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
      // Somebody who is called by the shop has been reached, too.
      if (visit.enrollment().holdout) {
        visit.record('done', 'task_withheld', { team, task: title })
        return { kind: 'go', to: next }
      }
      const payload = visit.read(step.with ?? {})
      visit.call({ kind: 'task', target: team, title, payload, answers: false })
      visit.record('done', 'asked', { team, task: title })
      return { kind: 'go', to: next }
    },
  }
}
