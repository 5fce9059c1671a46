// split: sends customers different ways by a chance that is none: the same customer always goes the same way. Once it is
// decided, all who come to it go the way of the winner.
import { experimentOf } from '../../definition/experiment.js'
import type { SplitStep } from '../../definition/step-schema.js'
import { drawOf } from '../chance.js'
import type { CompileContext, Move, Node, Visit } from './step-kind.js'

export const matches = (step: object): step is SplitStep => 'split' in step

export function compile(step: SplitStep, next: string | null, context: CompileContext): Node {
  const experiment = experimentOf(context.journeyId, step)
  const draw = drawing(step, experiment.name)
  const ways = new Map(step.split.map(({ name, then: steps }) => [name, context.sequence(steps, next)]))
  const winner = context.decided.find(
    ({ stepId, content, variant }) =>
      stepId === step.id && content === experiment.content && ways.has(variant),
  )?.variant
  const go = (visit: Visit, variant: string, reason: 'variant' | 'decided'): Move => {
    visit.output({ variant })
    visit.record('branched', reason, { experiment: experiment.name, variant })
    return { kind: 'go', to: ways.get(variant)! }
  }
  return {
    id: step.id,
    ways: [...ways.values()],
    experiment,
    arrive: visit => {
      const { variants } = visit.enrollment()
      // A pass goes on as it began, also where it comes by again, and where two customers have become one meanwhile.
      const held = variants[step.id]
      if (held !== undefined && ways.has(held)) return go(visit, held, 'variant')
      // Not counted among those who were drawn: nothing was.
      if (winner !== undefined) return go(visit, winner, 'decided')
      const variant = draw(visit.customer.id)
      visit.draw(variant)
      return go(visit, variant, 'variant')
    },
  }
}

function drawing({ split }: SplitStep, experiment: string): (customerId: string) => string {
  const total = split.reduce((sum, { weight }) => sum + weight, 0)
  let sum = 0
  const variants = split.map(({ name, weight }) => {
    sum += weight
    return { name, below: sum }
  })
  return customerId => {
    const draw = drawOf(total, 'split', experiment, customerId)
    return variants.find(({ below }) => draw < below)!.name
  }
}
