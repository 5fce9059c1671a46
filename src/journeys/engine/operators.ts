// The operators of field tests, as a table. A row is a name and a function; a new operator is one more row.
import type { JsonValue } from '../../model/json.js'
import type { OperatorName } from '../definition/condition-schema.js'

/** true, false, or null: the value is of a type this operator cannot judge. */
export type Truth = boolean | null

type Operator = (got: JsonValue, want: JsonValue) => Truth

const decimalPattern = /^-?\d+(\.\d+)?$/

/** A JSON number or a decimal string ("129.50") as a number; null for anything else. */
export function numberOf(value: JsonValue): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && decimalPattern.test(value) ? Number(value) : null
}

/** Equal as JSON scalars; an amount in a decimal string equals the number it spells. */
function equals(got: JsonValue, want: JsonValue): Truth {
  if (typeof got === 'object' && got !== null) return null
  if (typeof got === typeof want || got === null || want === null) return got === want
  const [a, b] = [numberOf(got), numberOf(want)]
  return a === null || b === null ? null : a === b
}

const negate = (truth: Truth): Truth => (truth === null ? null : !truth)

const numeric =
  (compare: (got: number, want: number) => boolean): Operator =>
  (got, want) => {
    const [a, b] = [numberOf(got), numberOf(want)]
    return a === null || b === null ? null : compare(a, b)
  }

const textual =
  (compare: (got: string, want: string) => boolean): Operator =>
  (got, want) =>
    typeof got === 'string' && typeof want === 'string' ? compare(got, want) : null

function isIn(got: JsonValue, want: JsonValue): Truth {
  const truths = (want as JsonValue[]).map(member => equals(got, member))
  if (truths.includes(true)) return true
  return truths.every(truth => truth === null) ? null : false
}

function contains(got: JsonValue, want: JsonValue): Truth {
  if (typeof got === 'string') return typeof want === 'string' ? got.includes(want) : null
  return Array.isArray(got) ? got.some(member => equals(member, want) === true) : null
}

/** `exists` is not here: it alone judges a field that is missing (see condition.ts). */
export const operators: Readonly<Record<Exclude<OperatorName, 'exists'>, Operator>> = {
  eq: equals,
  ne: (got, want) => negate(equals(got, want)),
  in: isIn,
  gt: numeric((got, want) => got > want),
  gte: numeric((got, want) => got >= want),
  lt: numeric((got, want) => got < want),
  lte: numeric((got, want) => got <= want),
  contains,
  startsWith: textual((got, want) => got.startsWith(want)),
  endsWith: textual((got, want) => got.endsWith(want)),
}
