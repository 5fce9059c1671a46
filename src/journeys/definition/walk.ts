// Visits every step and every condition of a journey, each with its place in the file. Knows the shape of the language so
// that the checks need not. Also walks versions older programs have stored, which lack the newer properties.
import type { Condition } from './condition-schema.js'
import type { JsonPath } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Step } from './step-schema.js'
import { type Trigger, triggersOf } from './trigger-schema.js'

export interface At<T> {
  readonly value: T
  readonly path: JsonPath
}

/** Something that reads events: `events` are the types a bare path there reads; null where any may come. */
export interface Placed<T> extends At<T> {
  readonly events: readonly string[] | null
}

/** The lists of steps directly inside a step: the ways it can go. */
export function waysOf(step: Step, path: JsonPath): At<readonly Step[]>[] {
  const list = (value: readonly Step[] | undefined, ...at: JsonPath): At<readonly Step[]>[] =>
    value ? [{ value, path: [...path, ...at] }] : []
  if ('branch' in step)
    return [
      ...step.branch.flatMap((one, i) => list(one.then, 'branch', i, 'then')),
      ...list(step.else, 'else'),
    ]
  if ('split' in step) return step.split.flatMap((one, i) => list(one.then, 'split', i, 'then'))
  if (!('waitFor' in step)) return []
  return [
    ...(step.waitFor.any ?? []).flatMap((one, i) => list(one.then, 'waitFor', 'any', i, 'then')),
    ...list(step.then, 'then'),
    ...list(step.else, 'else'),
  ]
}

/** Every step of the list and of all lists inside it, from top to bottom. */
export function allSteps(steps: readonly Step[], path: JsonPath = ['steps']): At<Step>[] {
  return steps.flatMap((step, i) => {
    const here = [...path, i]
    return [{ value: step, path: here }, ...waysOf(step, here).flatMap(way => allSteps(way.value, way.path))]
  })
}

/** Every trigger of a journey, whether the file has one or a list of them. */
export const allTriggers = (journey: JourneyDefinition): At<Trigger>[] =>
  triggersOf(journey).map((value, i) => ({
    value,
    path: Array.isArray(journey.trigger) ? ['trigger', i] : ['trigger'],
  }))

/** The type of the event that comes of a trigger: a segment, a date, a schedule and a call have types of their own. */
export function eventOfTrigger(trigger: Trigger): string {
  if ('event' in trigger) return trigger.event
  if ('enters' in trigger) return 'segment_entered'
  if ('leaves' in trigger) return 'segment_left'
  return 'api' in trigger ? 'journey_called' : 'date_reached'
}

/** The types of events whose properties are the data of an enrollment. */
export const dataTypes = (journey: JourneyDefinition): string[] => [
  ...new Set(triggersOf(journey).map(eventOfTrigger)),
]

/** The conditions a journey states, the outermost ones. */
export function outerConditions(journey: JourneyDefinition): Placed<Condition>[] {
  const { entry, exit, suppress } = journey
  const events = dataTypes(journey)
  return [
    ...placed(entry.if, ['entry', 'if'], events),
    ...exit.flatMap((rule, i) =>
      'if' in rule ? placed(rule.if, ['exit', i, 'if'], 'on' in rule ? [rule.on] : events) : [],
    ),
    ...placed(suppress?.if, ['suppress', 'if'], events),
    ...allSteps(journey.steps).flatMap(at => conditionsOfStep(at, events)),
  ]
}

/** Every condition a journey states, the conditions inside conditions included. */
export const allConditions = (journey: JourneyDefinition): Placed<Condition>[] =>
  outerConditions(journey).flatMap(({ events, value, path }) =>
    nested(value, path).map(at => ({ ...at, events })),
  )

/** A condition and all conditions inside it. */
export function nested(condition: Condition, path: JsonPath): At<Condition>[] {
  const here = { value: condition, path }
  const list = (key: 'all' | 'any', inner: Condition[]) =>
    inner.flatMap((one, i) => nested(one, [...path, key, i]))
  if ('all' in condition) return [here, ...list('all', condition.all as Condition[])]
  if ('any' in condition) return [here, ...list('any', condition.any as Condition[])]
  if ('not' in condition) return [here, ...nested(condition.not as Condition, [...path, 'not'])]
  return [here]
}

function conditionsOfStep({ value: step, path }: At<Step>, events: readonly string[]): Placed<Condition>[] {
  if ('send' in step) return placed(step.skipIf, [...path, 'skipIf'], events)
  if ('waitFor' in step) return placed(step.waitFor.if, [...path, 'waitFor', 'if'], events)
  if ('branch' in step)
    return step.branch.flatMap((one, i) => placed(one.if, [...path, 'branch', i, 'if'], events))
  return []
}

const placed = <T>(value: T | undefined, path: JsonPath, events: readonly string[] | null): Placed<T>[] =>
  value === undefined ? [] : [{ value, path, events }]
