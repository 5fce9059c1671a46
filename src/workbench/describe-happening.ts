// Writes what an input led to as the lines a case expects: "1h cart-recovery sent remind email reminder".
import type { Conversion } from '../conversions/index.js'
import type { Customer } from '../model/customer.js'
import { describeDecision } from './describe-decision.js'
import type { Happening } from './simulation.js'

/** How things are called in lines. */
export interface Describer {
  /** Its id, and its version where the case has several. */
  journey(id: string, version: number): string
  /** The value at the journey's `key`; empty where it has none. */
  keyOf(enrollmentId: string): string
  time(at: Date, customer: Customer): string
}

interface Owned {
  readonly journeyId: string
  readonly version: number
  readonly enrollmentId: string
}

/** All lines of one input: decisions, messages taken back, the credit, refusals, and what was set aside. */
export function describeHappening(happening: Happening, describer: Describer): string[] {
  const { at, outcome, withdrawn, credited, customer, tooDeep } = happening
  const time = (when: Date): string => describer.time(when, customer)
  const of = ({ journeyId, version, enrollmentId }: Owned): string => {
    const key = describer.keyOf(enrollmentId)
    return `${describer.journey(journeyId, version)}${key === '' ? '' : `(${key})`}`
  }
  const lines = [
    ...outcome.decisions.map(one => `${of(one)} ${describeDecision(one, time)}`),
    ...withdrawn.map(message => `${of(message)} withdrawn ${message.stepId}`),
    ...credited.map(one => `${of(one)} ${describeCredit(one)}`),
    ...outcome.refusals.map(
      ({ journeyId, version, reason }) => `${describer.journey(journeyId, version)} refused ${reason}`,
    ),
    ...tooDeep.map(({ type }) => `set aside ${type}: too many events have led to it`),
  ]
  return lines.map(line => `${time(at)} ${line}`)
}

function describeCredit({ stepId, goal, value, currency, refunded, cancelled }: Conversion): string {
  const name = goal === 'primary' ? '' : ` as ${goal.slice(goal.indexOf('/') + 1)}`
  const worth = value === null ? 'without value' : `${value} ${currency}`
  const back = refunded === '0.00' ? '' : `, ${refunded} refunded`
  return `credited ${stepId}${name} ${worth}${back}${cancelled ? ', cancelled' : ''}`
}
