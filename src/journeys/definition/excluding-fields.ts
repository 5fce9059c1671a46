// Whether two groups of tests on fields can never both be passed by one event: as far as plain values and bounds tell.
import type { Fields } from './fields-schema.js'
import type { Operators, Scalar } from './operators-schema.js'

export const exclude = (one: Fields | undefined, other: Fields | undefined): boolean =>
  Object.entries(one ?? {}).some(
    ([field, test]) =>
      other && Object.hasOwn(other, field) && excludes(asOperators(test), asOperators(other[field]!)),
  )

const asOperators = (test: Scalar | Operators): Operators =>
  typeof test === 'object' && test !== null ? test : { eq: test }

function excludes(a: Operators, b: Operators): boolean {
  if (a.exists !== undefined && b.exists !== undefined && a.exists !== b.exists) return true
  return differ(a, b) || isAbove(a, b) || isAbove(b, a) || isRefused(a, b) || isRefused(b, a)
}

/** Values of which the field must be one; undefined where it may be others. */
function valuesOf({ eq, in: list }: Operators): unknown[] | undefined {
  if (eq !== undefined && typeof eq !== 'object') return [eq]
  return Array.isArray(list) ? list : undefined
}

function differ(a: Operators, b: Operators): boolean {
  const [mine, others] = [valuesOf(a), valuesOf(b)]
  return (
    mine !== undefined &&
    others !== undefined &&
    !mine.some(value => others.map(String).includes(String(value)))
  )
}

const isRefused = (a: Operators, b: Operators): boolean => a.eq !== undefined && a.eq === b.ne

/** Whether all that passes the first is above all that passes the second. */
function isAbove(a: Operators, b: Operators): boolean {
  const low = numberOf(a.gte) ?? numberOf(a.gt)
  const high = numberOf(b.lte) ?? numberOf(b.lt)
  if (low === undefined || high === undefined) return false
  const bothIncluded = a.gte !== undefined && b.lte !== undefined
  return bothIncluded ? low > high : low >= high
}

const numberOf = (bound: unknown): number | undefined =>
  typeof bound === 'number' || typeof bound === 'string' ? Number(bound) : undefined
