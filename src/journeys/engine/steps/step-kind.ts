// What every kind of step is: a way to compile it, and what happens on arrival, on an event and on a due timer.
import type { MessageChannel } from '../../../model/channel.js'
import type { Customer } from '../../../model/customer.js'
import type { Event } from '../../../model/event.js'
import type { JsonObject, JsonValue } from '../../../model/json.js'
import type { SendStep } from '../../definition/action-schemas.js'
import type { Condition } from '../../definition/condition-schema.js'
import type { Experiment } from '../../definition/experiment.js'
import type { Fields } from '../../definition/fields-schema.js'
import type { Step } from '../../definition/step-schema.js'
import type { Values } from '../../definition/value-schema.js'
import type { AudienceChange } from '../audience-types.js'
import type { NewCall } from '../call-types.js'
import type { Because, Test } from '../condition.js'
import type { DecidedSplit, DecisionKind, Enrollment } from '../types.js'

/** Where an enrollment goes next: on to a step, to rest here until a time, or out. */
export type Move =
  | { readonly kind: 'go'; readonly to: string | null }
  | { readonly kind: 'rest'; readonly until: Date }
  | { readonly kind: 'leave'; readonly reason: string }

/** Why a message may not go out now, and when to ask again (undefined: never). */
export interface Hold {
  readonly reason: string
  readonly detail: JsonObject
  readonly until?: Date
}

/** What a step may ask and say while an enrollment stands on it. */
export interface Visit {
  readonly now: Date
  /** The customer, with what steps have just set. */
  readonly customer: Customer
  /** As it is at this moment, outputs of the steps before included. */
  readonly enrollment: () => Enrollment
  /** Where the customer is, as an IANA zone. */
  readonly zone: string
  /** Judges a condition on the data of the event that brought the customer in. What keeps it from matching goes to `because`. */
  test(test: Test, because: Because[]): boolean
  /** The same, and the earliest time at which the answer may change although nothing happens (null: never). */
  watch(test: Test, because: Because[]): { matches: boolean; changesAt: Date | null }
  /** Judges a condition on the event that just came. */
  testEvent(test: Test, event: Event): boolean
  /** Values with every `{ path }` read; null where nothing is there. */
  read(values: Values): JsonObject
  /** What stands at a path of the data, the customer or the outputs. */
  readPath(path: string): JsonValue | undefined
  record(kind: DecisionKind, reason: string | null, detail?: JsonValue): void
  /** Keeps the variant that was drawn at the split it stands on. */
  draw(variant: string): void
  /** Puts out what later steps read as `steps.ID.…`; null forgets it. */
  output(output: JsonObject | null): void
  /** Why this message may not go out now, or null. */
  hold(step: SendStep): Hold | null
  /** Whether this message is decided and counted, and never handed over. */
  isHeldOutFrom(step: SendStep): boolean
  send(step: SendStep): void
  call(call: Pick<NewCall, 'kind' | 'target' | 'title' | 'payload' | 'answers'>): void
  /** Whether no code is taken, so that none is lost on somebody who is never told of it. */
  isHeldOutFromCodes(): boolean
  /** A code of the pool, always the same for this step and pass; null when there is none left; undefined: to be loaded. */
  coupon(pool: string): string | null | undefined
  setAttributes(attributes: JsonObject): void
  /** Why the customer may not be added to an audience now, or null. */
  holdAudience(): Hold | null
  changeAudience(change: Pick<AudienceChange, 'audience' | 'change'>): void
  emit(type: string, properties: JsonObject): void
  /** Begins another pass: what was sent once may be sent again. */
  beginPass(): void
}

export interface CompileContext {
  readonly journeyId: string
  readonly condition: (condition: Condition | Fields) => Test
  /** The types of events after which a condition may judge differently. */
  readonly types: (condition: Condition) => readonly string[]
  /** Compiles steps one after another; answers the id of the first, or `next` when there are none. */
  readonly sequence: (steps: readonly Step[], next: string | null) => string | null
  /** Splits of the journey that are decided. */
  readonly decided: readonly DecidedSplit[]
}

/** A compiled step. Only steps that rest have `wake`; only those that listen have `hear` and `hears`. */
export interface Node {
  readonly id: string
  arrive(visit: Visit): Move
  /** The time it rested for is over. */
  wake?(visit: Visit): Move
  /** null: the event does not concern the step. */
  hear?(visit: Visit, event: Event): Move | null
  readonly hears?: readonly string[]
  /** A condition it waits for may have changed. null: goes on resting. */
  look?(visit: Visit): Move | null
  /** The next time `look` must be asked although nothing happens. */
  looksAgainAt?(visit: Visit): Date | null
  /** Where it can go, `null` for the end of the journey. */
  readonly ways: readonly (string | null)[]
  /** What it sends, for those who keep room for it. */
  readonly sends?: { readonly channel: MessageChannel; readonly marketing: boolean }
  /** Of a split: what it consists of. */
  readonly experiment?: Experiment
}
