// split: sends customers different ways by a chance that is none: the same customer always goes the same way.
import type { SplitStep } from '../../definition/step-schema.js'
import { drawOf } from '../chance.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is SplitStep => 'split' in step

export function compile(step: SplitStep, next: string | null, context: CompileContext): Node {
  const experiment = step.experiment ?? `${context.journeyId}.${step.id}`
  const total = step.split.reduce((sum, { weight }) => sum + weight, 0)
  let sum = 0
  const variants = step.split.map(({ name, weight, then: steps }) => {
    sum += weight
    return { name, below: sum, to: context.sequence(steps, next) }
  })
  return {
    id: step.id,
    ways: variants.map(({ to }) => to),
    arrive: visit => {
      const draw = drawOf(total, 'split', experiment, visit.customer.id)
      const { name, to } = variants.find(({ below }) => draw < below)!
      visit.output({ variant: name })
      visit.record('branched', 'variant', { experiment, variant: name })
      return { kind: 'go', to }
    },
  }
}
