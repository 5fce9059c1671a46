// Conditions, compiled once to functions. A condition is true, false or unknown (a fact is missing or of the wrong
// type); unknown does not match, and says why. Three-valued as in SQL: `not` of unknown is unknown.
import { type JsonObject, type JsonValue, parsePath, readPath } from '../../model/json.js'
import { durationMs } from '../../model/time.js'
import type { Condition } from '../definition/condition-schema.js'
import type { Fields } from '../definition/fields-schema.js'
import type { Count } from '../definition/history-schema.js'
import type { OperatorName, Operators } from '../definition/operators-schema.js'
import { operators } from './operators.js'
import type { Because, Test, Truth } from './scope.js'

export { type Because, readField, type Scope, type Test, type Truth } from './scope.js'

export function compileCondition(condition: Condition, segments: Readonly<Record<string, Condition>>): Test {
  const compile = (inner: Condition): Test => compileCondition(inner, segments)
  if (isAll(condition)) return every(condition.all.map(compile))
  if (isAny(condition)) return some(condition.any.map(compile))
  if (isNot(condition)) return not(compile(condition.not), condition.not)
  if (isConsent(condition)) return consentTest(condition.consent)
  if (isSegment(condition)) return segmentTest(condition.segment, segments)
  if (isDid(condition)) return didTest(condition)
  if (isDidNot(condition)) return didTest({ ...condition, did: condition.didNot, count: { eq: 0 } })
  return compileFields(condition)
}

export function compileFields(fields: Fields): Test {
  const tests = Object.entries(fields).flatMap(([path, wanted]) =>
    isOperators(wanted)
      ? Object.entries(wanted).map(([name, want]) => fieldTest(path, name as OperatorName, want as JsonValue))
      : [fieldTest(path, 'eq', wanted)],
  )
  return tests.length === 1 ? tests[0]! : every(tests)
}

function fieldTest(path: string, name: OperatorName, want: JsonValue): Test {
  const parts = parsePath(path)
  const ofCustomer = parts[0] === 'customer'
  const inner = ofCustomer ? parts.slice(1) : parts
  return (scope, because) => {
    const got = readPath(ofCustomer ? scope.customer.attributes : scope.properties, inner)
    const truth = judge(name, got, want)
    if (truth !== true) because.push(reasonOf(path, name, want, got, truth))
    return truth
  }
}

function judge(name: OperatorName, got: JsonValue | undefined, want: JsonValue): Truth {
  if (name === 'exists') return (got !== undefined && got !== null) === want
  if (got === undefined) return null
  return operators[name](got, want)
}

function reasonOf(
  path: string,
  name: string,
  want: JsonValue,
  got: JsonValue | undefined,
  truth: Truth,
): Because {
  if (got === undefined && name !== 'exists') return { path, [name]: want, unknown: 'missing' }
  return { path, [name]: want, got: got ?? null, ...(truth === null && { unknown: 'wrong type' }) }
}

/** False as soon as one is false; else unknown if one is unknown. */
const every =
  (tests: readonly Test[]): Test =>
  (scope, because) => {
    let truth: Truth = true
    for (const test of tests) {
      const one = test(scope, because)
      if (one === false) return false
      if (one === null) truth = null
    }
    return truth
  }

/** True as soon as one is true; else unknown if one is unknown. */
const some =
  (tests: readonly Test[]): Test =>
  (scope, because) => {
    const reasons: Because[] = []
    let truth: Truth = false
    for (const test of tests) {
      const one = test(scope, reasons)
      if (one === true) return true
      if (one === null) truth = null
    }
    because.push(...reasons)
    return truth
  }

const not =
  (test: Test, inner: Condition): Test =>
  (scope, because) => {
    const reasons: Because[] = []
    const truth = test(scope, reasons)
    if (truth === true) because.push({ not: inner as JsonObject })
    if (truth === null) because.push(...reasons)
    return truth === null ? null : !truth
  }

const consentTest =
  (channel: 'email' | 'sms'): Test =>
  (scope, because) => {
    const got = scope.customer.consent[channel]
    if (got !== 'subscribed') because.push({ consent: channel, got })
    return got === 'subscribed'
  }

function segmentTest(name: string, segments: Readonly<Record<string, Condition>>): Test {
  const segment = Object.hasOwn(segments, name) ? segments[name] : undefined
  if (segment === undefined) throw new Error(`segment ${name} is not defined`)
  const test = compileCondition(segment, segments)
  return (scope, because) => {
    const reasons: Because[] = []
    const truth = test(scope, reasons)
    if (truth !== true) because.push({ segment: name, because: reasons })
    return truth
  }
}

function didTest(condition: { did: string; count?: Count; where?: Fields; within?: string }): Test {
  const { did, within, count = 1 } = condition
  const where = condition.where && compileFields(condition.where)
  const enough = countTest(count)
  const withinMs = within === undefined ? null : durationMs(within)
  return (scope, because) => {
    const since = withinMs === null ? new Date(0) : new Date(scope.now.getTime() - withinMs)
    const events = scope.history(did, since)
    if (events === undefined) return null
    const got = events.filter(
      event =>
        event.occurredAt > since &&
        (!where || where({ ...scope, properties: event.properties }, []) === true),
    ).length
    const truth = enough(got)
    if (!truth) because.push({ did, count, ...(within !== undefined && { within }), got })
    return truth
  }
}

function countTest(count: Count): (got: number) => boolean {
  if (typeof count === 'number') return got => got >= count
  const { eq, gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = count
  return got => (eq === undefined || got === eq) && got > gt && got >= gte && got < lt && got <= lte
}

const isOperators = (wanted: Fields[string]): wanted is Operators =>
  typeof wanted === 'object' && wanted !== null
const isAll = (c: Condition): c is { all: Condition[] } => 'all' in c
const isAny = (c: Condition): c is { any: Condition[] } => 'any' in c
const isNot = (c: Condition): c is { not: Condition } => 'not' in c
const isConsent = (c: Condition): c is { consent: 'email' | 'sms' } => 'consent' in c
const isSegment = (c: Condition): c is { segment: string } => 'segment' in c
const isDid = (c: Condition): c is { did: string; count?: Count; where?: Fields; within?: string } =>
  'did' in c
const isDidNot = (c: Condition): c is { didNot: string; where?: Fields; within?: string } => 'didNot' in c
