// What is known of a customer after an input has been decided: what the next input of the same batch is decided on.
import type { Event } from '../../model/event.js'
import type { CustomerState, Enrollment, Input, NewMessage, Outcome, PastMessage } from './types.js'

export function fold(state: CustomerState, input: Input, outcome: Outcome, now: Date): CustomerState {
  return {
    customer: state.customer,
    enrollments: foldEnrollments(state.enrollments, outcome),
    history: input.kind === 'event' ? foldHistory(state.history, input.event) : state.history,
    messages: foldMessages(state.messages, outcome, now),
    additions: state.additions ? foldAdditions(state.additions, outcome, now) : null,
    products: state.products,
    grants: state.grants,
    watch: outcome.watch ?? state.watch,
  }
}

function foldEnrollments(known: readonly Enrollment[], outcome: Outcome): readonly Enrollment[] {
  if (outcome.enrollments.length === 0) return known
  const withdrawn = new Set(outcome.withdrawals.map(({ enrollmentId }) => enrollmentId))
  const changed = new Map(
    outcome.enrollments.map(enrollment => [
      enrollment.id,
      withdrawn.has(enrollment.id) ? { ...enrollment, queuedMessages: 0 } : enrollment,
    ]),
  )
  const kept = known.map(enrollment => changed.get(enrollment.id) ?? enrollment)
  const ids = new Set(known.map(({ id }) => id))
  return [...kept, ...[...changed.values()].filter(({ id }) => !ids.has(id))]
}

function foldHistory(history: CustomerState['history'], event: Event): CustomerState['history'] {
  const known = history.get(event.type)
  if (!known) return history
  const past = { occurredAt: new Date(event.occurredAt), properties: event.properties }
  return new Map(history).set(event.type, { since: known.since, events: [...known.events, past] })
}

function foldMessages(
  known: CustomerState['messages'],
  outcome: Outcome,
  now: Date,
): CustomerState['messages'] {
  if (!known || (outcome.messages.length === 0 && outcome.withdrawals.length === 0)) return known
  const withdrawn = new Set(outcome.withdrawals.map(({ enrollmentId }) => enrollmentId))
  const list = [...known.list, ...outcome.messages.map(message => asPast(message, now))]
  return {
    since: known.since,
    list: list.filter(message => !isTakenBack(message, withdrawn)),
  }
}

function foldAdditions(
  known: NonNullable<CustomerState['additions']>,
  { audiences }: Outcome,
  now: Date,
): NonNullable<CustomerState['additions']> {
  const added = audiences.filter(({ change }) => change === 'add').map(() => ({ at: now }))
  return { since: known.since, list: [...known.list, ...added] }
}

/** Whether the exits of these enrollments take a message back: one that is decided and still to be handed over. */
export const isTakenBack = (
  { wireAt, holdout, enrollmentId }: Pick<PastMessage, 'wireAt' | 'holdout' | 'enrollmentId'>,
  withdrawn: ReadonlySet<string>,
): boolean => wireAt === null && holdout !== true && withdrawn.has(enrollmentId)

const asPast = (message: NewMessage, now: Date): PastMessage => ({ ...message, createdAt: now, wireAt: null })
