// Whether everything a journey or a segment names is there: templates for the channel, segments, no segment that needs
// itself.

import type { Condition } from './condition-schema.js'
import { didYouMean } from './did-you-mean.js'
import { error, type Fault, type JsonPath } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { addressOfTemplate, type Library } from './library.js'
import { type At, allSteps, nested } from './walk.js'

export const missingTemplates = (journey: JourneyDefinition, library: Library): Fault[] =>
  allSteps(journey.steps).flatMap(({ value, path }) => {
    if (!('send' in value) || library.templates[value.send].has(value.template)) return []
    const { send, template } = value
    const other = send === 'email' ? 'sms' : 'email'
    const hint = library.templates[other].has(template)
      ? `; there is only ${addressOfTemplate(other, template)}, which is for ${other}`
      : didYouMean(template, library.templates[send]) || '; write it, or name another'
    const message = `there is no ${addressOfTemplate(send, template)}${hint}`
    return [error('template_missing', [...path, 'template'], message)]
  })

export const missingSegments = (conditions: readonly At<Condition>[], library: Library): Fault[] =>
  segmentNames(conditions).flatMap(({ value, path }) => {
    if (library.segments.has(value)) return []
    const hint = didYouMean(value, library.segments) || '; write it, or name another'
    return [error('segment_missing', path, `there is no segments/${value}.json${hint}`)]
  })

export const segmentNames = (conditions: readonly At<Condition>[]): At<string>[] =>
  conditions.flatMap(({ value, path }) =>
    'segment' in value ? [{ value: value.segment as string, path: [...path, 'segment'] }] : [],
  )

/** Names of the segments a condition needs, directly or through other segments. */
export function segmentsNeeded(
  conditions: readonly Condition[],
  segments: Readonly<Record<string, Condition>>,
): Set<string> {
  const needed = new Set<string>()
  const need = (condition: Condition): void => {
    for (const { value } of segmentNames(nested(condition, []))) {
      if (needed.has(value)) continue
      needed.add(value)
      if (segments[value]) need(segments[value])
    }
  }
  conditions.forEach(need)
  return needed
}

/** A segment that needs itself, by whatever round. Reported for each segment of the circle, in its own file. */
export function circle(name: string, segments: Readonly<Record<string, Condition>>): Fault[] {
  const round = roundFrom(name, name, segments, new Set())
  if (!round) return []
  const names = [name, ...round].map(one => `"${one}"`).join(' → ')
  const message = `needs itself: ${names}; take one of these references away`
  const path: JsonPath = ['if']
  return [error('segment_circle', path, message)]
}

function roundFrom(
  from: string,
  target: string,
  segments: Readonly<Record<string, Condition>>,
  seen: Set<string>,
): string[] | null {
  const condition = segments[from]
  if (!condition || seen.has(from)) return null
  seen.add(from)
  for (const { value } of segmentNames(nested(condition, ['if']))) {
    const rest = value === target ? [] : roundFrom(value, target, segments, seen)
    if (rest) return [value, ...rest]
  }
  return null
}
