// branch: goes the way of the first case that matches.
import type { JsonValue } from '../../../model/json.js'
import type { BranchStep } from '../../definition/step-schema.js'
import type { Because } from '../condition.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is BranchStep => 'branch' in step

export function compile(step: BranchStep, next: string | null, context: CompileContext): Node {
  const cases = step.branch.map(({ if: condition, then: steps }) => ({
    test: context.condition(condition),
    to: context.sequence(steps, next),
  }))
  const otherwise = context.sequence(step.else ?? [], next)
  return {
    id: step.id,
    ways: [...cases.map(({ to }) => to), otherwise],
    arrive: visit => {
      const missed: JsonValue[] = []
      for (const [index, { test, to }] of cases.entries()) {
        const because: Because[] = []
        if (visit.test(test, because)) {
          visit.record('branched', 'case_matched', { case: index, missed })
          return { kind: 'go', to }
        }
        missed.push(because)
      }
      visit.record('branched', 'no_case_matched', { missed })
      return { kind: 'go', to: otherwise }
    },
  }
}
