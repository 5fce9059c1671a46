// Which operators can test which types of properties. Has to say the same as ../engine/operators.ts, where an operator
// on another type makes the condition unknown.

import type { Operators, Scalar } from './operators-schema.js'
import type { PropertyKind } from './property-table.js'

const numbers: readonly PropertyKind[] = ['number', 'amount']
const dates: readonly PropertyKind[] = ['date']

/** The types an operator can test; those that compare whole values are not here. */
const tests: Readonly<Record<string, readonly PropertyKind[]>> = {
  gt: numbers,
  gte: numbers,
  lt: numbers,
  lte: numbers,
  between: numbers,
  contains: ['text', 'list'],
  startsWith: ['text'],
  endsWith: ['text'],
  matches: ['text'],
  before: dates,
  after: dates,
  withinLast: dates,
  withinNext: dates,
}

/** Operators that could be meant instead, by type. */
const instead: Readonly<Partial<Record<PropertyKind, string>>> = {
  text: '"eq", "contains" or "matches"',
  number: '"eq", "gte" or "lt"',
  amount: '"eq", "gte" or "lt"',
  boolean: '"eq"',
  date: '"before", "after" or "withinLast"',
  list: '"contains"',
  object: '"exists", or name one of its members',
}

/** Why a test cannot be passed by a property of this kind, as the end of a sentence; undefined where it can. */
export function misfit(test: Scalar | Operators | undefined, kind: PropertyKind): string | undefined {
  if (test === undefined || kind === 'any') return undefined
  if (typeof test !== 'object' || test === null) return misfitOfValue(test, kind)
  for (const [operator, want] of Object.entries(test)) {
    const types = tests[operator]
    if (types && !types.includes(kind)) return `"${operator}" cannot test that; use ${instead[kind]}`
    const values =
      operator === 'in' && Array.isArray(want) ? want : ['eq', 'ne'].includes(operator) ? [want] : []
    const wrong = values.map(value => misfitOfValue(value as Scalar, kind))
    if (values.length > 0 && wrong.every(Boolean)) return wrong[0]
  }
  return undefined
}

function misfitOfValue(value: Scalar | object, kind: PropertyKind): string | undefined {
  if (typeof value === 'object') return undefined
  const shown = JSON.stringify(value)
  if (kind === 'list' || kind === 'object') return `nothing equals it; use ${instead[kind]}`
  if (kind === 'boolean')
    return typeof value === 'boolean' ? undefined : `${shown} is not; write true or false`
  if (typeof value === 'boolean') return `${shown} never equals it`
  if (numbers.includes(kind) && typeof value === 'string' && !/^-?\d+(\.\d+)?$/.test(value))
    return `${shown} is no number`
  return kind === 'date' && typeof value === 'number' ? `${shown} never equals it` : undefined
}
