// Why a customer did or did not come into journeys, and what became of them there (I10). Reads only.
import { findCustomerId } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { CustomerKey } from '../model/customer-key.js'
import {
  callsOf,
  customerOfOwnId,
  decisionsOf,
  type ExplainedCall,
  type ExplainedDecision,
  type ExplainedEnrollment,
  type ExplainedEvent,
  type ExplainedMessage,
  enrollmentsOf,
  eventsOf,
  messagesOf,
} from './explain-queries.js'
import { sayCall, sayMessage } from './explain-sends.js'
import { sayDecision, sayEnded, sayRefusal } from './explain-words.js'

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
    readonly calls: readonly (Omit<ExplainedCall, 'enrollmentId'> & { readonly words: string })[]
  })[]
}

/** null when nobody is known by that key. `journey` narrows the answer to one journey. */
export async function explainCustomer(
  db: Db,
  key: CustomerKey,
  journey: string | null,
): Promise<Explanation | null> {
  const customerId = await customerOf(db, key)
  if (customerId === undefined) return null
  const enrollments = await enrollmentsOf(db, customerId, journey)
  const ids = enrollments.map(({ id }) => id)
  const [events, decisions, messages, calls] = await Promise.all([
    eventsOf(db, customerId, journey, mostEvents),
    decisionsOf(db, ids),
    messagesOf(db, ids),
    callsOf(db, ids),
  ])
  return {
    customerId,
    journey,
    events: events.map(event => withOutcome(event, enrollments)),
    enrollments: enrollments.map(enrollment => withStory(enrollment, { decisions, messages, calls })),
  }
}

/** Lists of reports show the id that the product has given; one that the shop has given comes first. */
async function customerOf(db: Db, { kind, value }: CustomerKey): Promise<string | undefined> {
  const known = await findCustomerId(db, kind, value)
  return known ?? (kind === 'id' ? await customerOfOwnId(db, value) : undefined)
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

interface Told {
  readonly decisions: readonly ExplainedDecision[]
  readonly messages: readonly ExplainedMessage[]
  readonly calls: readonly ExplainedCall[]
}

function withStory(enrollment: ExplainedEnrollment, told: Told): Explanation['enrollments'][number] {
  return {
    ...enrollment,
    words: sayEnded(enrollment),
    decisions: partsOf(told.decisions, enrollment, sayDecision),
    messages: partsOf(told.messages, enrollment, sayMessage),
    calls: partsOf(told.calls, enrollment, sayCall),
  }
}

/** Those that belong to the enrollment, each with its words. */
function partsOf<Part extends { readonly enrollmentId: string }>(
  parts: readonly Part[],
  { id }: ExplainedEnrollment,
  say: (part: Part) => string,
): (Omit<Part, 'enrollmentId'> & { readonly words: string })[] {
  return parts
    .filter(({ enrollmentId }) => enrollmentId === id)
    .map(part => {
      const { enrollmentId: _, ...rest } = part
      return { ...rest, words: say(part) }
    })
}
