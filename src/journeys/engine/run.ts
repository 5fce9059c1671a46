// One deciding in progress: what was given, what was found missing, and what has been decided so far. It is made
// anew for every input and thrown away after, so the engine stays a pure function.
import type { Channel } from '../../model/channel.js'
import { addressOf } from '../../model/customer.js'
import type { Event } from '../../model/event.js'
import { idFrom } from '../../model/ids.js'
import type { JsonObject, JsonValue } from '../../model/json.js'
import { capHorizonMs, cappedBy } from './caps.js'
import type { CompiledJourney, JourneySet } from './compile.js'
import type { Because, Scope, Test } from './condition.js'
import type { Move, Visit } from './steps/index.js'
import type {
  Conversion,
  CustomerState,
  Decision,
  Enrollment,
  Need,
  NewMessage,
  Outcome,
  PastEvent,
  PastMessage,
  Refusal,
  Timer,
} from './types.js'

/** More steps than this without a rest mean a loop that no wait breaks; the checker refuses such a journey. */
const maxStepsAtOnce = 1000

export class Run {
  readonly needs: Need[] = []
  readonly refusals: Refusal[] = []
  readonly decisions: Decision[] = []
  readonly changed = new Map<string, Enrollment>()
  readonly timers: Timer[] = []
  readonly messages: NewMessage[] = []
  readonly withdrawals: { enrollmentId: string; reason: string }[] = []
  conversion: Conversion | null = null
  readonly journeys: JourneySet
  readonly state: CustomerState
  readonly now: Date
  private readonly present: Event | null

  constructor(journeys: JourneySet, state: CustomerState, now: Date, present: Event | null) {
    this.journeys = journeys
    this.state = state
    this.now = now
    this.present = present
  }

  outcome(): Outcome {
    const { needs, refusals, decisions, timers, messages, withdrawals, conversion } = this
    return {
      needs,
      refusals,
      decisions,
      enrollments: [...this.changed.values()],
      timers,
      messages,
      withdrawals,
      conversion,
    }
  }

  scope(properties: JsonObject): Scope {
    return {
      properties,
      customer: this.state.customer,
      now: this.now,
      history: (type, since) => this.history(type, since),
    }
  }

  history(type: string, since: Date): readonly PastEvent[] | undefined {
    const known = this.state.history.get(type)
    if (!known || known.since > since) {
      this.needs.push({ kind: 'history', type, since })
      return undefined
    }
    if (this.present?.type !== type) return known.events
    return [
      ...known.events,
      { occurredAt: new Date(this.present.occurredAt), properties: this.present.properties },
    ]
  }

  pastMessages(since: Date): readonly PastMessage[] | undefined {
    const known = this.state.messages
    if (known && known.since <= since) return known.list
    this.needs.push({ kind: 'messages', since })
    return undefined
  }

  /** The enrollment as this run has left it. */
  latest(enrollment: Enrollment): Enrollment {
    return this.changed.get(enrollment.id) ?? enrollment
  }

  change(enrollment: Enrollment, change: Partial<Enrollment>): Enrollment {
    const changed = { ...this.latest(enrollment), ...change }
    this.changed.set(enrollment.id, changed)
    return changed
  }

  record(
    enrollment: Enrollment,
    kind: Decision['kind'],
    reason: string | null,
    detail: JsonValue | null = null,
  ): void {
    const { seq, stepId } = this.change(enrollment, { seq: this.latest(enrollment).seq + 1 })
    const { id: enrollmentId, journeyId, version } = enrollment
    this.decisions.push({ enrollmentId, journeyId, version, n: seq, kind, stepId, reason, detail })
  }

  /** Follows the steps from `to` until the enrollment rests or is over. */
  proceed(journey: CompiledJourney, enrollment: Enrollment, to: string | null): void {
    let next: string | null = to
    for (let steps = 0; next !== null; steps++) {
      if (steps === maxStepsAtOnce) throw new Error(`journey ${journey.id} walks in a circle at step ${next}`)
      const node = journey.nodes.get(next)
      if (!node) throw new Error(`journey ${journey.id} version ${journey.version} has no step ${next}`)
      this.change(enrollment, { stepId: next })
      const move = node.arrive(this.visit(journey, enrollment))
      if (move.kind !== 'go') {
        this.settle(enrollment, move)
        return
      }
      next = move.to
    }
    this.leave(enrollment, 'completed', 'completed')
  }

  private settle(enrollment: Enrollment, move: Exclude<Move, { kind: 'go' }>): void {
    if (move.kind === 'leave') this.leave(enrollment, 'exited', move.reason)
    else
      this.timers.push({ enrollmentId: enrollment.id, seq: this.latest(enrollment).seq, dueAt: move.until })
  }

  /** Goes where a step that was resting says. */
  follow(journey: CompiledJourney, enrollment: Enrollment, move: Move): void {
    if (move.kind === 'go') this.proceed(journey, enrollment, move.to)
    else this.settle(enrollment, move)
  }

  leave(
    enrollment: Enrollment,
    status: 'completed' | 'exited' | 'converted',
    reason: string,
    detail?: JsonObject,
  ): void {
    this.record(enrollment, status === 'converted' ? 'converted' : 'exited', reason, detail ?? null)
    this.change(enrollment, { status, stepId: null, endedAt: this.now, endedBy: reason })
  }

  visit(journey: CompiledJourney, enrollment: Enrollment): Visit {
    return {
      now: this.now,
      enrollment: this.latest(enrollment),
      test: (test, because) => test(this.scope(enrollment.data), because) === true,
      testEvent: (test, event) => test(this.scope(event.properties), []) === true,
      record: (kind, reason, detail) => this.record(enrollment, kind, reason, detail),
      closed: channel => this.closed(journey, enrollment, channel),
      send: (channel, template) => this.send(journey, enrollment, channel, template),
    }
  }

  /** Judges a condition and keeps the reason: null when it matches. */
  unmet(test: Test | null, properties: JsonObject): Because[] | null {
    const because: Because[] = []
    return !test || test(this.scope(properties), because) === true ? null : because
  }

  private closed(
    journey: CompiledJourney,
    enrollment: Enrollment,
    channel: Channel,
  ): ReturnType<Visit['closed']> {
    const { customer } = this.state
    const { settings } = this.journeys
    if (journey.suppressIf?.(this.scope(enrollment.data), []) === true)
      return { reason: 'suppressed', detail: {} }
    const consent = customer.consent[channel]
    if (consent !== 'subscribed') return { reason: 'no_consent', detail: { consent } }
    if (addressOf(customer, channel) === null) return { reason: 'no_address', detail: {} }
    const why = customer.suppressed[channel]
    if (why !== undefined) return { reason: 'address_suppressed', detail: { why } }
    const horizonMs = capHorizonMs(settings, journey.definition, channel)
    if (horizonMs === 0) return null
    const hit = cappedBy(settings, journey.definition, channel, this.counted(horizonMs), this.now)
    return hit && { reason: 'capped', detail: hit }
  }

  private counted(horizonMs: number): { journeyId: string; channel: Channel; at: Date }[] {
    const since = new Date(this.now.getTime() - horizonMs)
    const withdrawn = new Set(this.withdrawals.map(withdrawal => withdrawal.enrollmentId))
    const past = (this.pastMessages(since) ?? [])
      .filter(message => message.wireAt !== null || !withdrawn.has(message.enrollmentId))
      .map(({ journeyId, channel, wireAt, createdAt }) => ({ journeyId, channel, at: wireAt ?? createdAt }))
    return [...past, ...this.messages.map(({ journeyId, channel }) => ({ journeyId, channel, at: this.now }))]
  }

  private send(journey: CompiledJourney, enrollment: Enrollment, channel: Channel, template: string): void {
    const { id: enrollmentId, key, stepId, queuedMessages } = this.latest(enrollment)
    // A step is passed once: the language has no way back yet. The pass is part of the id all the same.
    const pass = 1
    this.messages.push({
      id: idFrom('message', enrollmentId, stepId!, pass),
      enrollmentId,
      journeyId: journey.id,
      version: journey.version,
      key,
      stepId: stepId!,
      pass,
      channel,
      template,
    })
    this.change(enrollment, { queuedMessages: queuedMessages + 1 })
  }
}
