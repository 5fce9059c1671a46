// Whether a message that was decided is one that its step would leave out by now: its `skipIf` asked again at hand-over,
// where it looks into the catalog. Nothing is loaded for it: what it does not know is unknown, and does not match.
import type { Customer } from '../../model/customer.js'
import type { JsonObject } from '../../model/json.js'
import type { Condition } from '../definition/condition-schema.js'
import { nested } from '../definition/walk.js'
import { compileCondition, type Test } from './condition.js'
import { isInCatalog, isSegment } from './condition-kinds.js'
import type { Scope } from './scope.js'

export interface SkipQuestion extends Pick<Scope, 'product' | 'now' | 'zone' | 'entryAt'> {
  readonly skipIf: Condition
  /** As the event and the steps said them. */
  readonly data: JsonObject
  readonly outputs: JsonObject
  readonly customer: Customer
}

/** Only a certain yes counts. A condition on segments is not asked: what they were is not at hand. */
export function skippedNow({ skipIf, ...facts }: SkipQuestion): boolean {
  const isSkipped = testOf(skipIf)
  if (!isSkipped) return false
  const scope: Scope = { ...facts, properties: facts.data, history: () => undefined }
  return isSkipped(scope, null) === true
}

/** By the condition itself: journeys' versions are kept, and each message of a step asks the same one. null: not to be asked. */
const tests = new WeakMap<Condition, Test | null>()

function testOf(skipIf: Condition): Test | null {
  const known = tests.get(skipIf)
  if (known !== undefined) return known
  const test = asksCatalog(skipIf) ? compileCondition(skipIf, {}) : null
  tests.set(skipIf, test)
  return test
}

function asksCatalog(condition: Condition): boolean {
  const all = nested(condition, []).map(({ value }) => value)
  return all.some(isInCatalog) && !all.some(isSegment)
}
