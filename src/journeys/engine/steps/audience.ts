// audience: adds the customer to an audience, as far as consent, suppression and the cap allow it, or takes them from it.
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
      // Leaving needs nobody's leave.
      const hold = change === 'add' ? visit.holdAudience() : null
      if (hold) {
        visit.record('skipped', hold.reason, { audience, because: hold.detail })
        return { kind: 'go', to: next }
      }
      // Ads reach people, too; nobody is kept in an audience for being held out. Only now: whoever would not have been added is
      // told so in both groups.
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
