// The operators of field tests, as a table. A row makes ready what the journey wants, once, and compares what was got
// with it; a new operator is one more row. Strict: a value of a type it is not made for makes it unknown, never false.
import type { JsonValue } from '../../model/json.js'
import { durationMs } from '../../model/time.js'
import type { OperatorName } from '../definition/operators-schema.js'
import { numberOf } from './decimal.js'
import { isAfter, isBefore, isWithinLast, isWithinNext, momentOf } from './moments.js'
import { matcherOf } from './pattern.js'
import type { Scope, Truth } from './scope.js'

interface Row<Want> {
  /** What `compare` is given for what the journey says, or for what a reference leads to; undefined: of no use to it. */
  readonly prepare: (want: JsonValue) => Want | undefined
  readonly compare: (got: JsonValue, want: Want, scope: Scope) => Truth
}

/** Give `compare` only what the `prepare` beside it has made; `never`, as each row makes its own. */
export interface Operator {
  readonly prepare: (want: JsonValue) => unknown
  readonly compare: (got: JsonValue, want: never, scope: Scope) => Truth
}

const orUndefined = (number: number): number | undefined => (Number.isNaN(number) ? undefined : number)
const scalarOf = (want: JsonValue): JsonValue | undefined =>
  typeof want === 'object' && want !== null ? undefined : want
const textOf = (want: JsonValue): string | undefined => (typeof want === 'string' ? want : undefined)
const durationOf = (want: JsonValue): number | undefined =>
  typeof want === 'string' ? durationMs(want) : undefined

/** Equal as JSON scalars; an amount in a decimal text equals the number it spells. */
function equals(got: JsonValue, want: JsonValue): Truth {
  if (typeof got === 'object' && got !== null) return null
  if (got === want) return true
  if (typeof got === typeof want || got === null || want === null) return false
  const a = numberOf(got)
  const b = numberOf(want)
  return Number.isNaN(a) || Number.isNaN(b) ? null : a === b
}

function differs(got: JsonValue, want: JsonValue): Truth {
  const same = equals(got, want)
  return same === null ? null : !same
}

/** What `in` looks a value up in: as fast in a list of a thousand as in one of two. */
interface Members {
  readonly values: ReadonlySet<JsonValue>
  /** The numbers that members which are texts spell. */
  readonly spelled: ReadonlySet<number>
  /** What `typeof` says of them: `object` is null. */
  readonly types: ReadonlySet<string>
}

function membersOf(want: JsonValue): Members | undefined {
  if (!Array.isArray(want)) return undefined
  const scalars = want.filter(member => scalarOf(member) !== undefined)
  if (scalars.length < want.length) return undefined
  return {
    values: new Set(scalars),
    spelled: new Set(
      scalars.flatMap(member => (typeof member === 'string' ? (orUndefined(numberOf(member)) ?? []) : [])),
    ),
    types: new Set(scalars.map(member => typeof member)),
  }
}

/** True where `equals` is of one member; unknown where it is of all of them. */
function isIn(got: JsonValue, { values, spelled, types }: Members): Truth {
  if (values.has(got)) return true
  if (typeof got === 'object' && got !== null) return null
  if (typeof got === 'number' && spelled.has(got)) return true
  const number = typeof got === 'string' ? numberOf(got) : Number.NaN
  if (values.has(number)) return true
  const comparable =
    got === null ||
    types.has(typeof got) ||
    types.has('object') ||
    (typeof got === 'number' ? spelled.size > 0 : !Number.isNaN(number) && types.has('number'))
  return comparable || values.size === 0 ? false : null
}

function contains(got: JsonValue, want: JsonValue): Truth {
  if (typeof got === 'string') return typeof want === 'string' ? got.includes(want) : null
  return Array.isArray(got) ? got.some(member => equals(member, want) === true) : null
}

const rangeOf = (want: JsonValue): readonly [number, number] | undefined => {
  if (!Array.isArray(want) || want.length !== 2) return undefined
  const [from, to] = want.map(numberOf) as [number, number]
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : [from, to]
}

/** `compare` says null of what is no number: NaN is neither more nor less than anything. */
const numeric = (compare: (got: JsonValue, want: number) => Truth): Row<number> => ({
  prepare: want => orUndefined(numberOf(want)),
  compare,
})

function isMore(got: JsonValue, want: number): Truth {
  const number = numberOf(got)
  return number > want ? true : number <= want ? false : null
}

function isAtLeast(got: JsonValue, want: number): Truth {
  const number = numberOf(got)
  return number >= want ? true : number < want ? false : null
}

function isLess(got: JsonValue, want: number): Truth {
  const number = numberOf(got)
  return number < want ? true : number >= want ? false : null
}

function isAtMost(got: JsonValue, want: number): Truth {
  const number = numberOf(got)
  return number <= want ? true : number > want ? false : null
}

const textual = (compare: (got: string, want: string) => boolean): Row<string> => ({
  prepare: textOf,
  compare: (got, want) => (typeof got === 'string' ? compare(got, want) : null),
})

/** Keeps the types of a row's two halves together. */
const row = <Want>(prepare: Row<Want>['prepare'], compare: Row<Want>['compare']): Row<Want> => ({
  prepare,
  compare,
})

/** `exists` is not here: it alone judges a field that is missing (see fields.ts). */
export const operators: Readonly<Record<Exclude<OperatorName, 'exists'>, Operator>> = {
  eq: row(scalarOf, equals),
  ne: row(scalarOf, differs),
  in: row(membersOf, isIn),
  gt: numeric(isMore),
  gte: numeric(isAtLeast),
  lt: numeric(isLess),
  lte: numeric(isAtMost),
  between: row(rangeOf, (got, [from, to]) => {
    const number = numberOf(got)
    return Number.isNaN(number) ? null : number >= from && number <= to
  }),
  contains: row(scalarOf, contains),
  startsWith: textual((got, want) => got.startsWith(want)),
  endsWith: textual((got, want) => got.endsWith(want)),
  matches: row(
    want => (typeof want === 'string' ? matcherOf(want) : undefined),
    (got, matches) => (typeof got === 'string' ? matches(got) : null),
  ),
  before: row(momentOf, isBefore),
  after: row(momentOf, isAfter),
  withinLast: row(durationOf, isWithinLast),
  withinNext: row(durationOf, isWithinNext),
}
