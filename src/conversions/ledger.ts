// All that is known of one customer and has to do with goals: where they were in journeys, what was handed over to them,
// what they did. Values only; the order of the lists does not matter.
import type { MessageChannel } from '../model/channel.js'
import type { JsonObject } from '../model/json.js'

/** One pass through a journey. */
export interface LedgerPass {
  readonly id: string
  readonly journeyId: string
  readonly version: number
  readonly key: string
  readonly enteredAt: Date
  /** As they were at entry. */
  readonly country: string | null
  readonly segments: readonly string[]
  /** Empty where no goal reads them. */
  readonly data: JsonObject
  readonly outputs: JsonObject
}

/** A message that a provider has, or may have. */
export interface LedgerMessage {
  readonly id: string
  /** Its pass, which is in the ledger. */
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly stepId: string
  readonly channel: MessageChannel
  readonly createdAt: Date
  /** When it was handed over. */
  readonly wireAt: Date
}

/** A click or an opening by a person. */
export interface LedgerVisit {
  readonly messageId: string
  readonly kind: 'click' | 'open'
  readonly at: Date
}

/** An event that is a goal or an order, or that says what became of an order. */
export interface LedgerEvent {
  readonly source: string
  readonly id: string
  readonly customerId: string
  readonly type: string
  /** When it happened, and no later than when it was processed: clocks of shops go wrong. */
  readonly at: Date
  readonly properties: JsonObject
}

export interface Ledger {
  readonly customerId: string
  readonly passes: readonly LedgerPass[]
  readonly messages: readonly LedgerMessage[]
  readonly visits: readonly LedgerVisit[]
  /** The customer's own, and what others have reported of the same orders. */
  readonly events: readonly LedgerEvent[]
}
