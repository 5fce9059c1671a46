// Which events may make a condition answer differently: what the watch and waiting steps listen to. What passing time
// changes is told by the conditions themselves (see `Scope.changesAt`); the catalog is no event of a customer.
import type { Condition } from '../definition/condition-schema.js'
import type { Fields } from '../definition/fields-schema.js'
import {
  asDid,
  type Did,
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
import { type FieldTest, isReference, testsOf } from './fields.js'
import { isOf } from './scope.js'

/** What becomes of two customers that turn out to be one may differ in everything. */
const merged = 'customer_merged'
const ofAttributes = ['customer_updated', merged] as const
const ofConsent = [
  'consent_changed',
  'email_unsubscribed',
  'email_complained',
  'sms_unsubscribed',
  merged,
] as const

/** Operators that ask where the customer is, which the attributes say. */
const localOperators: ReadonlySet<string> = new Set(['before', 'after', 'withinLast', 'withinNext'])

/**
 * The types, in alphabetical order. The event at hand, `data.` and `steps.` depend on none: they are other ones with
 * another event or step, or never change. Throws as `compileCondition` does.
 */
export const typesOf = (condition: Condition, segments: Segments): readonly string[] =>
  [...new Set(typesIn(condition, segments, []))].sort()

function typesIn(condition: Condition, segments: Segments, inside: readonly string[]): readonly string[] {
  const inner = (one: Condition): readonly string[] => typesIn(one, segments, inside)
  if (isAll(condition)) return condition.all.flatMap(inner)
  if (isAny(condition)) return condition.any.flatMap(inner)
  if (isNot(condition)) return inner(condition.not)
  if (isConsent(condition)) return ofConsent
  if (isSegment(condition)) {
    const { segment } = condition
    return typesIn(segmentNamed(segment, segments, inside), segments, [...inside, segment])
  }
  if (isDid(condition)) return typesOfDid(condition)
  if (isDidNot(condition)) return typesOfDid(asDid(condition))
  if (isInCatalog(condition)) return [...typesOfPath(condition.catalog), ...typesOfFields(condition.where)]
  return isLocalTime(condition) ? ofAttributes : typesOfFields(condition)
}

const typesOfDid = ({ did, where }: Did): readonly string[] => [
  did,
  merged,
  ...(where ? typesOfFields(where) : []),
]

const typesOfFields = (fields: Fields): readonly string[] => testsOf(fields).flatMap(typesOfTest)

const typesOfTest = ({ path, name, want }: FieldTest): readonly string[] => [
  ...typesOfPath(path),
  ...(isReference(want) ? typesOfPath(want.path) : []),
  ...(localOperators.has(name) ? ofAttributes : []),
]

const typesOfPath = (path: string): readonly string[] => (isOf('customer', path) ? ofAttributes : [])
