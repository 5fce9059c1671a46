// What the engine is given and what it answers. Values only: nothing here does anything.
import type { MessageChannel } from '../../model/channel.js'
import type { Customer } from '../../model/customer.js'
import type { Event } from '../../model/event.js'
import type { JsonObject, JsonValue } from '../../model/json.js'
import type { Category } from '../definition/action-schemas.js'
import type { AudienceChange, PastAddition } from './audience-types.js'
import type { NewCall } from './call-types.js'

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
  /** Counts its decisions and timers. A timer set at another count is out of date. */
  readonly seq: number
  /** 1, and one more each time a `goto` has gone back: a step sends at most once a pass. */
  readonly pass: number
  /** When the step it rests on is over by itself; null where it does not rest. */
  readonly wakeAt: Date | null
  /** When its timer fires: at `wakeAt`, or earlier where a condition may change just by the time. */
  readonly dueAt: Date | null
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
  /** What its steps have put out, by step id: what conditions and templates read as `steps.ID.…`. */
  readonly outputs: JsonObject
  /** Walks the journey and is never written to, so that the effect of the journey can be measured. */
  readonly holdout: boolean
  /** By what: the journey's own holdout, or the global one, which is from marketing only. */
  readonly heldBy: 'journey' | 'global' | null
  /** By split step, the variant that was drawn; not of splits that were decided by then. */
  readonly variants: Readonly<Record<string, string>>
  /** Where the customer was at entry, ISO 3166-1 alpha-2. */
  readonly country: string | null
  /** Of those that reports are grouped by, the segments the customer was in at entry. */
  readonly segments: readonly string[]
  /** Messages decided and not yet handed over: as long as there are any, exits stay in force. */
  readonly queuedMessages: number
}

/** What all who come to a split get, as long as it has this content. */
export interface DecidedSplit {
  readonly journeyId: string
  readonly stepId: string
  readonly content: string
  readonly variant: string
}

/** A past event of the customer, as history conditions see it. */
export interface PastEvent {
  readonly occurredAt: Date
  readonly properties: JsonObject
}

/** A message of the customer, as caps see it. */
export interface PastMessage {
  readonly id: string
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly key: string
  readonly stepId: string
  readonly channel: MessageChannel
  readonly category: Category
  /** What it says, whatever the channel. */
  readonly content: string
  readonly createdAt: Date
  /** When its hand-over to the provider began; null before that. */
  readonly wireAt: Date | null
  /** true: it counts and is never handed over, so that there is nothing to take back. */
  readonly holdout?: boolean
}

/** What the watch over a customer knew when it last looked: see watch.ts. */
export interface Watch {
  readonly checkedAt: Date
  /**
   * By watched segment (its name and a hash of its content): whether the customer was in it. And by watched date or
   * schedule, always true: it was watched already.
   */
  readonly members: Readonly<Record<string, boolean>>
  /** When it must look again although nothing happens; null: never. */
  readonly dueAt: Date | null
}

/** What was taken for one enrollment and nobody else: a coupon code, or a place among those who may come in today. */
export interface Grant {
  /** The code; of a place, just whether there is one. null or false: none left. */
  readonly code?: string | null
  readonly place?: boolean
}

/** All that is known of one customer when an input is decided. What was not loaded is absent, and asked for. */
export interface CustomerState {
  readonly customer: Customer
  /** Active ones, ended ones with queued messages, and the latest of each journey and key concerned. */
  readonly enrollments: readonly Enrollment[]
  readonly history: ReadonlyMap<string, { readonly since: Date; readonly events: readonly PastEvent[] }>
  readonly messages: { readonly since: Date; readonly list: readonly PastMessage[] } | null
  /** To audiences; absent as long as nobody has asked. */
  readonly additions?: { readonly since: Date; readonly list: readonly PastAddition[] } | null
  /** By product id; null: the catalog has no such product. */
  readonly products: ReadonlyMap<string, JsonObject | null>
  /** By the `claim` of the need. */
  readonly grants: ReadonlyMap<string, Grant>
  /** null: nobody has looked yet, so that whatever holds now holds from the beginning. */
  readonly watch: Watch | null
}

export type Input =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'timer'; readonly enrollmentId: string; readonly seq: number; readonly dueAt: Date }
  /** The watch over the customer is due, or begins. */
  | { readonly kind: 'watch' }

/** A fact the engine went without. Loaded for the whole batch, and the input is decided again. */
export type Need =
  | { readonly kind: 'history'; readonly type: string; readonly since: Date }
  | { readonly kind: 'messages'; readonly since: Date }
  | { readonly kind: 'additions'; readonly since: Date }
  | { readonly kind: 'products'; readonly ids: readonly string[] }
  /** Taken for good when the transaction commits. The same claim gets the same code again. */
  | { readonly kind: 'coupon'; readonly claim: string; readonly pool: string }
  /** One of `perDay` places on a day of the shop ("2026-11-21"). */
  | {
      readonly kind: 'place'
      readonly claim: string
      readonly journeyId: string
      readonly day: string
      readonly perDay: number
    }

/**
 * done: a webhook or task was asked for, a coupon taken, an attribute set, an audience changed, an event emitted.
 * moved: onto another version. repeated: went back by a `goto`.
 */
export type DecisionKind =
  | 'entered'
  | 'waited'
  | 'branched'
  | 'sent'
  | 'skipped'
  | 'done'
  | 'repeated'
  | 'moved'
  | 'exited'
  | 'converted'

/** One thing decided about an enrollment, with its reason. `n` grows with each of an enrollment, from 1. */
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
  | 'not_a_tester'
  | 'not_rolled_out'
  | 'full_today'

export interface NewMessage {
  readonly id: string
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly key: string
  readonly stepId: string
  readonly pass: number
  readonly channel: MessageChannel
  readonly template: string
  readonly category: Category
  readonly content: string
  /** Decided, counted and recorded, but never handed over. */
  readonly holdout: boolean
}

export interface Timer {
  readonly enrollmentId: string
  readonly seq: number
  readonly dueAt: Date
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
  readonly calls: readonly NewCall[]
  readonly audiences: readonly AudienceChange[]
  /** Events of this customer that follow from the input. They are stored and decided next, in this order. */
  readonly emitted: readonly Event[]
  /** What the watch knows now; undefined: it did not look. */
  readonly watch: Watch | undefined
}
