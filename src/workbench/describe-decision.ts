// One decision in the words of cases. Must know every kind of decision, and no journey.
import type { Decision, Outcome } from '../journeys/engine/index.js'
import type { JsonObject } from '../model/json.js'

/** `time` says how the case tells times. */
export function describeDecision(decision: Decision, outcome: Outcome, time: (at: Date) => string): string {
  const { kind, stepId, reason, detail } = decision
  const said = (detail ?? {}) as JsonObject
  switch (kind) {
    case 'entered':
      return kind
    case 'waited': {
      const what = said.for === undefined ? '' : ` for ${said.for}`
      return `waited ${stepId}${what} until ${time(new Date(String(said.until)))}`
    }
    case 'branched':
      return `branched ${stepId} ${reason === 'case_matched' ? `case ${said.case}` : reason}`
    case 'sent':
      return `${isHeldOut(decision, outcome) ? 'held out' : 'sent'} ${stepId} ${said.channel} ${said.template}`
    case 'skipped':
      return `skipped ${stepId} ${reason}`
    default:
      return `${kind} ${reason}`
  }
}

const isHeldOut = ({ enrollmentId, stepId }: Decision, { messages }: Outcome): boolean =>
  messages.some(
    message => message.enrollmentId === enrollmentId && message.stepId === stepId && message.holdout,
  )
