// What conditions are judged on while something is decided: the facts of the run, from the condition's point of view.
import type { Customer } from '../../model/customer.js'
import type { JsonObject } from '../../model/json.js'
import type { Scope } from './scope.js'
import type { Enrollment, PastEvent } from './types.js'

/** What a run knows, and asks for where it does not. */
type Facts = Pick<Scope, 'customer' | 'zone' | 'now' | 'history' | 'product'>

const noData: JsonObject = {}

/** A scope asks its run only for what a condition wants to know: where the customer is, say, few do. */
export class ScopeOfRun implements Scope {
  readonly properties: JsonObject
  readonly data: JsonObject
  readonly outputs: JsonObject
  readonly entryAt: Date | null
  changesAt?: (at: Date) => void
  private readonly run: Facts

  constructor(run: Facts, enrollment: Enrollment | null, properties: JsonObject) {
    this.run = run
    this.properties = properties
    this.data = enrollment?.data ?? properties
    this.outputs = enrollment?.outputs ?? noData
    this.entryAt = enrollment?.triggeredAt ?? null
  }

  get customer(): Customer {
    return this.run.customer
  }

  get zone(): string {
    return this.run.zone
  }

  get now(): Date {
    return this.run.now
  }

  history(type: string, since: Date): readonly PastEvent[] | undefined {
    return this.run.history(type, since)
  }

  product(id: string): JsonObject | null | undefined {
    return this.run.product(id)
  }
}
