// One deciding in progress: what was given, what was found missing, and what has been decided so far. It is made
// anew for every input and thrown away after, so the engine stays a pure function.
import type { Customer } from '../../model/customer.js'
import { type Event, ownSource } from '../../model/event.js'
import { idFrom } from '../../model/ids.js'
import type { JsonObject, JsonValue } from '../../model/json.js'
import { type Place, placeOf, zoneOf } from '../../model/time-zones.js'
import type { AudienceChange } from './audience-types.js'
import type { NewCall } from './call-types.js'
import type { Counted } from './caps.js'
import type { CompiledJourney } from './compile.js'
import type { Because, Scope, Test } from './condition.js'
import { isTakenBack } from './fold.js'
import type { JourneySet } from './journey-set.js'
import { ScopeOfRun } from './scope-of-run.js'
import type {
  CustomerState,
  Decision,
  Enrollment,
  Grant,
  Need,
  NewMessage,
  Outcome,
  PastEvent,
  PastMessage,
  Refusal,
  Timer,
  Watch,
} from './types.js'

type Draft = { -readonly [field in keyof Enrollment]: Enrollment[field] }

export class Run {
  readonly needs: Need[] = []
  readonly refusals: Refusal[] = []
  readonly decisions: Decision[] = []
  readonly changed = new Map<string, Draft>()
  /** By enrollment: of several set in one deciding only the last one counts. */
  private readonly timers = new Map<string, Timer>()
  readonly messages: NewMessage[] = []
  readonly calls: NewCall[] = []
  readonly audiences: AudienceChange[] = []
  readonly emitted: Event[] = []
  readonly withdrawals: { enrollmentId: string; reason: string }[] = []
  watch: Watch | undefined
  /** Names the input: what follows from it is named after it. */
  readonly cause: string
  /** With the attributes that steps have just set. */
  customer: Customer
  readonly journeys: JourneySet
  readonly state: CustomerState
  readonly now: Date
  /** The event that is decided; null where time has come or somebody looks. */
  readonly present: Event | null
  /** When the event at hand happened; without one, now. */
  readonly occurredMs: number
  private withPresent: readonly PastEvent[] | undefined
  private knownZone: string | undefined
  private knownPlace: Place | undefined

  constructor(journeys: JourneySet, state: CustomerState, now: Date, present: Event | null) {
    this.journeys = journeys
    this.state = state
    this.customer = state.customer
    this.now = now
    this.present = present
    this.occurredMs = present ? Date.parse(present.occurredAt) : now.getTime()
    this.cause = present ? `${present.source} ${present.id}` : now.toISOString()
  }

  outcome(): Outcome {
    const { needs, refusals, decisions, messages, calls, audiences, emitted, withdrawals } = this
    const { watch } = this
    const enrollments = [...this.changed.values()]
    const timers = [...this.timers.values()]
    return {
      needs,
      refusals,
      decisions,
      enrollments,
      timers,
      messages,
      calls,
      audiences,
      emitted,
      withdrawals,
      watch,
    }
  }

  /** Where the customer is. */
  get zone(): string {
    this.knownZone ??= zoneOf(this.place, this.journeys.settings.timeZone)
    return this.knownZone
  }

  get place(): Place {
    this.knownPlace ??= placeOf(this.customer.attributes, this.customer.phone)
    return this.knownPlace
  }

  /** What conditions are judged on: the event at hand, or without one what brought the customer in. */
  scope(
    enrollment: Enrollment | null,
    properties: JsonObject = enrollment?.data ?? {},
    changesAt?: (at: Date) => void,
  ): Scope {
    const scope = new ScopeOfRun(this, enrollment, properties)
    if (changesAt) scope.changesAt = changesAt
    return scope
  }

  /** true, false, or null for unknown; `because` gets what keeps it from matching. */
  judge(test: Test, enrollment: Enrollment | null, because: Because[] = []): boolean | null {
    return test(this.scope(enrollment), because)
  }

  /** Judges a condition on an event and keeps the reason: null when it matches. */
  unmet(test: Test | null, properties: JsonObject, enrollment: Enrollment | null = null): Because[] | null {
    if (!test) return null
    const because: Because[] = []
    return test(this.scope(enrollment, properties), because) === true ? null : because
  }

  history(type: string, from: Date): readonly PastEvent[] | undefined {
    const since = noEarlier(from)
    const known = this.state.history.get(type)
    if (!known || known.since > since) {
      this.needs.push({ kind: 'history', type, since })
      return undefined
    }
    if (this.present?.type !== type) return known.events
    const { properties } = this.present
    this.withPresent ??= [...known.events, { occurredAt: new Date(this.occurredMs), properties }]
    return this.withPresent
  }

  product(id: string): JsonObject | null | undefined {
    const known = this.state.products.get(id)
    if (known === undefined) this.needs.push({ kind: 'products', ids: [id] })
    return known
  }

  pastMessages(from: Date): readonly PastMessage[] | undefined {
    const since = noEarlier(from)
    const known = this.state.messages
    if (known && known.since <= since) return known.list
    this.needs.push({ kind: 'messages', since })
    return undefined
  }

  /** What was granted for the claim of this need; undefined when it has yet to be asked for. */
  grant(need: Extract<Need, { claim: string }>): Grant | undefined {
    const known = this.state.grants.get(need.claim)
    // What follows a need is a guess; what is taken for good is asked for only when nothing is missing any more.
    if (!known && this.needs.length === 0) this.needs.push(need)
    return known
  }

  /** Messages that count against caps, those of this deciding included. */
  counted(since: Date): Counted[] {
    const withdrawn = new Set(this.withdrawals.map(({ enrollmentId }) => enrollmentId))
    const past = (this.pastMessages(since) ?? [])
      .filter(message => !isTakenBack(message, withdrawn))
      .map(message => ({ ...message, at: message.wireAt ?? message.createdAt }))
    return [...past, ...this.messages.map(message => ({ ...message, at: this.now }))]
  }

  /** The enrollment as this run has left it. It goes on changing: who needs it as it is now takes what he needs. */
  latest(enrollment: Enrollment): Enrollment {
    return this.changed.get(enrollment.id) ?? enrollment
  }

  /** Changes a copy of its own: what was given stays as it was. */
  change(enrollment: Enrollment, change: Partial<Enrollment>): Enrollment {
    const changed = this.changed.get(enrollment.id)
    if (changed) return Object.assign(changed, change)
    const copy = { ...enrollment, ...change }
    this.changed.set(enrollment.id, copy)
    return copy
  }

  record(
    enrollment: Enrollment,
    kind: Decision['kind'],
    reason: string | null,
    detail: JsonValue | null = null,
  ): void {
    const changed = this.change(enrollment, { seq: this.latest(enrollment).seq + 1 })
    const { id: enrollmentId, journeyId, version, seq, stepId } = changed
    this.decisions.push({ enrollmentId, journeyId, version, n: seq, kind, stepId, reason, detail })
  }

  /** Sets the timer of a resting enrollment; one set before is out of date. */
  arm(enrollment: Enrollment, wakeAt: Date, dueAt: Date): void {
    const { id, seq } = this.latest(enrollment)
    const known = this.state.enrollments.find(one => one.id === id)
    // A decision has raised it, or else nothing has: a timer of the same count may still be there.
    const next = seq === known?.seq ? seq + 1 : seq
    this.change(enrollment, { seq: next, wakeAt, dueAt })
    this.timers.set(id, { enrollmentId: id, seq: next, dueAt })
  }

  leave(
    enrollment: Enrollment,
    status: 'completed' | 'exited' | 'converted',
    reason: string,
    detail?: JsonObject,
  ): void {
    this.record(enrollment, status === 'converted' ? 'converted' : 'exited', reason, detail ?? null)
    this.change(enrollment, {
      status,
      stepId: null,
      wakeAt: null,
      dueAt: null,
      endedAt: this.now,
      endedBy: reason,
    })
  }

  /** An event that follows from this deciding: decided next, and known by its cause. */
  emit(type: string, properties: JsonObject, occurredAt: Date, ...cause: (string | number)[]): void {
    this.emitted.push({
      id: idFrom('emitted', type, this.customer.id, ...cause),
      source: ownSource,
      type,
      occurredAt: occurredAt.toISOString(),
      receivedAt: this.now.toISOString(),
      customer: {},
      properties,
    })
  }

  setAttributes(attributes: JsonObject): void {
    this.customer = { ...this.customer, attributes: { ...this.customer.attributes, ...attributes } }
    this.knownZone = undefined
    this.knownPlace = undefined
  }

  /** Whether an event about this enrollment's customer belongs to a journey's version. */
  versionOf(enrollment: Enrollment): CompiledJourney {
    const { journeyId, version } = enrollment
    const journey = this.journeys.version(journeyId, version)
    if (!journey) throw new Error(`journey ${journeyId} version ${version} is not loaded`)
    return journey
  }
}

/** Nothing has happened before 1970: whoever looks back for a hundred years gets all there is. */
const noEarlier = (since: Date): Date => (since.getTime() < 0 ? new Date(0) : since)
