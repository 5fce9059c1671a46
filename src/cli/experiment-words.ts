// Experiments as people read them.
import type { Experiment, VariantFigures } from '../experiments/index.js'
import { counted, shownTime } from './command.js'
import { table } from './table.js'

/** A table of all variants, and below it a sentence on each experiment. */
export function experimentLines(experiments: readonly Experiment[]): string[] {
  const numbers = ['share', 'customers', 'counted', 'converted', 'rate', 'revenue each']
  const columns = [
    ...['journey', 'step', 'variant'].map(title => ({ title })),
    ...numbers.map(title => ({ title, align: 'right' as const })),
  ]
  const rows = experiments.flatMap(({ split, figures: { variants } }) => {
    const weights = variants.reduce((sum, { weight }) => sum + weight, 0)
    return variants.map((one, i) => [
      i === 0 ? split.journeyId : '',
      i === 0 ? split.stepId : '',
      ...cellsOf(one, weights),
    ])
  })
  return [...table(columns, rows), '', ...experiments.map(verdictLine)]
}

const cellsOf = (figures: VariantFigures, weights: number): string[] => {
  const { variant, weight, entrants, mature, converted, revenue } = figures
  const ofCounted = (text: string): string => (mature === 0 ? '' : text)
  return [
    variant,
    percent(weight / weights, 0),
    entrants.toLocaleString('en'),
    mature.toLocaleString('en'),
    converted.toLocaleString('en'),
    ofCounted(percent(converted / mature, 2)),
    ofCounted((revenue / mature).toFixed(2)),
  ]
}

const percent = (share: number, digits: number): string => `${(share * 100).toFixed(digits)} %`

/** `welcome subject: running; …`. */
export function verdictLine(experiment: Experiment): string {
  const { split, state, decision } = experiment
  const place = `${split.journeyId} ${split.stepId}`
  if (state === 'decided') {
    const by = decision!.decidedBy === 'rule' ? 'by its rule' : 'by hand'
    return `${place}: decided for ${decision!.variant} at ${shownTime(decision!.decidedAt)}, ${by}; all who come now get it`
  }
  const left = state === 'reopened' ? ', and its rule leaves it alone' : ''
  const since = decision?.reopenedAt ? ` since ${shownTime(decision.reopenedAt)}` : ''
  const rule = split.decide === null ? ', without a rule' : ''
  return `${place}: customers are drawn${since}${left}${rule}; ${why(experiment)}`
}

function why({ split, figures, judgement }: Experiment): string {
  if (split.withinMs === null) return 'the journey has no goal to compare by'
  const { reason, winner, control, by, sampleRatio } = judgement
  const least = Math.min(...figures.variants.map(({ mature }) => mature))
  switch (reason) {
    case 'mismatch':
      return `the numbers of customers do not fit the weights (p = ${sampleRatio.p.toExponential(1)}): find out what keeps some of them away before you believe any figure`
    case 'too_few':
      return `too few customers whose time for the goal is over (${counted(least, 'customer')} in the smallest variant)`
    case 'too_early':
      return 'too early: the first customer came not long enough ago'
    case 'not_enough_data':
      return `not enough data on ${by} yet`
    case 'no_difference':
      return `no variant is surely better by ${by}`
    case 'better_than_control':
      return `${winner} is surely better than ${control} by ${by}`
    case 'control_is_best':
      return `${control} is surely better than every other by ${by}`
  }
}
