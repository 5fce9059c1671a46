// One customer's life in memory: the engine itself, a clock that is moved by hand, and lists for what PostgreSQL
// holds in production. Must not decide anything on its own.
import type { Conversion } from '../conversions/index.js'
import { changeCustomer } from '../customers/index.js'
import {
  type CustomerState,
  decide,
  fold,
  type Input,
  type JourneySet,
  type NewCall,
  type Outcome,
  type PastAddition,
  type PastMessage,
  type Timer,
  unheard,
} from '../journeys/engine/index.js'
import type { Customer, Identifiers } from '../model/customer.js'
import type { Event } from '../model/event.js'
import { answerNeed } from './answer-need.js'
import { LifeLedger } from './life-ledger.js'
import { Outbox } from './outbox.js'
import { Supplies } from './supplies.js'

/** What one input led to. */
export interface Happening {
  readonly at: Date
  readonly input: Input
  readonly outcome: Outcome
  /** The messages that were taken back by it. */
  readonly withdrawn: readonly PastMessage[]
  /** Conversions that came about by it, or are counted otherwise since. */
  readonly credited: readonly Conversion[]
  /** The customer it was decided for. */
  readonly customer: Customer
  /** Events that followed from it and were set aside, because too many others had led to them. */
  readonly tooDeep: readonly Event[]
}

export interface SimulationOptions {
  /** Whether a message is on the wire as soon as it is decided; true without it. */
  readonly handsOverAtOnce?: boolean
  /** false: the customer was there before the journeys. */
  readonly watched?: boolean
  readonly supplies?: Supplies
}

/** How many events may follow from each other, as in production. */
const maxDepth = 16
/** Far more rounds than one input needs; more would be a need that nothing satisfies. */
const maxRounds = 20

export class Simulation {
  now: Date
  state: CustomerState
  readonly happenings: Happening[] = []
  private journeys: JourneySet
  private readonly handsOverAtOnce: boolean
  private readonly supplies: Supplies
  private readonly outbox = new Outbox()
  private readonly events: Event[] = []
  private readonly calls: NewCall[] = []
  private readonly additions: PastAddition[] = []
  private readonly ledger = new LifeLedger()
  private timers: Timer[] = []

  /** A customer who is new at `now`; or, where not `watched`, one whom a publish of the journeys finds. */
  constructor(
    journeys: JourneySet,
    customer: Customer,
    now: Date,
    { handsOverAtOnce = true, watched = true, supplies = new Supplies() }: SimulationOptions = {},
  ) {
    this.journeys = journeys
    this.now = now
    this.handsOverAtOnce = handsOverAtOnce
    this.supplies = supplies
    this.state = {
      customer,
      enrollments: [],
      history: new Map(),
      messages: null,
      additions: null,
      products: new Map(),
      grants: new Map(),
      watch: watched ? journeys.newWatch(now) : null,
    }
    if (journeys.watching) this.process({ kind: 'watch' })
  }

  get sent(): readonly PastMessage[] {
    return this.outbox.sent
  }

  get waiting(): readonly Timer[] {
    return this.timers
  }

  /** Every customer is looked at once where something is watched that was not before. */
  publish(journeys: JourneySet): void {
    const before = this.journeys.watching?.plan
    this.journeys = journeys
    if (journeys.watching && journeys.watching.plan !== before) this.process({ kind: 'watch' })
  }

  /** The catalog says something else from now on. That alone is nothing that happens to a customer. */
  stock(products: Parameters<Supplies['stock']>[0]): void {
    this.supplies.stock(products)
    this.state = { ...this.state, products: new Map() }
  }

  /**
   * Moves the clock; whatever is due fires at its own time, the earliest first, before anything else then. At one
   * instant timers come before the watch: a step that is over decides on what was known while it was under way.
   */
  advanceTo(time: Date): void {
    for (let due = this.nextDue(time); due; due = this.nextDue(time)) {
      const { timer, dueAt } = due
      if (dueAt > this.now) this.now = dueAt
      if (timer) this.timers = this.timers.filter(other => other !== timer)
      this.process(timer ? { kind: 'timer', ...timer } : { kind: 'watch' })
    }
    this.now = time
  }

  /** Nothing happens when an event comes again. */
  hear(event: Event, owned: Identifiers = event.customer): void {
    this.hearAt(0, event, owned)
  }

  /** Every queued message goes on the wire now. */
  handOver(): void {
    this.outbox.handOver(this.now)
    const enrollments = this.state.enrollments.map(enrollment => ({ ...enrollment, queuedMessages: 0 }))
    this.state = { ...this.state, enrollments, messages: null }
  }

  /** The call of this step that came last. */
  lastCall(stepId: string): NewCall | undefined {
    return this.calls.findLast(call => call.stepId === stepId)
  }

  private nextDue(time: Date): { dueAt: Date; timer: Timer | null } | undefined {
    const watchAt = this.journeys.watching && this.state.watch?.dueAt
    const due = [
      ...this.timers.map(timer => ({ dueAt: timer.dueAt, timer })),
      ...(watchAt ? [{ dueAt: watchAt, timer: null }] : []),
    ].filter(({ dueAt }) => dueAt <= time)
    return due.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0]
  }

  private hearAt(depth: number, event: Event, owned: Identifiers): void {
    if (this.events.some(({ source, id }) => source === event.source && id === event.id)) return
    const { consent } = this.journeys.settings
    const { customer, unconfirmed } = changeCustomer(this.state.customer, event, owned, consent)
    this.state = { ...this.state, customer }
    this.process({ kind: 'event', event }, depth, unconfirmed && unheard(unconfirmed.follows))
  }

  private process(input: Input, depth = 0, outcome = this.decided(input)): void {
    const { customer } = this.state
    const { emitted, messages, timers, calls, audiences } = outcome
    const withdrawn = this.outbox.keep(outcome, this.now)
    this.timers.push(...timers)
    this.calls.push(...calls)
    for (const { change } of audiences) if (change === 'add') this.additions.push({ at: this.now })
    if (input.kind === 'event') this.events.push(input.event)
    const tooDeep = depth < maxDepth ? [] : emitted
    this.state = fold(this.state, input, outcome, this.now)
    const credited = input.kind === 'event' ? this.creditedBy(input.event) : []
    this.happenings.push({ at: this.now, input, outcome, withdrawn, credited, customer, tooDeep })
    if (this.handsOverAtOnce && messages.length > 0) this.handOver()
    // Depth first: what follows from an event is decided before the event that came after it.
    if (tooDeep.length === 0) for (const event of emitted) this.hearAt(depth + 1, event, event.customer)
  }

  private creditedBy(event: Event): readonly Conversion[] {
    return this.ledger.hear(event, this.now, {
      journeys: this.journeys,
      enrollments: this.state.enrollments,
      messages: this.outbox.sent,
    })
  }

  private decided(input: Input): Outcome {
    for (let round = 0; round < maxRounds; round++) {
      const outcome = decide(this.journeys, this.state, input, this.now)
      if (outcome.needs.length === 0) return this.checked(outcome)
      const { events, supplies, outbox, additions } = this
      const known = { events, supplies, messages: outbox.list, additions }
      this.state = outcome.needs.reduce((state, need) => answerNeed(state, need, known), this.state)
    }
    throw new Error('the engine keeps asking for facts it was given')
  }

  /** A watch that is due again at once would never let the clock go on. */
  private checked(outcome: Outcome): Outcome {
    const dueAt = outcome.watch?.dueAt
    if (dueAt && dueAt <= this.now) throw new Error(`the watch wants to look again at ${dueAt.toISOString()}`)
    return outcome
  }
}
