// Whether everything a journey or a segment names is there: templates for the channel, segments, no segment that needs
// itself.
import { messageChannels } from '../../model/channel.js'
import type { Condition } from './condition-schema.js'
import { didYouMean } from './did-you-mean.js'
import { error, type Fault, type JsonPath } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { addressOfTemplate, type Library } from './library.js'
import { type At, allSteps, nested } from './walk.js'
import { segmentNames } from './walk-names.js'

export const missingTemplates = (journey: JourneyDefinition, library: Library): Fault[] =>
  allSteps(journey.steps).flatMap(({ value, path }) => {
    if (!('send' in value) || library.templates[value.send].has(value.template)) return []
    const { send, template } = value
    const other = messageChannels.find(channel => library.templates[channel].has(template))
    const hint = other
      ? `; there is only ${addressOfTemplate(other, template)}, which is for ${other}`
      : didYouMean(template, library.templates[send]) || '; write it, or name another'
    const message = `there is no ${addressOfTemplate(send, template)}${hint}`
    return [error('template_missing', [...path, 'template'], message)]
  })

export const missingSegments = (names: readonly At<string>[], library: Library): Fault[] =>
  names.flatMap(({ value, path }) => {
    if (library.segments.has(value)) return []
    const hint = didYouMean(value, library.segments) || '; write it, or name another'
    return [error('segment_missing', path, `there is no segments/${value}.json${hint}`)]
  })

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
