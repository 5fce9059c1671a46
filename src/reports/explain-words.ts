// The engine's reasons in words a marketer reads. A reason that is not in a table here is shown as it is, so that a new
// one is never hidden.
import type { JsonObject, JsonValue } from '../model/json.js'
import type {
  ExplainedDecision,
  ExplainedEnrollment,
  ExplainedMessage,
  ExplainedRefusal,
} from './explain-queries.js'

type Words = (detail: JsonObject) => string

const refusalWords: Readonly<Record<string, (detail: JsonValue | null) => string>> = {
  trigger_where: because => `the event does not match the trigger: ${sayBecause(because)}`,
  key_missing: detail => `the event has no ${field(detail, 'path')}, which the journey goes by`,
  event_too_late: detail => `the event arrived more than ${field(detail, 'lateEvents')} after it happened`,
  already_in: () => 'is in this journey already',
  already_entered: detail => `has been in this journey on ${time(field(detail, 'at'))}, and nobody may twice`,
  reentry_too_soon: detail => `may not come in again before ${time(field(detail, 'until'))}`,
  entry_condition: because => `the entry condition is not met: ${sayBecause(because)}`,
  suppressed: () => 'the journey leaves out customers like this one ("suppress")',
  already_exited: detail =>
    `${field(detail, 'on')}, which ends this journey, came at ${time(field(detail, 'at'))}`,
}

export const sayRefusal = ({ reason, detail }: ExplainedRefusal): string =>
  refusalWords[reason]?.(detail) ?? reason

const skipWords: Readonly<Record<string, Words>> = {
  skip_condition: () => '"skipIf" matched',
  no_consent: ({ because }) => `no consent (${field(because, 'consent') || 'unknown'})`,
  no_address: () => 'no address for this channel',
  address_suppressed: ({ because }) => `the address may not be written to (${field(because, 'why')})`,
  suppressed: () => 'the journey leaves out customers like this one ("suppress")',
  capped: ({ because }) =>
    `the cap "${field(because, 'cap')}" is reached: ${field(because, 'count')} messages, at most ${field(because, 'max')} in ${field(because, 'per')}`,
}

const branchWords: Readonly<Record<string, Words>> = {
  event_came: ({ type }) => `${text(type)} came in time`,
  timed_out: detail => `${field(detail, 'for')} did not come in time`,
  case_matched: detail => `took case ${Number(detail.case) + 1}`,
  no_case_matched: () => 'no case matched, took "else"',
}

const exitWords: Readonly<Record<string, string>> = {
  completed: 'went through to the end',
  exit_step: 'left by an exit step',
}

const decisionWords: Readonly<Record<string, (reason: string | null, detail: JsonObject) => string>> = {
  entered: (_, { type, event }) => `came in by ${text(type)} (${text(event)})`,
  waited: (_, detail) =>
    'for' in detail
      ? `waits for ${field(detail, 'for')}, until ${time(field(detail, 'until'))}`
      : `waits until ${time(field(detail, 'until'))}`,
  branched: (reason, detail) => branchWords[reason ?? '']?.(detail) ?? reason ?? 'went on',
  sent: (_, { channel, template }) => `decided on an ${text(channel)} ("${text(template)}")`,
  skipped: (reason, detail) =>
    `left out the ${text(detail.channel)}: ${skipWords[reason ?? '']?.(detail) ?? reason ?? 'no reason kept'}`,
  exited: reason => exitWords[reason ?? ''] ?? `left: ${reason ?? 'no reason kept'}`,
  converted: reason => `left, having done what the journey is for (${reason ?? ''})`,
}

export function sayDecision({
  kind,
  reason,
  detail,
}: Pick<ExplainedDecision, 'kind' | 'reason' | 'detail'>): string {
  const known = decisionWords[kind]
  return known ? known(reason, asObject(detail)) : [kind, reason].filter(Boolean).join(': ')
}

/** How the pass ended; null while it goes on. */
export function sayEnded({ status, endedBy }: ExplainedEnrollment): string | null {
  if (status === 'active') return null
  if (status === 'converted') return `converted (${endedBy ?? ''})`
  return exitWords[endedBy ?? ''] ?? `left: ${endedBy ?? status}`
}

const messageWords: Readonly<Record<string, string>> = {
  queued: 'waits to be handed over',
  claimed: 'is being made',
  on_wire: 'is being handed over',
  sent: 'was handed over',
  failed: 'was refused by the provider',
  unknown: 'may have been handed over; the answer was lost, so it is not sent again',
  withdrawn: 'was withdrawn before it was sent',
  skipped: 'was left out at the last check',
}

export function sayMessage({
  channel,
  status,
  reason,
}: Pick<ExplainedMessage, 'channel' | 'status' | 'reason'>): string {
  const words = `${channel} ${messageWords[status] ?? status}`
  return reason === null ? words : `${words} (${reason})`
}

const operatorWords: Readonly<Record<string, string>> = {
  eq: 'is not',
  ne: 'is',
  in: 'is none of',
  gt: 'is not above',
  gte: 'is below',
  lt: 'is not below',
  lte: 'is above',
  contains: 'does not contain',
  startsWith: 'does not start with',
  endsWith: 'does not end with',
}

function sayBecause(because: JsonValue | null | undefined): string {
  const reasons = Array.isArray(because) ? because : [because ?? {}]
  return reasons.map(reason => sayReason(asObject(reason))).join('; ') || 'no reason kept'
}

function sayReason(reason: JsonObject): string {
  if ('path' in reason) return sayField(reason)
  if ('consent' in reason) return `${text(reason.consent)} consent is ${text(reason.got)}`
  if ('segment' in reason)
    return `not in segment "${text(reason.segment)}" (${sayBecause(reason.because ?? [])})`
  if ('did' in reason) {
    const within = 'within' in reason ? ` in the last ${text(reason.within)}` : ''
    return `${text(reason.did)} ${text(reason.got)} times${within}, wanted ${text(reason.count)}`
  }
  if ('not' in reason) return `matches ${JSON.stringify(reason.not)}, which must not be`
  return JSON.stringify(reason)
}

function sayField({ path, got, unknown, ...operator }: JsonObject): string {
  if (unknown === 'missing') return `${text(path)} is missing`
  const [[name, want] = ['', null]] = Object.entries(operator)
  if (name === 'exists') return `${text(path)} is ${want === true ? 'missing' : 'there'}`
  const words = `${text(path)} (${text(got)}) ${operatorWords[name] ?? name} ${text(want)}`
  return unknown === undefined ? words : `${words}: it cannot be compared`
}

const asObject = (value: JsonValue | null | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
const field = (value: JsonValue | null | undefined, name: string): string => text(asObject(value)[name])
const text = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)

/** `"2026-11-20T10:00:00.123Z"` → `"2026-11-20 10:00:00"`. */
const time = (iso: string): string => iso.slice(0, 19).replace('T', ' ').concat('Z')
