// A scope for tests of conditions: a test says only what matters to it.
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import {
  type Because,
  compileCondition,
  type Scope,
  type Truth,
} from '../../../../src/journeys/engine/condition.js'
import { aCustomer, start } from '../../../support/builders.js'

/** Nobody has done anything, nothing is in the catalog, and the customer is in UTC, in no journey. */
export const aScope = (given: Partial<Scope> = {}): Scope => ({
  properties: {},
  data: {},
  outputs: {},
  customer: aCustomer(),
  zone: 'UTC',
  now: start,
  entryAt: null,
  history: () => [],
  product: () => null,
  ...given,
})

export function judge(
  condition: Condition,
  given: Partial<Scope> = {},
  segments: Record<string, Condition> = {},
): { truth: Truth; because: Because[] } {
  const because: Because[] = []
  return { truth: compileCondition(condition, segments)(aScope(given), because), because }
}

/** The answer, and every instant it told at which it may change. */
export function watch(
  condition: Condition,
  given: Partial<Scope> = {},
): { truth: Truth; told: readonly string[] } {
  const told: string[] = []
  const changesAt = (at: Date): number => told.push(at.toISOString())
  return { truth: compileCondition(condition, {})(aScope({ ...given, changesAt }), null), told }
}
