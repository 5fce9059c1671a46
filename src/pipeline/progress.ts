// How far the deciding for one customer has come: input after input, each on the state the one before has left, with
// stops where facts have to be loaded. Pure, though it changes itself.
import { type ConsentChange, changeCustomer, type NewSuppression } from '../customers/index.js'
import {
  type CustomerState,
  decide,
  fold,
  type JourneySet,
  type Need,
  type PastEvent,
  type PastMessage,
} from '../journeys/engine/index.js'
import type { CustomerNeed, Decided, DecidedCustomer, Facts, Poisoned, Work, WorkInput } from './work.js'

const noFacts: Facts = { events: () => [], messages: () => [] }

/** Far more rounds than one input needs; more would be a need that loading does not satisfy. */
const maxRounds = 20

export class Progress {
  private state: CustomerState
  private next = 0
  /** How often facts were loaded for the input at hand. */
  private rounds = 0
  private needs: readonly Need[] = []
  private readonly decided: Decided[] = []
  private readonly poisoned: Poisoned[] = []
  private readonly consentChanges: ConsentChange[] = []
  private readonly suppressions: NewSuppression[] = []
  private readonly journeys: JourneySet
  private readonly work: Work
  private readonly now: Date

  constructor(journeys: JourneySet, work: Work, now: Date) {
    this.journeys = journeys
    this.work = work
    this.now = now
    this.state = work.state
  }

  get done(): boolean {
    return this.next === this.work.inputs.length
  }

  /** Decides inputs until one needs facts; answers what it needs. */
  advance(): CustomerNeed[] {
    this.needs = []
    while (!this.done && this.needs.length === 0) {
      this.decideNext(this.work.inputs[this.next]!)
      if (this.work.isNew && this.needs.length > 0) {
        this.supply(noFacts)
        this.needs = []
      }
    }
    return this.needs.map(need => ({ customerId: this.state.customer.id, need }))
  }

  private decideNext({ input, owned }: WorkInput): void {
    let change: ReturnType<typeof changeCustomer> | null = null
    try {
      change = input.kind === 'event' ? changeCustomer(this.state.customer, input.event, owned) : null
      const state = change ? { ...this.state, customer: change.customer } : this.state
      const outcome = decide(this.journeys, state, input, this.now)
      if (outcome.needs.length > 0) {
        this.ask(outcome.needs)
        return
      }
      this.state = fold(state, input, outcome, this.now)
      this.decided.push({ input, outcome })
    } catch (error) {
      this.poisoned.push({ input, reason: error instanceof Error ? error.message : String(error) })
      // An opt-out counts even where a journey cannot be decided (I6); the replay says it again, which changes nothing.
      if (change) this.state = { ...this.state, customer: change.customer }
    }
    this.consentChanges.push(...(change?.consentChanges ?? []))
    this.suppressions.push(...(change?.suppressions ?? []))
    this.next++
    this.rounds = 0
  }

  /**
   * Asks for as much as the inputs to come will look back at: events may come in any order, and an import that begins
   * with the newest would cost two statements for each of them.
   */
  private ask(needs: readonly Need[]): void {
    if (this.rounds++ === maxRounds) throw new Error('the engine keeps asking for facts it was given')
    const times = this.work.inputs
      .slice(this.next)
      .flatMap(({ input }) => (input.kind === 'event' ? [Date.parse(input.event.occurredAt)] : []))
    const furtherMs = times.length === 0 ? 0 : times[0]! - times.reduce((a, b) => Math.min(a, b))
    this.needs = needs.map(need => ({
      ...need,
      since: new Date(Math.max(0, need.since.getTime() - furtherMs)),
    }))
  }

  supply(facts: Facts): void {
    const { customer } = this.state
    const history = new Map(this.state.history)
    let { messages } = this.state
    for (const need of this.needs) {
      if (need.kind === 'messages') {
        if (messages && messages.since <= need.since) continue
        messages = { since: need.since, list: this.withOwn(facts.messages(customer.id)) }
      } else {
        const known = history.get(need.type)
        if (known && known.since <= need.since) continue
        const events = [...facts.events(customer.id, need.type), ...this.decidedEvents(need.type)]
        history.set(need.type, { since: need.since, events })
      }
    }
    this.state = { ...this.state, history, messages }
  }

  /** Events of this batch are not in the database yet. */
  private decidedEvents(type: string): PastEvent[] {
    return this.decided.flatMap(({ input }) =>
      input.kind === 'event' && input.event.type === type
        ? [{ occurredAt: new Date(input.event.occurredAt), properties: input.event.properties }]
        : [],
    )
  }

  /** Nor are its messages, and what it has withdrawn is still there. */
  private withOwn(loaded: readonly PastMessage[]): PastMessage[] {
    const withdrawn = new Set(
      this.decided.flatMap(({ outcome }) => outcome.withdrawals.map(w => w.enrollmentId)),
    )
    const known = new Set(loaded.map(({ id }) => id))
    const own = this.decided
      .flatMap(({ outcome }) => outcome.messages)
      .filter(({ id }) => !known.has(id))
      .map(message => ({ ...message, createdAt: this.now, wireAt: null }))
    return [...loaded, ...own].filter(
      ({ wireAt, enrollmentId }) => wireAt !== null || !withdrawn.has(enrollmentId),
    )
  }

  result(): DecidedCustomer {
    const { decided, poisoned, consentChanges, suppressions } = this
    const { customer } = this.state
    return {
      customer,
      changed: customer !== this.work.state.customer,
      decided,
      poisoned,
      consentChanges,
      suppressions,
    }
  }
}
