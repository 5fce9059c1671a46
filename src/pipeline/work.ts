// One customer's share of a batch, before and after the deciding, and the facts loaded for it.
import type { ConsentChange, NewSuppression } from '../customers/index.js'
import type { CustomerState, Input, Need, Outcome, PastEvent, PastMessage } from '../journeys/engine/index.js'
import type { Customer, Identifiers } from '../model/customer.js'

export interface WorkInput {
  readonly input: Input
  /** The event's identifiers that belong to this customer; empty for timers. */
  readonly owned: Identifiers
}

/** One customer's share of a batch. */
export interface Work {
  readonly state: CustomerState
  /** Nothing was known of the customer before this batch, so there is nothing to load. */
  readonly isNew: boolean
  readonly inputs: readonly WorkInput[]
}

export interface Decided {
  readonly input: Input
  readonly outcome: Outcome
}

export interface Poisoned {
  readonly input: Input
  readonly reason: string
}

export interface DecidedCustomer {
  readonly customer: Customer
  readonly changed: boolean
  readonly decided: readonly Decided[]
  /** Inputs whose deciding threw. They are set aside; the others go on (I11). */
  readonly poisoned: readonly Poisoned[]
  readonly consentChanges: readonly ConsentChange[]
  readonly suppressions: readonly NewSuppression[]
}

export interface CustomerNeed {
  readonly customerId: string
  readonly need: Need
}

/** Past events by customer and type, and past messages by customer, for all needs of a batch. */
export interface Facts {
  readonly events: (customerId: string, type: string) => readonly PastEvent[]
  readonly messages: (customerId: string) => readonly PastMessage[]
}
