// What the engine is given and what it answers. Values only: nothing here does anything.
import type { Channel } from '../../model/channel.js'
import type { Customer } from '../../model/customer.js'
import type { Event } from '../../model/event.js'
import type { JsonObject, JsonValue } from '../../model/json.js'

/** One customer's pass through one version of a journey. */
export interface Enrollment {
  readonly id: string
  readonly customerId: string
  readonly journeyId: string
  readonly version: number
  /** The value at the journey's `key`; empty where the journey has none. */
  readonly key: string
  readonly status: 'active' | 'completed' | 'exited' | 'converted'
  /** Where it waits; null once it has ended. */
  readonly stepId: string | null
  /** How many decisions it has seen. A timer set at another count is out of date. */
  readonly seq: number
  readonly enteredAt: Date
  /** When the event that brought the customer in happened (not: arrived). */
  readonly triggeredAt: Date
  readonly endedAt: Date | null
  readonly endedBy: string | null
  /** The event that brought the customer in. */
  readonly source: string
  readonly eventId: string
  /** That event's properties: what conditions and templates of the steps read. */
  readonly data: JsonObject
  /** Messages decided and not yet handed over: as long as there are any, exits stay in force. */
  readonly queuedMessages: number
}

/** A past event of the customer, as history conditions see it. */
export interface PastEvent {
  readonly occurredAt: Date
  readonly properties: JsonObject
}

/** A message of the customer, as caps and attribution see it. */
export interface PastMessage {
  readonly id: string
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly key: string
  readonly stepId: string
  readonly channel: Channel
  readonly createdAt: Date
  /** When its hand-over to the provider began; null before that. */
  readonly wireAt: Date | null
}

/** All that is known of one customer when an input is decided. What was not loaded is absent, and asked for. */
export interface CustomerState {
  readonly customer: Customer
  /** Active ones, ended ones with queued messages, and the latest of each journey and key concerned. */
  readonly enrollments: readonly Enrollment[]
  readonly history: ReadonlyMap<string, { readonly since: Date; readonly events: readonly PastEvent[] }>
  readonly messages: { readonly since: Date; readonly list: readonly PastMessage[] } | null
}

export type Input =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'timer'; readonly enrollmentId: string; readonly seq: number; readonly dueAt: Date }

/** A fact the engine went without. Loaded for the whole batch, and the input is decided again. */
export type Need =
  | { readonly kind: 'history'; readonly type: string; readonly since: Date }
  | { readonly kind: 'messages'; readonly since: Date }

export type DecisionKind = 'entered' | 'waited' | 'branched' | 'sent' | 'skipped' | 'exited' | 'converted'

/** One thing decided about an enrollment, with its reason. `n` counts them per enrollment, from 1. */
export interface Decision {
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly n: number
  readonly kind: DecisionKind
  readonly stepId: string | null
  readonly reason: string | null
  readonly detail: JsonValue | null
}

/** Why an event did not bring the customer into a journey whose trigger names its type. */
export interface Refusal {
  readonly journeyId: string
  readonly version: number
  readonly reason: RefusalReason
  readonly detail: JsonValue | null
}
export type RefusalReason =
  | 'trigger_where'
  | 'key_missing'
  | 'event_too_late'
  | 'already_in'
  | 'already_entered'
  | 'reentry_too_soon'
  | 'entry_condition'
  | 'suppressed'
  | 'already_exited'

export interface NewMessage {
  readonly id: string
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly key: string
  readonly stepId: string
  readonly pass: number
  readonly channel: Channel
  readonly template: string
}

export interface Timer {
  readonly enrollmentId: string
  readonly seq: number
  readonly dueAt: Date
}

/** A goal event credited to the last message before it. */
export interface Conversion {
  readonly source: string
  readonly eventId: string
  readonly message: PastMessage
  readonly occurredAt: Date
  readonly value: string | null
  readonly currency: string | null
}

/** What one input led to. When `needs` is not empty, the rest is void: load, and decide again. */
export interface Outcome {
  readonly needs: readonly Need[]
  readonly refusals: readonly Refusal[]
  readonly decisions: readonly Decision[]
  /** New and changed enrollments, in their new form. */
  readonly enrollments: readonly Enrollment[]
  readonly timers: readonly Timer[]
  readonly messages: readonly NewMessage[]
  /** Enrollments whose messages not yet handed over must not go out any more, and why. */
  readonly withdrawals: readonly { readonly enrollmentId: string; readonly reason: string }[]
  readonly conversion: Conversion | null
}
