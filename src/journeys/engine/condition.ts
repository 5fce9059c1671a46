// Conditions, compiled once to functions. A condition is true, false or unknown (a fact is missing or of the wrong
// type); unknown does not match, and says why. Three-valued as in SQL: `not` of unknown is unknown.
import type { Channel } from '../../model/channel.js'
import { effectiveConsent } from '../../model/consent.js'
import type { JsonObject } from '../../model/json.js'
import type { Condition } from '../definition/condition-schema.js'
import { compileCatalog } from './catalog.js'
import {
  asDid,
  isAll,
  isAny,
  isConsent,
  isDid,
  isDidNot,
  isInCatalog,
  isLocalTime,
  isNot,
  isSegment,
  type Segments,
  segmentNamed,
} from './condition-kinds.js'
import { compileFields } from './fields.js'
import { compileDid } from './history.js'
import { compileLocalTime } from './local-hours.js'
import { every, not, some } from './logic.js'
import type { Because, Test } from './scope.js'

export { compileFields } from './fields.js'
export { type Because, readField, type Scope, type Test, type Truth } from './scope.js'

/** Throws an Error where a segment does not exist, or is part of itself. */
export const compileCondition = (condition: Condition, segments: Segments): Test =>
  compile(condition, segments, [])

/** `inside`: the segments it is part of. */
function compile(condition: Condition, segments: Segments, inside: readonly string[]): Test {
  const inner = (one: Condition): Test => compile(one, segments, inside)
  if (isAll(condition)) return every(condition.all.map(inner))
  if (isAny(condition)) return some(condition.any.map(inner))
  if (isNot(condition)) return not(inner(condition.not), { not: condition.not as JsonObject })
  if (isConsent(condition)) return consentTest(condition.consent, condition.topic)
  if (isSegment(condition)) return segmentTest(condition.segment, segments, inside)
  if (isDid(condition)) return compileDid(condition)
  if (isDidNot(condition)) return compileDid(asDid(condition))
  if (isInCatalog(condition)) return compileCatalog(condition)
  if (isLocalTime(condition)) return compileLocalTime(condition.localTime)
  return compileFields(condition)
}

const consentTest =
  (channel: Channel, topic: string | undefined): Test =>
  (scope, because) => {
    const got = effectiveConsent(scope.customer, channel, topic)
    if (got !== 'subscribed') because?.push({ consent: channel, ...(topic !== undefined && { topic }), got })
    return got === 'subscribed'
  }

function segmentTest(name: string, segments: Segments, inside: readonly string[]): Test {
  const test = compile(segmentNamed(name, segments, inside), segments, [...inside, name])
  return (scope, because) => {
    const reasons: Because[] | null = because && []
    const truth = test(scope, reasons)
    if (truth !== true && reasons) because?.push({ segment: name, because: reasons })
    return truth
  }
}
