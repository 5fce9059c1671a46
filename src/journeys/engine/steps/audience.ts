// audience: adds the customer to an audience, or takes them from it.
import type { AudienceStep } from '../../definition/action-schemas.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is AudienceStep => 'audience' in step

export function compile(step: AudienceStep, next: string | null, _context: CompileContext): Node {
  const { add, remove } = step.audience
  const change = add === undefined ? 'remove' : 'add'
  const audience = (add ?? remove)!
  return {
    id: step.id,
    ways: [next],
    arrive: visit => {
      // Ads reach people, too; nobody is kept in an audience for being held out.
      if (change === 'add' && visit.enrollment().holdout) {
        visit.record('done', 'audience_withheld', { audience })
        return { kind: 'go', to: next }
      }
      visit.changeAudience({ audience, change })
      visit.record('done', change === 'add' ? 'audience_added' : 'audience_removed', { audience })
      return { kind: 'go', to: next }
    },
  }
}
