// Why a customer did or did not come into journeys, and what became of them there (I10). Reads only.
import { findCustomerId } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { CustomerKey } from '../model/customer-key.js'
import {
  decisionsOf,
  type ExplainedDecision,
  type ExplainedEnrollment,
  type ExplainedEvent,
  type ExplainedMessage,
  enrollmentsOf,
  eventsOf,
  messagesOf,
} from './explain-queries.js'
import { sayDecision, sayEnded, sayMessage, sayRefusal } from './explain-words.js'

export { type CustomerKey, parseCustomerKey } from '../model/customer-key.js'

/** How many of the latest events are told about. */
const mostEvents = 1_000

export interface Explanation {
  readonly customerId: string
  readonly journey: string | null
  /** Oldest first; the latest thousand. */
  readonly events: readonly (Omit<ExplainedEvent, 'refusals'> & {
    readonly entered: readonly { readonly journeyId: string; readonly enrollmentId: string }[]
    readonly refusals: readonly (ExplainedEvent['refusals'][number] & { readonly words: string })[]
  })[]
  readonly enrollments: readonly (ExplainedEnrollment & {
    readonly words: string | null
    readonly decisions: readonly (Omit<ExplainedDecision, 'enrollmentId'> & { readonly words: string })[]
    readonly messages: readonly (Omit<ExplainedMessage, 'enrollmentId'> & { readonly words: string })[]
  })[]
}

/** null when nobody is known by that key. `journey` narrows the answer to one journey. */
export async function explainCustomer(
  db: Db,
  key: CustomerKey,
  journey: string | null,
): Promise<Explanation | null> {
  const customerId = await findCustomerId(db, key.kind, key.value)
  if (customerId === undefined) return null
  const enrollments = await enrollmentsOf(db, customerId, journey)
  const ids = enrollments.map(({ id }) => id)
  const [events, decisions, messages] = await Promise.all([
    eventsOf(db, customerId, journey, mostEvents),
    decisionsOf(db, ids),
    messagesOf(db, ids),
  ])
  return {
    customerId,
    journey,
    events: events.map(event => withOutcome(event, enrollments)),
    enrollments: enrollments.map(enrollment => withStory(enrollment, decisions, messages)),
  }
}

function withOutcome(
  event: ExplainedEvent,
  enrollments: readonly ExplainedEnrollment[],
): Explanation['events'][number] {
  return {
    ...event,
    entered: enrollments
      .filter(({ source, eventId }) => source === event.source && eventId === event.id)
      .map(({ journeyId, id }) => ({ journeyId, enrollmentId: id })),
    refusals: event.refusals.map(refusal => ({ ...refusal, words: sayRefusal(refusal) })),
  }
}

function withStory(
  enrollment: ExplainedEnrollment,
  decisions: readonly ExplainedDecision[],
  messages: readonly ExplainedMessage[],
): Explanation['enrollments'][number] {
  return {
    ...enrollment,
    words: sayEnded(enrollment),
    decisions: decisions
      .filter(({ enrollmentId }) => enrollmentId === enrollment.id)
      .map(({ enrollmentId: _, ...decision }) => ({ ...decision, words: sayDecision(decision) })),
    messages: messages
      .filter(({ enrollmentId }) => enrollmentId === enrollment.id)
      .map(({ enrollmentId: _, ...message }) => ({ ...message, words: sayMessage(message) })),
  }
}
