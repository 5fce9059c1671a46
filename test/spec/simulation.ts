// One customer's life in memory: the engine itself, a clock that is moved by hand, and lists for what PostgreSQL
// holds in production. Must not decide anything on its own.
import { changeCustomer } from '../../src/customers/index.js'
import {
  type CustomerState,
  decide,
  fold,
  type Input,
  type JourneySet,
  type Need,
  type Outcome,
  type PastMessage,
  type Timer,
} from '../../src/journeys/engine/index.js'
import type { Customer, Identifiers } from '../../src/model/customer.js'
import type { Event } from '../../src/model/event.js'

/** What one input led to, and the messages that were taken back by it. */
export interface Happening {
  readonly at: Date
  readonly input: Input
  readonly outcome: Outcome
  readonly withdrawn: readonly PastMessage[]
}

export class Simulation {
  now: Date
  state: CustomerState
  readonly happenings: Happening[] = []
  private journeys: JourneySet
  private readonly handsOverAtOnce: boolean
  private readonly events: Event[] = []
  private messages: PastMessage[] = []
  private timers: Timer[] = []

  constructor(journeys: JourneySet, customer: Customer, now: Date, { handsOverAtOnce = true } = {}) {
    this.journeys = journeys
    this.now = now
    this.handsOverAtOnce = handsOverAtOnce
    this.state = { customer, enrollments: [], history: new Map(), messages: null }
  }

  get sent(): readonly PastMessage[] {
    return this.messages
  }

  get waiting(): readonly Timer[] {
    return this.timers
  }

  publish(journeys: JourneySet): void {
    this.journeys = journeys
  }

  /** Moves the clock; timers fire in the order they are due, each at its own time, before anything else then. */
  advanceTo(time: Date): void {
    for (let due = this.nextDue(time); due; due = this.nextDue(time)) {
      this.now = due.dueAt
      this.timers = this.timers.filter(timer => timer !== due)
      this.process({ kind: 'timer', ...due })
    }
    this.now = time
  }

  /** Nothing happens when an event comes again. */
  hear(event: Event, owned: Identifiers = event.customer): void {
    if (this.events.some(({ source, id }) => source === event.source && id === event.id)) return
    this.state = { ...this.state, customer: changeCustomer(this.state.customer, event, owned).customer }
    this.process({ kind: 'event', event })
    this.events.push(event)
  }

  /** Every queued message goes on the wire now. */
  handOver(): void {
    this.messages = this.messages.map(message => ({ ...message, wireAt: message.wireAt ?? this.now }))
    const enrollments = this.state.enrollments.map(enrollment => ({ ...enrollment, queuedMessages: 0 }))
    this.state = { ...this.state, enrollments, messages: null }
  }

  private nextDue(time: Date): Timer | undefined {
    const due = this.timers.filter(({ dueAt }) => dueAt <= time)
    return due.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0]
  }

  private process(input: Input): void {
    const outcome = this.decided(input)
    const withdrawnBy = new Set(outcome.withdrawals.map(({ enrollmentId }) => enrollmentId))
    const isWithdrawn = ({ wireAt, enrollmentId }: PastMessage) =>
      wireAt === null && withdrawnBy.has(enrollmentId)
    const withdrawn = this.messages.filter(isWithdrawn)
    const added = outcome.messages.map(message => ({ ...message, createdAt: this.now, wireAt: null }))
    this.messages = [...this.messages.filter(message => !isWithdrawn(message)), ...added]
    this.timers.push(...outcome.timers)
    this.happenings.push({ at: this.now, input, outcome, withdrawn })
    this.state = fold(this.state, input, outcome, this.now)
    if (this.handsOverAtOnce && added.length > 0) this.handOver()
  }

  private decided(input: Input): Outcome {
    for (let round = 0; round < 20; round++) {
      const outcome = decide(this.journeys, this.state, input, this.now)
      if (outcome.needs.length === 0) return outcome
      for (const need of outcome.needs) this.supply(need)
    }
    throw new Error('the engine keeps asking for facts it was given')
  }

  /** Answers with all there is, and says so. */
  private supply(need: Need): void {
    const since = new Date(0)
    if (need.kind === 'messages') {
      this.state = { ...this.state, messages: { since, list: this.messages } }
      return
    }
    const events = this.events
      .filter(({ type }) => type === need.type)
      .map(({ occurredAt, properties }) => ({ occurredAt: new Date(occurredAt), properties }))
    this.state = { ...this.state, history: new Map(this.state.history).set(need.type, { since, events }) }
  }
}
