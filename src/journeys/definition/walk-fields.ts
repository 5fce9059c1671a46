// Visits every field a journey reads: tests on fields, and the values that are read and not written down. Each knows
// which events its bare paths read, and how it is tested.
import type { Condition } from './condition-schema.js'
import type { Fields } from './fields-schema.js'
import { goalsOf } from './goals.js'
import type { Amounts } from './history-schema.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Operators, Scalar } from './operators-schema.js'
import type { Value } from './value-schema.js'
import {
  type At,
  allConditions,
  allSteps,
  allTriggers,
  dataTypes,
  eventOfTrigger,
  type Placed,
} from './walk.js'

/** A dotted path that is read somewhere. `test` is what it must pass, where it must. */
export interface FieldRead extends Placed<string> {
  readonly test?: Scalar | Operators
}

/** Tests on fields. `outside`: what bare paths read in the values they are compared with; of past events, not these. */
export interface FieldTests extends Placed<Fields> {
  readonly outside: Placed<Fields>['events']
}

/** Every group of tests on fields a journey states. */
export const allFields = (journey: JourneyDefinition): FieldTests[] => [
  ...allTriggers(journey).flatMap(({ value, path }) =>
    'where' in value && value.where ? [tests(value.where, [...path, 'where'], [eventOfTrigger(value)])] : [],
  ),
  ...goalsOf(journey).flatMap(({ goal, path }) =>
    goal.where ? [tests(goal.where, [...path, 'where'], [goal.event])] : [],
  ),
  ...allSteps(journey.steps).flatMap(({ value, path }) => {
    if (!('waitFor' in value)) return []
    const { event, where, any = [] } = value.waitFor
    const inner = any.flatMap((one, i) =>
      one.where ? [tests(one.where, [...path, 'waitFor', 'any', i, 'where'], [one.event])] : [],
    )
    return where && event !== undefined
      ? [tests(where, [...path, 'waitFor', 'where'], [event]), ...inner]
      : inner
  }),
  ...allConditions(journey).flatMap(fieldsOf),
]

const otherKinds = ['all', 'any', 'not', 'consent', 'segment', 'localTime']

/** The tests on fields a condition states itself, not those of conditions inside it. */
export function fieldsOf({ value, path, events }: Placed<Condition>): FieldTests[] {
  const { where } = value as { where?: Fields }
  const past = ('did' in value ? value.did : 'didNot' in value ? value.didNot : undefined) as
    | string
    | undefined
  // What the catalog says of a product is up to the shop.
  const inWhere = past !== undefined ? [past] : 'catalog' in value ? null : undefined
  if (inWhere !== undefined) return where ? [tests(where, [...path, 'where'], inWhere, events)] : []
  return otherKinds.some(word => word in value) ? [] : [tests(value as Fields, path, events)]
}

/** Every path a journey reads, in the file's order of parts. */
export function allReads(journey: JourneyDefinition): FieldRead[] {
  const events = dataTypes(journey)
  return [
    ...allFields(journey).flatMap(readsOfTests),
    ...allConditions(journey).flatMap(readsOfCondition),
    ...readsOfHead(journey),
    ...allSteps(journey.steps).flatMap(step => readsOfStep(step, events)),
  ]
}

/** Every path conditions that stand by themselves read: those of a segment. */
export const readsOf = (conditions: readonly Placed<Condition>[]): FieldRead[] =>
  conditions.flatMap(one => [...fieldsOf(one).flatMap(readsOfTests), ...readsOfCondition(one)])

/** Every path a goal reads that belongs to no journey. */
export const readsOfGoal = (
  { event, where, value }: { event: string; where?: Fields | undefined; value?: string | undefined },
  path: At<Fields>['path'],
): FieldRead[] => [
  ...(where ? readsOfTests(tests(where, [...path, 'where'], [event])) : []),
  ...readsOfValue({ event, value }, path),
]

/** Of a goal's amount, which is always read from its event: what begins as a path elsewhere, the check of it says. */
const readsOfValue = (
  { event, value }: { event: string; value?: string | undefined },
  path: At<Fields>['path'],
): FieldRead[] =>
  value === undefined || readsElsewhere(value) ? [] : [at(value, [...path, 'value'], [event])]

export const readsElsewhere = (path: string): boolean => /^(customer|data|steps)\./.test(path)

const readsOfTests = ({ value, path, events, outside }: FieldTests): FieldRead[] =>
  Object.entries(value).flatMap(([field, test]) => [
    { ...at(field, [...path, field], events), test },
    ...valueReads(test as Value, [...path, field], outside),
  ])

/** Paths that stand by themselves at the top of the file. Every trigger needs the key; which cannot, check-entry.ts says. */
function readsOfHead(journey: JourneyDefinition): FieldRead[] {
  const { key, exit } = journey
  const withKey = allTriggers(journey).filter(({ value }) => 'event' in value || 'api' in value)
  const types = [...new Set(withKey.map(({ value }) => eventOfTrigger(value)))]
  return [
    ...(key === undefined ? [] : types.map(type => at(key, ['key'], [type]))),
    ...goalsOf(journey).flatMap(({ goal, path }) => readsOfValue(goal, path)),
    ...exit.flatMap((rule, i) =>
      'on' in rule && rule.key !== undefined ? [at(rule.key, ['exit', i, 'key'], [rule.on])] : [],
    ),
  ]
}

function readsOfCondition({ value, path, events }: Placed<Condition>): FieldRead[] {
  if ('catalog' in value) return [at(value.catalog as string, [...path, 'catalog'], events)]
  if (!('did' in value)) return []
  const { did, sum, distinct } = value as { did: string; sum?: Amounts; distinct?: Amounts }
  return [
    ...(sum ? [at(sum.of, [...path, 'sum', 'of'], [did])] : []),
    ...(distinct ? [at(distinct.of, [...path, 'distinct', 'of'], [did])] : []),
  ]
}

function readsOfStep(
  { value: step, path }: At<JourneyDefinition['steps'][number]>,
  events: string[],
): FieldRead[] {
  if ('wait' in step)
    return typeof step.wait === 'object' && step.wait.date !== undefined
      ? [at(step.wait.date, [...path, 'wait', 'date'], events)]
      : []
  const word = 'set' in step ? 'set' : 'with'
  const values = (step as { with?: Value; set?: Value })[word]
  return values === undefined ? [] : valueReads(values, [...path, word], events)
}

/** The references inside a value, however deep. */
function valueReads(value: Value, path: At<string>['path'], events: Placed<string>['events']): FieldRead[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((one, i) => valueReads(one, [...path, i], events))
  const names = Object.keys(value)
  const { path: reference } = value as { path?: unknown }
  if (names.length === 1 && typeof reference === 'string') return [at(reference, [...path, 'path'], events)]
  return names.flatMap(name => valueReads((value as Record<string, Value>)[name]!, [...path, name], events))
}

const at = <T>(value: T, path: At<T>['path'], events: Placed<T>['events']): Placed<T> => ({
  value,
  path,
  events,
})

const tests = (
  value: Fields,
  path: At<Fields>['path'],
  events: Placed<Fields>['events'],
  outside = events,
): FieldTests => ({ value, path, events, outside })
