// Whether two journeys would write to the same person about the same thing: the same cart, the same order, the same
// moment. Quiet where something keeps them apart: one gives way to the other, their conditions exclude each other, they
// write at different times, or `dedupe` sees to it.
import { canonical } from './canonical.js'
import type { Condition } from './condition-schema.js'
import { exclude } from './excluding-fields.js'
import type { Fields } from './fields-schema.js'
import { type Fault, warning } from './finding.js'
import type { Flow } from './flow.js'
import type { JourneyDefinition } from './journey-schema.js'
import { type Sending, sendingsOf } from './occasion.js'
import { triggersOf } from './trigger-schema.js'
import { type At, allConditions, nested } from './walk.js'
import { eventTypesOf, segmentNames, withInnerSegments } from './walk-names.js'

type Segments = Readonly<Record<string, Condition>>

export interface Charted {
  readonly journey: JourneyDefinition
  readonly flow: Flow
}

/** Messages of one occasion so close together are read as one nagging twice. */
const closeMs = 12 * 3_600_000

/** The fault of each journey, by id. Of two journeys that get in each other's way, the later one is told, and once. */
export function checkOccasions(charted: readonly Charted[], segments: Segments): Map<string, Fault[]> {
  const about = charted.map(one => aboutOf(one, segments))
  return new Map(about.map((mine, i) => [mine.journey.id, firstClash(mine, about.slice(0, i))]))
}

function firstClash(mine: About, others: readonly About[]): Fault[] {
  for (const other of others) {
    const fault = clash(mine, other)
    if (fault) return [fault]
  }
  return []
}

interface About {
  readonly journey: JourneyDefinition
  /** The events that bring people in, with the tests they must pass. */
  readonly triggers: readonly { readonly event: string; readonly where?: Fields | undefined }[]
  readonly sendings: readonly Sending[]
  /** Types of events whose coming, or having come, keeps people out or ends it. */
  readonly heeds: ReadonlySet<string>
  /** What is true, and what is not true, of everybody inside. */
  readonly holds: ReadonlySet<string>
  readonly fails: ReadonlySet<string>
}

function aboutOf({ journey, flow }: Charted, segments: Segments): About {
  const { entry, suppress, exit } = journey
  const heeding = allConditions(journey).filter(({ path }) => path[0] !== 'steps')
  const named = withInnerSegments(
    segmentNames(heeding).map(({ value }) => value),
    segments,
  )
  const inSegments = [...named].flatMap(name => (segments[name] ? nested(segments[name], []) : []))
  const conditions: At<Condition>[] = [...heeding, ...inSegments]
  return {
    journey,
    triggers: triggersOf(journey).flatMap(trigger => ('event' in trigger ? [trigger] : [])),
    sendings: sendingsOf(flow),
    heeds: new Set([
      ...exit.flatMap(rule => ('on' in rule ? [rule.on] : [])),
      ...conditions.flatMap(eventTypesOf).map(({ value }) => value),
    ]),
    holds: new Set(entry.if ? partsOf(entry.if).map(canonical) : []),
    fails: new Set(suppress ? alternativesOf(suppress.if).map(canonical) : []),
  }
}

const partsOf = (condition: Condition): Condition[] =>
  'all' in condition ? (condition.all as Condition[]).flatMap(partsOf) : [condition]
const alternativesOf = (condition: Condition): Condition[] =>
  'any' in condition ? (condition.any as Condition[]).flatMap(alternativesOf) : [condition]

function clash(mine: About, other: About): Fault | undefined {
  if (mine.journey.entry.testersOnly || other.journey.entry.testersOnly) return undefined
  const shared = sharedEvent(mine, other)
  const key = mine.journey.key
  const sameKey = key !== undefined && key === other.journey.key
  if (shared === undefined && !sameKey) return undefined
  if (shared === undefined ? givesWay(mine, other) || givesWay(other, mine) : areApart(mine, other))
    return undefined
  const pair = closePair(mine, other, shared === undefined)
  if (!pair) return undefined
  const [step, otherStep] = pair
  const occasion = shared === undefined ? `the same ${key}` : `the same "${shared}"`
  const message = `writes to the same people about ${occasion} as "${other.journey.id}": "${step.id}" here, "${otherStep.id}" there; let one end or refuse where the other begins ("exit", "entry.if", "suppress"), or give both messages the same "content" and "dedupe"`
  return warning('same_occasion', ['trigger'], message)
}

/** An event that brings people into both. */
function sharedEvent(mine: About, other: About): string | undefined {
  const both = mine.triggers.find(one =>
    other.triggers.some(two => one.event === two.event && !exclude(one.where, two.where)),
  )
  return both?.event
}

/** Whether the first keeps away from those, or lets go of those, who come into the second. */
const givesWay = (first: About, second: About): boolean =>
  second.triggers.length === 0 || second.triggers.some(({ event }) => first.heeds.has(event))

/** Whether nobody can be in both: what must hold in one must not in the other. */
function areApart(mine: About, other: About): boolean {
  const opposed = (a: About, b: About): boolean =>
    [...a.holds].some(one => b.fails.has(one) || b.holds.has(negated(one)))
  return opposed(mine, other) || opposed(other, mine)
}

function negated(text: string): string {
  const condition = JSON.parse(text) as Record<string, unknown>
  if ('not' in condition) return canonical(condition.not)
  const { did, didNot, ...bounds } = condition
  if (did !== undefined && !('count' in bounds || 'sum' in bounds || 'distinct' in bounds))
    return canonical({ didNot: did, ...bounds })
  return didNot === undefined ? canonical({ not: condition }) : canonical({ did: didNot, ...bounds })
}

/** Two messages on the same channel, close together, that nobody has told to heed each other. */
function closePair(
  mine: About,
  other: About,
  anyTime: boolean,
): [Sending['step'], Sending['step']] | undefined {
  for (const a of mine.sendings)
    for (const b of other.sendings) {
      const isClose = anyTime || Math.abs(a.afterMs - b.afterMs) < closeMs
      const heeds = a.step.dedupe !== undefined || b.step.dedupe !== undefined
      if (isClose && !heeds && a.step.send === b.step.send) return [a.step, b.step]
    }
  return undefined
}
