// What is asked of the past events that count: how many they are, what a property of them adds up to, how many
// different values it has. An event without a usable value is left out of sums and of different values.
import { type JsonValue, parsePath, readPath } from '../../model/json.js'
import type { Amounts, Count } from '../definition/history-schema.js'
import { decimalText, exactOf, exactSum } from './exact.js'
import type { PastEvent } from './types.js'

type Events = readonly PastEvent[]

export interface Measures {
  /** Where nothing but their number matters: whether so many are right. */
  readonly onlyCount: ((count: number) => boolean) | null
  readonly match: (events: Events) => boolean
  /** What came of it: a number of events, or what there was of `count`, `sum` and `distinct`. */
  readonly got: (events: Events) => JsonValue
}

interface Measure {
  readonly name: 'count' | 'sum' | 'distinct'
  readonly match: (events: Events) => boolean
  readonly got: (events: Events) => JsonValue
}

export interface Wanted {
  readonly count?: Count
  readonly sum?: Amounts
  readonly distinct?: Amounts
}

/** All that are there must match. */
export function compileMeasures({ count, sum, distinct }: Wanted): Measures {
  const all: Measure[] = [
    ...(count !== undefined ? [countMeasure(countTest(count))] : []),
    ...(sum ? [sumMeasure(sum)] : []),
    ...(distinct ? [distinctMeasure(distinct)] : []),
  ]
  const onlyCount = count !== undefined && all.length === 1 ? countTest(count) : null
  return {
    onlyCount,
    match: events => all.every(measure => measure.match(events)),
    got: events =>
      onlyCount ? events.length : Object.fromEntries(all.map(({ name, got }) => [name, got(events)])),
  }
}

function countTest(count: Count): (got: number) => boolean {
  return typeof count === 'number' ? got => got >= count : boundsTest(count, bound => Number(bound))
}

const countMeasure = (enough: (count: number) => boolean): Measure => ({
  name: 'count',
  match: events => enough(events.length),
  got: events => events.length,
})

function sumMeasure({ of, ...bounds }: Amounts): Measure {
  const path = parsePath(of)
  const matches = boundsTest(bounds, exactBound)
  const sum = (events: Events): bigint => exactSum(events.map(event => readPath(event.properties, path)))
  return {
    name: 'sum',
    match: events => matches(sum(events)),
    got: events => decimalText(sum(events)),
  }
}

function distinctMeasure({ of, ...bounds }: Amounts): Measure {
  const path = parsePath(of)
  const matches = boundsTest(bounds, bound => Number(bound))
  const different = (events: Events): number =>
    new Set(events.map(event => readPath(event.properties, path)).filter(isUsable)).size
  return { name: 'distinct', match: events => matches(different(events)), got: different }
}

/** A text, a number, true or false. The text "7" and the number 7 are two values. */
const isUsable = (value: JsonValue | undefined): boolean => value !== undefined && typeof value !== 'object'

function exactBound(bound: number | string): bigint {
  const exact = exactOf(bound)
  if (exact === null) throw new Error(`${bound} has too many places for a sum`)
  return exact
}

type Bounds = { readonly [name in 'eq' | 'gt' | 'gte' | 'lt' | 'lte']?: number | string }

function boundsTest<Size extends number | bigint>(
  bounds: Bounds,
  sizeOf: (bound: number | string) => Size,
): (got: Size) => boolean {
  const ready = (bound: number | string | undefined): Size | null =>
    bound === undefined ? null : sizeOf(bound)
  const [eq, gt, gte, lt, lte] = [bounds.eq, bounds.gt, bounds.gte, bounds.lt, bounds.lte].map(ready)
  return got =>
    (eq == null || got === eq) &&
    (gt == null || got > gt) &&
    (gte == null || got >= gte) &&
    (lt == null || got < lt) &&
    (lte == null || got <= lte)
}
