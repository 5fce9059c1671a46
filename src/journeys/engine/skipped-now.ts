// Whether a message that was decided is one that its step would leave out by now: its `skipIf` asked again at hand-over,
// where it looks into the catalog. Nothing is loaded for it: what it does not know is unknown, and does not match.
import type { Customer } from '../../model/customer.js'
import type { JsonObject } from '../../model/json.js'
import type { Condition } from '../definition/condition-schema.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import { allSteps, nested } from '../definition/walk.js'
import { compileCondition } from './condition.js'
import { isInCatalog, isSegment } from './condition-kinds.js'
import type { Scope } from './scope.js'

export interface SkipQuestion extends Pick<Scope, 'product' | 'now' | 'zone' | 'entryAt'> {
  readonly journey: JourneyDefinition
  readonly stepId: string
  /** As the event and the steps said them. */
  readonly data: JsonObject
  readonly outputs: JsonObject
  readonly customer: Customer
}

/** Only a certain yes counts. A condition on segments is not asked: what they were is not at hand. */
export function skippedNow({ journey, stepId, ...facts }: SkipQuestion): boolean {
  const skipIf = skipIfOf(journey, stepId)
  if (!skipIf || !asksCatalog(skipIf)) return false
  const scope: Scope = { ...facts, properties: facts.data, history: () => undefined }
  return compileCondition(skipIf, {})(scope, null) === true
}

function skipIfOf(journey: JourneyDefinition, stepId: string): Condition | undefined {
  const step = allSteps(journey.steps).find(({ value }) => value.id === stepId)?.value
  return step && 'send' in step ? step.skipIf : undefined
}

function asksCatalog(condition: Condition): boolean {
  const all = nested(condition, []).map(({ value }) => value)
  return all.some(isInCatalog) && !all.some(isSegment)
}
