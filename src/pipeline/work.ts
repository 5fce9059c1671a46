// One customer's share of a batch, before and after the deciding, and the facts loaded for it.
import type { ConsentChange, SuppressionChange } from '../customers/index.js'
import type {
  CustomerState,
  Grant,
  Input,
  Need,
  Outcome,
  PastAddition,
  PastEvent,
  PastMessage,
  Watch,
} from '../journeys/engine/index.js'
import type { Customer, Identifiers } from '../model/customer.js'
import type { JsonObject } from '../model/json.js'

export interface WorkInput {
  readonly input: Input
  /** The event's identifiers that belong to this customer; empty for all other inputs. */
  readonly owned: Identifiers
}

/** One customer's share of a batch. */
export interface Work {
  readonly state: CustomerState
  /** Nothing was known of the customer before this batch, so there is no past to load. */
  readonly isNew: boolean
  readonly inputs: readonly WorkInput[]
}

export interface Decided {
  readonly input: Input
  /** 0 for an input of the batch; an event that follows from it has one more, and so on. */
  readonly depth: number
  readonly outcome: Outcome
}

export interface Poisoned {
  readonly input: Input
  readonly depth: number
  readonly reason: string
}

export interface DecidedCustomer {
  readonly customer: Customer
  readonly changed: boolean
  /** Has got another address, or has lost one. */
  readonly isReaddressed: boolean
  readonly decided: readonly Decided[]
  /** Inputs whose deciding threw. They are set aside; the others go on (I11). */
  readonly poisoned: readonly Poisoned[]
  readonly consentChanges: readonly ConsentChange[]
  readonly suppressions: readonly SuppressionChange[]
  /** What the watch over the customer knows now; undefined: it did not look. */
  readonly watch: Watch | undefined
}

export interface CustomerNeed {
  readonly customerId: string
  readonly need: Need
}

/** Past events and messages of customers, products of the catalog, and what was taken: for all needs of a round. */
export interface Facts {
  readonly events: (customerId: string, type: string) => readonly PastEvent[]
  readonly messages: (customerId: string) => readonly PastMessage[]
  readonly additions: (customerId: string) => readonly PastAddition[]
  /** null: the catalog has no such product. */
  readonly product: (id: string) => JsonObject | null
  readonly grant: (claim: string) => Grant
}
