// Visits what a journey names: types of events and segments, each with its place in the file. What it makes of them is
// the business of the checks.
import type { Condition } from './condition-schema.js'
import { goalsOf } from './goals.js'
import type { JourneyDefinition } from './journey-schema.js'
import { type At, allConditions, allSteps, allTriggers, nested } from './walk.js'

/** Every type of event a journey waits, looks or is there for. Not those its own steps emit: see `emittedTypes`. */
export const allEventTypes = (journey: JourneyDefinition): At<string>[] => [
  ...allTriggers(journey).flatMap(({ value, path }) => {
    if ('event' in value) return [{ value: value.event, path: [...path, 'event'] }]
    if (!('date' in value) || typeof value.date === 'string') return []
    return [{ value: value.date.last, path: [...path, 'date', 'last'] }]
  }),
  ...journey.exit.flatMap((rule, i) => ('on' in rule ? [{ value: rule.on, path: ['exit', i, 'on'] }] : [])),
  ...goalsOf(journey).map(({ goal, path }) => ({ value: goal.event, path: [...path, 'event'] })),
  ...allSteps(journey.steps).flatMap(({ value, path }) =>
    'waitFor' in value ? awaited(value.waitFor, [...path, 'waitFor']) : [],
  ),
  ...allConditions(journey).flatMap(eventTypesOf),
]

type Awaited = { readonly event?: string; readonly any?: readonly { readonly event: string }[] }

/** The types of events a `waitFor` waits for; none where it waits for a condition. */
export function awaited({ event, any = [] }: Awaited, path: At<string>['path']): At<string>[] {
  const several = any.map((one, i) => ({ value: one.event, path: [...path, 'any', i, 'event'] }))
  return event === undefined ? several : [{ value: event, path: [...path, 'event'] }]
}

/** The types of events the steps of a journey make. */
export const emittedTypes = (journey: JourneyDefinition): At<string>[] =>
  allSteps(journey.steps).flatMap(({ value, path }) =>
    'emit' in value ? [{ value: value.emit, path: [...path, 'emit'] }] : [],
  )

/** The type of event a condition on history names. */
export function eventTypesOf({ value, path }: At<Condition>): At<string>[] {
  if ('did' in value) return [{ value: value.did as string, path: [...path, 'did'] }]
  return 'didNot' in value ? [{ value: value.didNot as string, path: [...path, 'didNot'] }] : []
}

/** Every segment a journey names: in conditions, and those it has watched. */
export const allSegments = (journey: JourneyDefinition): At<string>[] => [
  ...watchedSegments(journey),
  ...segmentNames(allConditions(journey)),
]

/** The segments somebody must watch: triggers and exits by segment, and those of schedules. */
export const watchedSegments = (journey: JourneyDefinition): At<string>[] => [
  ...allTriggers(journey).flatMap(({ value, path }) => segmentsIn(value, path)),
  ...journey.exit.flatMap((rule, i) => segmentsIn(rule, ['exit', i])),
]

function segmentsIn(value: object, path: At<string>['path']): At<string>[] {
  const named = value as { enters?: string; leaves?: string; schedule?: object; segment?: string }
  return (['enters', 'leaves', 'segment'] as const).flatMap(word =>
    named[word] === undefined ? [] : [{ value: named[word], path: [...path, word] }],
  )
}

export const segmentNames = (conditions: readonly At<Condition>[]): At<string>[] =>
  conditions.flatMap(({ value, path }) =>
    'segment' in value ? [{ value: value.segment as string, path: [...path, 'segment'] }] : [],
  )

/** Names of the segments these need, the segments inside segments included. */
export function withInnerSegments(
  names: Iterable<string>,
  segments: Readonly<Record<string, Condition>>,
): Set<string> {
  const needed = new Set<string>()
  const need = (name: string): void => {
    if (needed.has(name)) return
    needed.add(name)
    const condition = segments[name]
    if (condition) for (const { value } of segmentNames(nested(condition, []))) need(value)
  }
  for (const name of names) need(name)
  return needed
}

/** Names of the segments a journey needs, directly or through other segments. */
export const segmentsOf = (
  journey: JourneyDefinition,
  segments: Readonly<Record<string, Condition>>,
): Set<string> =>
  withInnerSegments(
    allSegments(journey).map(({ value }) => value),
    segments,
  )
