// Visits every step and every condition of a journey, each with its place in the file. Knows the shape of the language so
// that the checks need not.
import type { Condition, Fields } from './condition-schema.js'
import type { JsonPath } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Step } from './step-schema.js'

export interface At<T> {
  readonly value: T
  readonly path: JsonPath
}

/** The lists of steps directly inside a step: the ways it can go. */
export function waysOf(step: Step, path: JsonPath): At<readonly Step[]>[] {
  const ways: At<readonly Step[]>[] = []
  if ('branch' in step)
    step.branch.forEach((one, i) => {
      ways.push({ value: one.then, path: [...path, 'branch', i, 'then'] })
    })
  if ('waitFor' in step && step.then) ways.push({ value: step.then, path: [...path, 'then'] })
  if (('waitFor' in step || 'branch' in step) && step.else)
    ways.push({ value: step.else, path: [...path, 'else'] })
  return ways
}

/** Every step of the list and of all lists inside it, from top to bottom. */
export function allSteps(steps: readonly Step[], path: JsonPath = ['steps']): At<Step>[] {
  return steps.flatMap((step, i) => {
    const here = [...path, i]
    return [{ value: step, path: here }, ...waysOf(step, here).flatMap(way => allSteps(way.value, way.path))]
  })
}

/** Every condition a journey states, the conditions inside conditions included. */
export function allConditions(journey: JourneyDefinition): At<Condition>[] {
  const { entry, exit, suppress } = journey
  return [
    ...optional(entry.if, ['entry', 'if']),
    ...exit.flatMap((rule, i) => optional(rule.if, ['exit', i, 'if'])),
    ...optional(suppress?.if, ['suppress', 'if']),
    ...allSteps(journey.steps).flatMap(step => conditionsOfStep(step.value, step.path)),
  ]
}

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

/** The tests on fields a condition states itself, not those of conditions inside it. */
export function fieldsOf(at: At<Condition>): At<Fields>[] {
  const condition = at.value as { where?: Fields }
  if ('did' in condition || 'didNot' in condition)
    return condition.where ? [{ value: condition.where, path: [...at.path, 'where'] }] : []
  const other = ['all', 'any', 'not', 'consent', 'segment'].some(word => word in condition)
  return other ? [] : [{ value: condition as Fields, path: at.path }]
}

/** Every group of tests on fields a journey states. */
export function allFields(journey: JourneyDefinition): At<Fields>[] {
  const { trigger, goal } = journey
  return [
    ...(trigger.where ? [{ value: trigger.where, path: ['trigger', 'where'] }] : []),
    ...(goal?.where ? [{ value: goal.where, path: ['goal', 'where'] }] : []),
    ...allSteps(journey.steps).flatMap(({ value, path }) =>
      'waitFor' in value && value.waitFor.where
        ? [{ value: value.waitFor.where, path: [...path, 'waitFor', 'where'] }]
        : [],
    ),
    ...allConditions(journey).flatMap(fieldsOf),
  ]
}

/** Every type of event a journey names. */
export function allEventTypes(journey: JourneyDefinition): At<string>[] {
  return [
    { value: journey.trigger.event, path: ['trigger', 'event'] },
    ...journey.exit.map((rule, i) => ({ value: rule.on, path: ['exit', i, 'on'] })),
    ...(journey.goal ? [{ value: journey.goal.event, path: ['goal', 'event'] }] : []),
    ...allSteps(journey.steps).flatMap(({ value, path }) =>
      'waitFor' in value ? [{ value: value.waitFor.event, path: [...path, 'waitFor', 'event'] }] : [],
    ),
    ...allConditions(journey).flatMap(eventTypesOf),
  ]
}

/** The type of event a condition on history names. */
export function eventTypesOf({ value, path }: At<Condition>): At<string>[] {
  if ('did' in value) return [{ value: value.did as string, path: [...path, 'did'] }]
  return 'didNot' in value ? [{ value: value.didNot as string, path: [...path, 'didNot'] }] : []
}

function conditionsOfStep(step: Step, path: JsonPath): At<Condition>[] {
  if ('send' in step) return optional(step.skipIf, [...path, 'skipIf'])
  if ('branch' in step) return step.branch.flatMap((one, i) => nested(one.if, [...path, 'branch', i, 'if']))
  return []
}

const optional = (condition: Condition | undefined, path: JsonPath): At<Condition>[] =>
  condition === undefined ? [] : nested(condition, path)
