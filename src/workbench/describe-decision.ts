// One decision in the words of cases: what was done, at which step, and what more there is to say. Must know every kind of
// decision, and no journey. test/spec/README.md and docs/reference/testing.md list the lines.
import type { Decision } from '../journeys/engine/index.js'
import type { JsonObject } from '../model/json.js'

type Time = (at: Date) => string

/** `time` says how the case tells times. */
export function describeDecision({ kind, stepId, reason, detail }: Decision, time: Time): string {
  const said = (detail ?? {}) as JsonObject
  switch (kind) {
    case 'entered':
      return line('entered', said.holdout === true && 'held out', said.by === 'global' && 'globally')
    case 'waited':
      return line('waited', stepId, said.for && `for ${said.for}`, reason, untilOf(said, time))
    case 'branched':
      return line('branched', stepId, wayOf(reason, said))
    case 'sent':
      return line(reason === 'holdout' ? 'held out' : 'sent', stepId, said.channel, said.template)
    case 'skipped':
      return line('skipped', stepId, reason)
    case 'done':
      return describeDone(stepId, reason, said)
    case 'repeated':
      return line('repeated', stepId, reason ?? `to ${said.to}`)
    case 'moved':
      return said.step === null ? 'moved out' : `moved to ${stepId}`
    case 'exited':
    case 'converted':
      return line(kind, reason)
  }
}

const line = (...words: unknown[]): string =>
  words.filter(word => word !== null && word !== undefined && word !== false).join(' ')

const untilOf = ({ until }: JsonObject, time: Time): string | null =>
  until === undefined ? null : `until ${time(new Date(String(until)))}`

function wayOf(reason: string | null, said: JsonObject): string | null {
  if (reason === 'case_matched') return `case ${said.case}`
  if (reason === 'variant') return `variant ${said.variant}`
  if (reason === 'decided') return `variant ${said.variant}, decided`
  // Of several events that were awaited, the one that came.
  return reason === 'event_came' && said.case !== undefined ? `event_came ${said.type}` : reason
}

function describeDone(stepId: string | null, reason: string | null, said: JsonObject): string {
  switch (reason) {
    case 'called':
      return line('called', stepId, said.webhook)
    case 'answered':
      return line('answered', stepId, said.status)
    case 'no_answer':
      return line('answered', stepId, 'not')
    case 'asked':
      return line('asked', stepId, said.team)
    case 'task_withheld':
      return line('asked', stepId, 'nobody, held out')
    case 'audience_withheld':
      return line('audience', stepId, 'not added, held out')
    case 'coupon':
      return line('took', stepId, 'code', said.code)
    case 'coupon_fallback':
      return line('took', stepId, 'fallback code', said.code)
    case 'coupon_withheld':
      return line('took', stepId, 'no code, held out')
    case 'coupon_empty':
      return line('took', stepId, 'no code, pool empty')
    case 'set':
      return line('set', stepId, (said.attributes as string[]).join(', '))
    case 'audience_added':
      return line('audience', stepId, 'added', said.audience)
    case 'audience_removed':
      return line('audience', stepId, 'removed', said.audience)
    case 'emitted':
      return line('emitted', stepId, said.type)
    default:
      return line('done', stepId, reason)
  }
}
