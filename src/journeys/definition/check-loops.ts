// Whether what goes round comes to an end: a `goto` leads back, and nobody goes round without waiting; journeys do not
// bring each other about for ever.

import { didYouMean } from './did-you-mean.js'
import { error, type Fault, formatPath } from './finding.js'
import { type Flow, reachable, waitsOn } from './flow.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { GotoStep } from './step-schema.js'
import { triggersOf } from './trigger-schema.js'
import { type At, allSteps, eventOfTrigger } from './walk.js'

export function checkLoops(journey: JourneyDefinition, flow: Flow): Fault[] {
  const steps = allSteps(journey.steps)
  return steps.flatMap(({ value, path }, i) => {
    if (!('goto' in value)) return []
    const target = steps.findIndex(one => one.value.id === value.goto)
    const fault = gotoFault({ value, path }, steps, target, i, flow)
    return fault ? [fault] : []
  })
}

function gotoFault(
  { value, path }: At<GotoStep>,
  steps: readonly At<{ id: string }>[],
  target: number,
  here: number,
  flow: Flow,
): Fault | undefined {
  const at = [...path, 'goto']
  if (target < 0) {
    const hint =
      didYouMean(
        value.goto,
        steps.slice(0, here).map(step => step.value.id),
      ) || '; name a step above'
    return error('goto_missing', at, `there is no step "${value.goto}"${hint}`)
  }
  const [from, to] = [formatPath(steps[target]!.path), formatPath(path)]
  if (target >= here || !reachable(flow, from).has(to)) {
    const message = `"${value.goto}" is not passed on the way to "${value.id}"; a goto leads back to a step above it`
    return error('goto_not_back', at, message)
  }
  if (!reachable(flow, from, (step, way) => !waitsOn(step, way)).has(to)) return undefined
  const message = `goes round from "${value.goto}" to "${value.id}" without waiting; put a wait such as "1d" on every way between them (one until a time may be over at once: give it "for" too)`
  return error('loop_without_wait', at, message)
}

/** Journeys that bring each other about by the events of their steps, without anybody waiting: for each journey, where. */
export function emitCircles(
  journeys: readonly { journey: JourneyDefinition; flow: Flow }[],
): Map<string, Fault[]> {
  const made = new Map(journeys.map(({ journey, flow }) => [journey.id, emittedAtOnce(journey, flow)]))
  const next = new Map(
    journeys.map(({ journey: { id } }) => [
      id,
      journeys
        .filter(({ journey }) => comesInAgain(journey) && isBroughtBy(journey, made.get(id)!))
        .map(one => one.journey.id),
    ]),
  )
  return new Map(
    journeys.map(({ journey }) => {
      const round = roundFrom(journey.id, journey.id, next, new Set())
      return [journey.id, round ? [circleFault(journey, round, made.get(journey.id)!)] : []]
    }),
  )
}

function circleFault(
  journey: JourneyDefinition,
  round: readonly string[],
  emitted: readonly At<string>[],
): Fault {
  const names = [journey.id, ...round].map(id => `"${id}"`).join(' → ')
  const message = `brings about itself without waiting, for ever: ${names}; put a wait in between, or let customers in less often than "always"`
  return error('emit_circle', emitted[0]!.path, message)
}

/** Whether somebody who was in just now can come in again at once; otherwise a round ends by itself. */
const comesInAgain = ({ entry }: JourneyDefinition): boolean => entry.reenter === 'always'

const isBroughtBy = (journey: JourneyDefinition, emitted: readonly At<string>[]): boolean =>
  triggersOf(journey).some(trigger => emitted.some(({ value }) => value === eventOfTrigger(trigger)))

/** The events that steps make of those who have just come in. */
function emittedAtOnce(journey: JourneyDefinition, flow: Flow): At<string>[] {
  const atOnce = new Set([flow.first, ...reachable(flow, flow.first, (step, way) => !waitsOn(step, way))])
  return allSteps(journey.steps).flatMap(({ value, path }) => {
    if (!atOnce.has(formatPath(path))) return []
    if ('emit' in value) return [{ value: value.emit, path: [...path, 'emit'] }]
    return 'set' in value ? [{ value: 'customer_updated', path: [...path, 'set'] }] : []
  })
}

function roundFrom(
  from: string,
  target: string,
  next: ReadonlyMap<string, readonly string[]>,
  seen: Set<string>,
): string[] | null {
  if (seen.has(from)) return null
  seen.add(from)
  for (const id of next.get(from) ?? []) {
    const rest = id === target ? [] : roundFrom(id, target, next, seen)
    if (rest) return [id, ...rest]
  }
  return null
}
