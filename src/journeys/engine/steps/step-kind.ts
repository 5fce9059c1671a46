// What every kind of step is: a way to compile it, and what happens on arrival, on an event and on a due timer.
import type { Channel } from '../../../model/channel.js'
import type { Event } from '../../../model/event.js'
import type { JsonValue } from '../../../model/json.js'
import type { Condition } from '../../definition/condition-schema.js'
import type { Step } from '../../definition/step-schema.js'
import type { CapHit } from '../caps.js'
import type { Because, Test } from '../condition.js'
import type { DecisionKind, Enrollment } from '../types.js'

/** Where an enrollment goes next: on to a step, to rest here until a time, or out. */
export type Move =
  | { readonly kind: 'go'; readonly to: string | null }
  | { readonly kind: 'rest'; readonly until: Date }
  | { readonly kind: 'leave'; readonly reason: string }

/** What a step may ask and say while an enrollment stands on it. */
export interface Visit {
  readonly now: Date
  readonly enrollment: Enrollment
  /** Judges a condition on the data of the event that brought the customer in. */
  test(test: Test, because: Because[]): boolean
  /** Judges a condition on the event that just came. */
  testEvent(test: Test, event: Event): boolean
  record(kind: DecisionKind, reason: string | null, detail?: JsonValue): void
  /** Why this channel is closed to the customer now, or null: suppressed journey, consent, address, suppression, caps. */
  closed(channel: Channel): { readonly reason: string; readonly detail: JsonValue | CapHit } | null
  send(channel: Channel, template: string): void
}

export interface CompileContext {
  readonly condition: (condition: Condition) => Test
  /** Compiles steps one after another; answers the id of the first, or `next` when there are none. */
  readonly sequence: (steps: readonly Step[], next: string | null) => string | null
}

/** A compiled step. Only steps that rest have `wake`; only those that listen have `hear`. */
export interface Node {
  readonly id: string
  arrive(visit: Visit): Move
  wake?(visit: Visit): Move
  /** null: the event does not concern the step. */
  hear?(visit: Visit, event: Event): Move | null
  readonly hears?: string
}
