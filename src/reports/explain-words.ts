// The engine's reasons in words a marketer reads. A reason that is not in a table here is shown as it is, so that a new
// one is never hidden.
import type { JsonObject, JsonValue } from '../model/json.js'
import { sayBecause } from './explain-because.js'
import type { ExplainedDecision, ExplainedEnrollment, ExplainedRefusal } from './explain-queries.js'
import { holdWords } from './explain-sends.js'
import { asObject, field, messageOf, text, time } from './explain-text.js'

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
  already_exited: detail => `${exitWords(field(detail, 'on'))}, at ${time(field(detail, 'at'))}`,
  not_a_tester: () => 'only test customers come in ("testersOnly")',
  not_rolled_out: detail => `is not among the ${field(detail, 'percent')} % of customers who come in so far`,
  full_today: detail => `the ${field(detail, 'perDay')} places of ${field(detail, 'day')} are taken`,
}

/** What ended it before it began. */
function exitWords(on: string): string {
  if (on === 'condition_true') return 'a condition that ends this journey is true already'
  return `${eventWords[on] ?? on}, which ends this journey`
}

export const sayRefusal = ({ reason, detail }: ExplainedRefusal): string =>
  refusalWords[reason]?.(detail) ?? reason

/** Events of Triggerfish itself. */
const eventWords: Readonly<Record<string, string>> = {
  segment_entered: 'coming into a segment',
  segment_left: 'dropping out of a segment',
  date_reached: 'its date or schedule',
  journey_called: 'a call of the journey',
}

const waitWords: Readonly<Record<string, Words>> = {
  at_once: () => 'did not have to wait',
  no_date: ({ date }) => `did not wait: there is no date at ${text(date)}`,
  date_past: ({ date }) => `did not wait: the time it goes by (${text(date)}) is past`,
}

const awaitedWords: Readonly<Record<string, string>> = {
  condition: 'a condition to become true',
  webhook_answered: 'the answer of the webhook',
}

function sayWaited(reason: string | null, detail: JsonObject): string {
  const until = time(text(detail.until))
  if (reason === 'quiet_hours')
    return `the ${messageOf(detail.channel)} waits for the end of quiet hours, at ${until}`
  const hold = holdWords[reason ?? '']
  if (hold) return `the ${messageOf(detail.channel)} waits until ${until}: ${hold(asObject(detail.because))}`
  const known = waitWords[reason ?? '']
  if (known) return known(detail)
  const what = text(detail.for)
  const told =
    'for' in detail ? `waits for ${awaitedWords[what] ?? what}, until ${until}` : `waits until ${until}`
  return reason === null ? told : `${told} (${reason})`
}

const branchWords: Readonly<Record<string, Words>> = {
  event_came: ({ type }) => `${text(type)} came in time`,
  timed_out: ({ for: what }) =>
    what === 'condition' ? 'the condition did not become true in time' : `${text(what)} did not come in time`,
  condition_true: () => 'the condition became true',
  case_matched: detail => `took case ${Number(detail.case) + 1}${sayMissed(detail.missed)}`,
  no_case_matched: detail => `no case matched, took "else"${sayMissed(detail.missed)}`,
  variant: ({ variant, experiment }) =>
    `took the way "${text(variant)}" of the experiment "${text(experiment)}"`,
  decided: ({ variant, experiment }) =>
    `took the way "${text(variant)}": the experiment "${text(experiment)}" is decided for it`,
}

function sayMissed(missed: JsonValue | undefined): string {
  if (!Array.isArray(missed) || missed.length === 0) return ''
  return ` (${missed.map((because, index) => `not case ${index + 1}: ${sayBecause(because)}`).join('; ')})`
}

const doneWords: Readonly<Record<string, Words>> = {
  called: ({ webhook }) => `called the webhook "${text(webhook)}"`,
  answered: ({ webhook, status }) => `the webhook "${text(webhook)}" answered (${text(status)})`,
  no_answer: ({ webhook }) => `the webhook "${text(webhook)}" did not answer in time`,
  task_withheld: ({ team, task }) =>
    `would have asked the team "${text(team)}", but is held out: ${text(task)}`,
  asked: ({ team, task }) => `asked the team "${text(team)}": ${text(task)}`,
  coupon: ({ pool, code }) => `took the code ${text(code)} of the pool "${text(pool)}"`,
  coupon_fallback: ({ pool, code }) => `the pool "${text(pool)}" has run dry: gave ${text(code)} instead`,
  coupon_empty: ({ pool }) => `the pool "${text(pool)}" has run dry: went on without a code`,
  coupon_withheld: () => 'took no code: the customer is in the holdout',
  set: ({ attributes }) => `set ${listed(attributes)}`,
  audience_withheld: ({ audience }) =>
    `would have been added to the audience "${text(audience)}", but is held out`,
  audience_added: ({ audience }) => `was added to the audience "${text(audience)}"`,
  audience_removed: ({ audience }) => `was taken from the audience "${text(audience)}"`,
  emitted: ({ type }) => `made the event ${text(type)}`,
}

const listed = (names: JsonValue | undefined): string =>
  Array.isArray(names) ? names.map(text).join(', ') : text(names)

const repeatWords: Readonly<Record<string, Words>> = {
  '': ({ to, passes }) => `goes back to "${text(to)}" (time ${text(passes)})`,
  often_enough: ({ passes }) => `does not go back again: ${text(passes)} times are enough`,
}

const exitReasons: Readonly<Record<string, string>> = {
  completed: 'went through to the end',
  exit_step: 'left by an exit step',
  coupon_empty: 'left: there was no code left in the pool',
  merged: 'ended: the customer turned out to be one with another, whose earlier pass goes on',
  moved_out: 'left: the new version of the journey has no place for this step',
  condition_true: 'left: a condition that ends this journey became true',
}

const sayExited = (reason: string | null): string =>
  exitReasons[reason ?? ''] ?? `left: ${eventWords[reason ?? ''] ?? reason ?? 'no reason kept'}`

function sayEntered(_: string | null, { type, event, holdout, by }: JsonObject): string {
  const what = eventWords[text(type)] ?? text(type)
  const held = by === 'global' ? '; gets no marketing (global holdout)' : '; is never written to (holdout)'
  return `came in by ${what} (${text(event)})${holdout === true ? held : ''}`
}

function saySent(reason: string | null, { channel, template, unjudged }: JsonObject): string {
  const article = channel === 'onsite' ? 'a' : 'an'
  const words = `decided on ${article} ${messageOf(channel)} ("${text(template)}")`
  const notSent = reason === 'holdout' ? ', which is not sent: the customer is in the holdout' : ''
  return `${words}${notSent}${unjudged === undefined ? '' : `; "skipIf" could not be judged: ${sayBecause(unjudged)}`}`
}

const saidOf = ({ audience, channel }: JsonObject): string =>
  audience === undefined
    ? `left out the ${messageOf(channel)}`
    : `was not added to the audience "${text(audience)}"`

const saySkipped = (reason: string | null, detail: JsonObject): string =>
  `${saidOf(detail)}: ${holdWords[reason ?? '']?.(asObject(detail.because)) ?? reason ?? 'no reason kept'}`

function sayMoved(_: string | null, { from, to, step }: JsonObject): string {
  const where = step === null || step === undefined ? 'out' : `to "${text(step)}"`
  return `was moved from version ${text(from)} to version ${text(to)}, ${where}`
}

const saidBy =
  (table: Readonly<Record<string, Words>>) =>
  (reason: string | null, detail: JsonObject): string =>
    table[reason ?? '']?.(detail) ?? reason ?? 'went on'

const decisionWords: Readonly<Record<string, (reason: string | null, detail: JsonObject) => string>> = {
  entered: sayEntered,
  waited: sayWaited,
  branched: saidBy(branchWords),
  sent: saySent,
  skipped: saySkipped,
  done: saidBy(doneWords),
  repeated: saidBy(repeatWords),
  moved: sayMoved,
  exited: sayExited,
  converted: reason =>
    `left, having done what the journey is for (${eventWords[reason ?? ''] ?? reason ?? ''})`,
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
export function sayEnded({
  status,
  endedBy,
}: Pick<ExplainedEnrollment, 'status' | 'endedBy'>): string | null {
  if (status === 'active') return null
  if (status === 'converted') return `converted (${eventWords[endedBy ?? ''] ?? endedBy ?? ''})`
  return endedBy === null ? `left: ${status}` : sayExited(endedBy)
}
