// What PostgreSQL holds of customers, in memory: answers and keeps what the pipeline's stores do, and nothing that the
// engine folds along. So a difference between `fold` and the database shows.
import {
  type CustomerState,
  type Enrollment,
  isTakenBack,
  type JourneySet,
  type Need,
  type PastMessage,
  type Timer,
  type Watch,
} from '../../../src/journeys/engine/index.js'
import type { Customer } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import { decideBatch } from '../../../src/pipeline/decide-batch.js'
import { dueOf } from '../../../src/pipeline/due.js'
import type { CustomerNeed, Decided, Facts, Work, WorkInput } from '../../../src/pipeline/work.js'
import { Supplies } from '../../../src/workbench/supplies.js'

export class Ledger {
  /** How often facts were loaded. */
  loads = 0
  readonly decided: Decided[] = []
  readonly poisoned: string[] = []
  customer: Customer
  private readonly journeys: JourneySet
  private readonly enrollments = new Map<string, Enrollment>()
  private readonly events: Event[] = []
  private readonly supplies: Supplies
  private readonly additions: { at: Date }[] = []
  private messages: PastMessage[] = []
  private timers: Timer[] = []
  /** null: nobody has looked yet. */
  watch: Watch | null = null

  constructor(journeys: JourneySet, customer: Customer, supplies = new Supplies()) {
    this.journeys = journeys
    this.customer = customer
    this.supplies = supplies
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
    const inputs: WorkInput[] = events.map(event => ({
      input: { kind: 'event', event },
      owned: event.customer,
    }))
    if (this.isNew && this.watch === null && inputs.length > 0) this.beginWatch(inputs, now)
    await this.batch(inputs, now)
  }

  private get isNew(): boolean {
    return this.events.length === 0
  }

  /** As the pipeline does with somebody who is new. */
  private beginWatch(inputs: WorkInput[], now: Date): void {
    this.watch = this.journeys.newWatch(now)
    if (this.watch) inputs.splice(1, 0, { input: { kind: 'watch' }, owned: {} })
  }

  /** The first look after a publish. */
  async look(now: Date): Promise<void> {
    await this.batch([{ input: { kind: 'watch' }, owned: {} }], now)
  }

  /** All that are due, in one batch or one by one. */
  async wake(now: Date, { atOnce = true } = {}): Promise<void> {
    const due = this.timers.filter(({ dueAt }) => dueAt <= now)
    this.timers = this.timers.filter(({ dueAt }) => dueAt > now)
    const rows = due.map(timer => ({ ...timer, customerId: this.customer.id, attempts: 0 }))
    const [one] = dueOf([this.state], rows, now)
    const inputs = (one?.due ?? []).map(({ input }) => ({ input, owned: {} }))
    if (atOnce) await this.batch(inputs, now)
    else for (const input of inputs) await this.batch([input], now)
  }

  handOver(now: Date): void {
    this.messages = this.messages.map(message =>
      message.holdout ? message : { ...message, wireAt: message.wireAt ?? now },
    )
  }

  private async batch(inputs: readonly WorkInput[], now: Date): Promise<void> {
    const work: Work = { state: this.state, isNew: this.isNew, inputs }
    const [result] = await decideBatch(this.journeys, [work], now, async needs => this.load(needs))
    this.customer = result!.customer
    this.poisoned.push(...result!.poisoned.map(({ reason }) => reason))
    for (const decided of result!.decided) this.write(decided, now)
    this.watch = result!.watch ?? this.watch
  }

  private get state(): CustomerState {
    const { customer, passes, watch } = this
    const nothing = { history: new Map(), messages: null, products: new Map(), grants: new Map() }
    return { customer, enrollments: passes, watch, ...nothing }
  }

  private write(decided: Decided, now: Date): void {
    const { input, outcome } = decided
    this.decided.push(decided)
    if (input.kind === 'event') this.events.push(input.event)
    for (const enrollment of outcome.enrollments) this.enrollments.set(enrollment.id, enrollment)
    this.timers.push(...outcome.timers)
    for (const { change } of outcome.audiences) if (change === 'add') this.additions.push({ at: now })
    this.messages.push(...outcome.messages.map(message => ({ ...message, createdAt: now, wireAt: null })))
    const withdrawn = new Set(outcome.withdrawals.map(({ enrollmentId }) => enrollmentId))
    this.messages = this.messages.filter(message => !isTakenBack(message, withdrawn))
  }

  private withQueued(enrollment: Enrollment): Enrollment {
    const own = this.messages.filter(
      ({ enrollmentId, wireAt, holdout }) => enrollmentId === enrollment.id && wireAt === null && !holdout,
    )
    return { ...enrollment, queuedMessages: own.length }
  }

  /** No more than was asked for, so that a need that does not go back far enough shows. */
  private load(needs: readonly CustomerNeed[]): Facts {
    this.loads++
    const asked = needs.map(({ need }) => need)
    const grants = new Map(
      asked.flatMap(need => ('claim' in need ? [[need.claim, this.supplies.take(need)] as const] : [])),
    )
    return {
      events: (_, type) => {
        const since = furthest(asked, need => need.kind === 'history' && need.type === type)
        return this.events
          .filter(event => event.type === type && new Date(event.occurredAt) >= since)
          .map(({ occurredAt, properties }) => ({ occurredAt: new Date(occurredAt), properties }))
      },
      messages: () => {
        const since = furthest(asked, need => need.kind === 'messages')
        return this.messages.filter(({ wireAt, createdAt }) => (wireAt ?? createdAt) >= since)
      },
      additions: () => {
        const since = furthest(asked, need => need.kind === 'additions')
        return this.additions.filter(({ at }) => at >= since)
      },
      product: id => this.supplies.product(id),
      grant: claim => grants.get(claim) ?? {},
    }
  }
}

const furthest = (needs: readonly Need[], isWanted: (need: Need) => boolean): Date =>
  new Date(
    Math.min(...needs.flatMap(need => ('since' in need && isWanted(need) ? [need.since.getTime()] : []))),
  )
