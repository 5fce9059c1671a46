// What PostgreSQL holds of customers, in memory: answers and keeps what the pipeline's stores do, and nothing that the
// engine folds along. So a difference between `fold` and the database shows.

import type { Enrollment, JourneySet, PastMessage, Timer } from '../../../src/journeys/engine/index.js'
import type { Customer } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import { decideBatch } from '../../../src/pipeline/decide-batch.js'
import type { CustomerNeed, Decided, Facts, Work, WorkInput } from '../../../src/pipeline/work.js'

export class Ledger {
  /** How often facts were loaded. */
  loads = 0
  readonly decided: Decided[] = []
  readonly poisoned: string[] = []
  customer: Customer
  private readonly journeys: JourneySet
  private readonly enrollments = new Map<string, Enrollment>()
  private readonly events: Event[] = []
  private messages: PastMessage[] = []
  private timers: Timer[] = []

  constructor(journeys: JourneySet, customer: Customer) {
    this.journeys = journeys
    this.customer = customer
  }

  get sent(): readonly PastMessage[] {
    return this.messages
  }

  get passes(): readonly Enrollment[] {
    return [...this.enrollments.values()].map(enrollment => this.withQueued(enrollment))
  }

  /** Timers that would still wake somebody. */
  get liveTimers(): readonly Timer[] {
    return this.timers.filter(({ enrollmentId, seq }) => {
      const enrollment = this.enrollments.get(enrollmentId)
      return enrollment?.status === 'active' && enrollment.seq === seq
    })
  }

  async hear(events: readonly Event[], now: Date): Promise<void> {
    const inputs = events.map(event => ({ input: { kind: 'event' as const, event }, owned: event.customer }))
    await this.batch(inputs, now)
  }

  /** All that are due, in one batch or one by one. */
  async wake(now: Date, { atOnce = true } = {}): Promise<void> {
    const due = this.timers
      .filter(({ dueAt }) => dueAt <= now)
      .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.enrollmentId < b.enrollmentId ? -1 : 1))
    this.timers = this.timers.filter(({ dueAt }) => dueAt > now)
    const inputs = due.map(timer => ({ input: { kind: 'timer' as const, ...timer }, owned: {} }))
    if (atOnce) await this.batch(inputs, now)
    else for (const input of inputs) await this.batch([input], now)
  }

  handOver(now: Date): void {
    this.messages = this.messages.map(message => ({ ...message, wireAt: message.wireAt ?? now }))
  }

  private async batch(inputs: readonly WorkInput[], now: Date): Promise<void> {
    const enrollments = this.passes
    const work: Work = {
      state: { customer: this.customer, enrollments, history: new Map(), messages: null },
      isNew: this.events.length === 0,
      inputs,
    }
    const [result] = await decideBatch(this.journeys, [work], now, async needs => this.load(needs))
    this.customer = result!.customer
    this.poisoned.push(...result!.poisoned.map(({ reason }) => reason))
    for (const decided of result!.decided) this.write(decided, now)
  }

  private write(decided: Decided, now: Date): void {
    const { input, outcome } = decided
    this.decided.push(decided)
    if (input.kind === 'event') this.events.push(input.event)
    for (const enrollment of outcome.enrollments) this.enrollments.set(enrollment.id, enrollment)
    this.timers.push(...outcome.timers)
    this.messages.push(...outcome.messages.map(message => ({ ...message, createdAt: now, wireAt: null })))
    const withdrawn = new Set(outcome.withdrawals.map(({ enrollmentId }) => enrollmentId))
    this.messages = this.messages.filter(
      ({ wireAt, enrollmentId }) => wireAt !== null || !withdrawn.has(enrollmentId),
    )
  }

  private withQueued(enrollment: Enrollment): Enrollment {
    const own = this.messages.filter(
      ({ enrollmentId, wireAt }) => enrollmentId === enrollment.id && wireAt === null,
    )
    return { ...enrollment, queuedMessages: own.length }
  }

  /** No more than was asked for, so that a need that does not go back far enough shows. */
  private load(needs: readonly CustomerNeed[]): Facts {
    this.loads++
    const furthest = (wanted: (need: CustomerNeed['need']) => boolean): Date =>
      new Date(
        Math.min(
          ...needs
            .map(({ need }) => need)
            .filter(wanted)
            .map(({ since }) => since.getTime()),
        ),
      )
    return {
      events: (_, type) => {
        const since = furthest(need => need.kind === 'history' && need.type === type)
        return this.events
          .filter(event => event.type === type && new Date(event.occurredAt) >= since)
          .map(({ occurredAt, properties }) => ({ occurredAt: new Date(occurredAt), properties }))
      },
      messages: () => {
        const since = furthest(need => need.kind === 'messages')
        return this.messages.filter(({ wireAt, createdAt }) => (wireAt ?? createdAt) >= since)
      },
    }
  }
}
