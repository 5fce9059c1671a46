// How far the deciding for one customer has come: input after input, each on the state the one before has left, with
// stops where facts have to be loaded. Events that follow from an input come right after it. Pure, though it changes itself.
import { type ConsentChange, changeCustomer, type SuppressionChange } from '../customers/index.js'
import {
  type CustomerState,
  decide,
  fold,
  type JourneySet,
  type Need,
  unheard,
} from '../journeys/engine/index.js'
import type { Event } from '../model/event.js'
import { beginning, PastOfBatch, supply } from './supply.js'
import type { CustomerNeed, Decided, DecidedCustomer, Facts, Poisoned, Work, WorkInput } from './work.js'

/** Far more rounds than one input needs; more would be a need that loading does not satisfy. */
const maxRounds = 50

/** Journeys that answer each other's events for ever are stopped here. */
const maxDepth = 16

interface Pending extends WorkInput {
  readonly depth: number
}

export class Progress {
  private state: CustomerState
  /** The inputs to come, in their order, the one at hand first. */
  private readonly pending: Pending[]
  /** How often facts were loaded for the input at hand. */
  private rounds = 0
  private needs: readonly Need[] = []
  private readonly decided: Decided[] = []
  private readonly poisoned: Poisoned[] = []
  private readonly consentChanges: ConsentChange[] = []
  private readonly suppressions: SuppressionChange[] = []
  private readonly journeys: JourneySet
  private readonly work: Work
  private readonly now: Date
  /** Of a customer who is new. */
  private readonly past: PastOfBatch | null

  constructor(journeys: JourneySet, work: Work, now: Date) {
    this.journeys = journeys
    this.work = work
    this.now = now
    this.past = work.isNew ? new PastOfBatch(this.decided) : null
    this.state = this.past
      ? { ...work.state, history: this.past, messages: { since: beginning, list: [] } }
      : work.state
    this.pending = work.inputs.map(input => ({ ...input, depth: 0 }))
  }

  get done(): boolean {
    return this.pending.length === 0
  }

  /** Decides the next input, or answers what it needs. */
  advance(): CustomerNeed[] {
    this.needs = []
    this.decideNext(this.pending[0]!)
    return this.needs.map(need => ({ customerId: this.state.customer.id, need }))
  }

  private decideNext(pending: Pending): void {
    const { input, owned, depth } = pending
    let change: ReturnType<typeof changeCustomer> | null = null
    try {
      if (depth > maxDepth) throw new Error(`events follow from events for more than ${maxDepth} times`)
      const rules = this.journeys.settings.consent
      change = input.kind === 'event' ? changeCustomer(this.state.customer, input.event, owned, rules) : null
      const state = change ? { ...this.state, customer: change.customer } : this.state
      const outcome = change?.unconfirmed
        ? unheard(change.unconfirmed.follows)
        : decide(this.journeys, state, input, this.now)
      if (outcome.needs.length > 0) {
        this.ask(outcome.needs)
        return
      }
      const folded = fold(state, input, outcome, this.now)
      this.state = this.past ? { ...folded, history: this.past } : folded
      this.decided.push({ input, depth, outcome })
      this.goOn(outcome.emitted, depth + 1)
    } catch (error) {
      this.poisoned.push({ input, depth, reason: error instanceof Error ? error.message : String(error) })
      // An opt-out counts even where a journey cannot be decided (I6); the replay says it again, which changes nothing.
      if (change) this.state = { ...this.state, customer: change.customer }
      this.goOn([], depth)
    }
    this.consentChanges.push(...(change?.consentChanges ?? []))
    this.suppressions.push(...(change?.suppressions ?? []))
  }

  /** Leaves the input at hand for the events that follow from it, or for the next one. */
  private goOn(emitted: readonly Event[], depth: number): void {
    const following = emitted.map(event => ({ input: { kind: 'event' as const, event }, owned: {}, depth }))
    this.pending.splice(0, 1, ...following)
    this.rounds = 0
  }

  /**
   * Asks for as much as the inputs to come will look back at: events may come in any order, and an import that begins
   * with the newest would cost two statements for each of them.
   */
  private ask(needs: readonly Need[]): void {
    // A coupon or a place is a round of its own, however many there are, and asked for once.
    const isGrant = needs.every(need => 'claim' in need)
    if (!isGrant && this.rounds++ === maxRounds)
      throw new Error('the engine keeps asking for facts it was given')
    const times = this.pending.map(({ input }) =>
      input.kind === 'event' ? Date.parse(input.event.occurredAt) : this.now.getTime(),
    )
    const furtherMs = times[0]! - times.reduce((a, b) => Math.min(a, b))
    this.needs = needs.map(need =>
      'since' in need ? { ...need, since: new Date(Math.max(0, need.since.getTime() - furtherMs)) } : need,
    )
  }

  supply(facts: Facts): void {
    this.state = supply(this.state, this.needs, facts, this.decided, this.now)
  }

  result(): DecidedCustomer {
    const { decided, poisoned, consentChanges, suppressions } = this
    const { customer } = this.state
    const { email, phone } = this.work.state.customer
    return {
      customer,
      changed: customer !== this.work.state.customer,
      isReaddressed: !this.work.isNew && (customer.email !== email || customer.phone !== phone),
      decided,
      poisoned,
      consentChanges,
      suppressions,
      watch: decided.findLast(({ outcome }) => outcome.watch !== undefined)?.outcome.watch,
    }
  }
}
