// The ways through a journey as a graph: from which step one gets to which, and what is certain of whoever goes that way.
// What the ways mean is the business of the checks.
import type { Condition } from './condition-schema.js'
import { formatPath } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Step, WaitForStep } from './step-schema.js'
import { type At, allSteps } from './walk.js'

/** What somebody who goes a way has just shown. */
export interface Shown {
  readonly holds?: Condition
  readonly fails?: Condition
  /** The type of an event that came. */
  readonly came?: string
}

export interface Way {
  /** The place of a step; null for the end. */
  readonly to: string | null
  readonly shown: readonly Shown[]
}

export interface FlowNode extends At<Step> {
  readonly ways: readonly Way[]
}

/** Steps by their place in the file (`steps[2].then[0]`): ids may be there twice, places not. */
export interface Flow {
  readonly first: string
  readonly nodes: ReadonlyMap<string, FlowNode>
}

export function flowOf(journey: JourneyDefinition): Flow {
  const nodes = new Map<string, FlowNode>()
  const places = new Map(allSteps(journey.steps).map(({ value, path }) => [value.id, formatPath(path)]))
  const list = (
    steps: readonly Step[] | undefined,
    path: At<Step>['path'],
    after: string | null,
  ): string | null => {
    if (!steps || steps.length === 0) return after
    steps.forEach((value, i) => {
      const here = [...path, i]
      const next = i + 1 < steps.length ? formatPath([...path, i + 1]) : after
      const inner: Inner = (inside, ...at) => list(inside, [...here, ...at], next)
      nodes.set(formatPath(here), { value, path: here, ways: waysFrom(value, next, inner, places) })
    })
    return formatPath([...path, 0])
  }
  return { first: list(journey.steps, ['steps'], null)!, nodes }
}

/** Where a list of steps inside the step begins; below the step, where there is none. */
type Inner = (steps: readonly Step[] | undefined, ...at: At<Step>['path']) => string | null

function waysFrom(step: Step, next: string | null, inner: Inner, places: ReadonlyMap<string, string>): Way[] {
  if ('exit' in step) return []
  if ('goto' in step) {
    const target = places.get(step.goto)
    return [...(target === undefined ? [] : [way(target)]), way(next)]
  }
  if ('split' in step) return step.split.map((one, i) => way(inner(one.then, 'split', i, 'then')))
  if ('waitFor' in step) return waysFromWaiting(step, inner)
  if (!('branch' in step)) return [way(next)]
  const before = (i: number): Shown[] => step.branch.slice(0, i).map(one => ({ fails: one.if }))
  return [
    ...step.branch.map((one, i) =>
      way(inner(one.then, 'branch', i, 'then'), { holds: one.if }, ...before(i)),
    ),
    way(inner(step.else, 'else'), ...before(step.branch.length)),
  ]
}

function waysFromWaiting({ waitFor, then, else: otherwise }: WaitForStep, inner: Inner): Way[] {
  const whole = inner(then, 'then')
  return [
    ...(waitFor.event === undefined ? [] : [way(whole, { came: waitFor.event })]),
    ...(waitFor.any ?? []).map((one, i) =>
      way(one.then ? inner(one.then, 'waitFor', 'any', i, 'then') : whole, { came: one.event }),
    ),
    ...(waitFor.if === undefined ? [] : [way(whole, { holds: waitFor.if })]),
    way(inner(otherwise, 'else')),
  ]
}

const way = (to: string | null, ...shown: Shown[]): Way => ({ to, shown })

/** The places one can get to from here by at least one way; this one only if one comes back. `passable` says which ways
 * may be gone. */
export function reachable(
  { nodes }: Flow,
  from: string,
  passable: (step: Step, way: Way) => boolean = () => true,
): Set<string> {
  const seen = new Set<string>()
  const open = [from]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { value, ways } = nodes.get(place)!
    for (const one of ways) {
      if (one.to === null || seen.has(one.to) || !passable(value, one)) continue
      seen.add(one.to)
      open.push(one.to)
    }
  }
  return seen
}

/** Whether everybody who goes this way rests on the step for some time. A time of day may have come already, and a
 * condition may be true at once. */
export function waitsOn(step: Step, { shown }: Way): boolean {
  if ('wait' in step) return typeof step.wait === 'string' || step.wait.for !== undefined
  return 'waitFor' in step && !(step.waitFor.if !== undefined && shown.some(({ holds }) => holds))
}

/** What is certain at each step that can be reached, whatever way one came: facts that all ways to it have shown. */
export function certainAt(
  { first, nodes }: Flow,
  atEntry: Iterable<string>,
  factsOf: (shown: Shown) => Iterable<string>,
): Map<string, ReadonlySet<string>> {
  const certain = new Map<string, ReadonlySet<string>>([[first, new Set(atEntry)]])
  const open = [first]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const { to, shown } of nodes.get(place)!.ways) {
      if (to === null) continue
      const facts = new Set([...certain.get(place)!, ...shown.flatMap(one => [...factsOf(one)])])
      const known = certain.get(to)
      const now = known ? new Set([...known].filter(fact => facts.has(fact))) : facts
      if (known?.size === now.size) continue
      certain.set(to, now)
      open.push(to)
    }
  }
  return certain
}
