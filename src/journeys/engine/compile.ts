// Compiles one version of a journey, once, so that deciding walks functions and never reads the definition again.
import type { MessageChannel } from '../../model/channel.js'
import { type Path, parsePath } from '../../model/json.js'
import { durationMs } from '../../model/time.js'
import type { Condition } from '../definition/condition-schema.js'
import type { ExitRule } from '../definition/exit-schema.js'
import type { Fields } from '../definition/fields-schema.js'
import { goalsOf, type NamedGoal } from '../definition/goals.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import { isMarketingJourney } from '../definition/marketing.js'
import type { Step } from '../definition/step-schema.js'
import { compileCondition, type Test } from './condition.js'
import { typesOf } from './dependencies.js'
import { type CompiledGoal, compileGoals } from './goal.js'
import { compileStep, type Node } from './steps/index.js'
import { type CompiledTrigger, compileTriggers } from './triggers.js'
import type { DecidedSplit } from './types.js'

/** One version of a journey as it is stored. */
export interface JourneyVersion {
  readonly journeyId: string
  readonly version: number
  readonly journey: JourneyDefinition
  readonly segments: Readonly<Record<string, Condition>>
}

export interface CompiledExit {
  /** The type of event; null of an exit by condition. */
  readonly on: string | null
  readonly test: Test | null
  readonly keyPath: Path | null
  readonly as: 'exited' | 'converted'
}

export interface Sends {
  readonly channel: MessageChannel
  readonly marketing: boolean
}

export type Reenter = 'never' | 'once-per-key' | { readonly afterMs: number }

export interface CompiledJourney {
  readonly id: string
  readonly version: number
  readonly definition: JourneyDefinition
  readonly priority: number
  /** Whether it reaches anybody with marketing. */
  readonly markets: boolean
  readonly triggers: readonly CompiledTrigger[]
  readonly keyPath: Path | null
  readonly entryIf: Test | null
  readonly reenter: Reenter
  readonly suppressIf: Test | null
  /** Exits by events, those into and out of segments included. */
  readonly exits: readonly CompiledExit[]
  readonly conditionExits: readonly CompiledExit[]
  /** Types of events after which an exit by condition may be true. */
  readonly exitTypes: ReadonlySet<string>
  /** The primary one first. */
  readonly goals: readonly CompiledGoal[]
  readonly first: string | null
  readonly nodes: ReadonlyMap<string, Node>
  /** What may still be sent from this step on. */
  ahead(stepId: string): readonly Sends[]
  /** Where somebody on this step of another version goes on: undefined, stays there; null, leaves. */
  stepFor(stepId: string): string | null | undefined
}

export function compileJourney(
  { version, journey, segments }: JourneyVersion,
  decided: readonly DecidedSplit[] = [],
): CompiledJourney {
  const own = decided.filter(({ journeyId }) => journeyId === journey.id)
  const condition = (inner: Condition | Fields): Test => compileCondition(inner, segments)
  const types = (inner: Condition): readonly string[] => typesOf(inner, segments)
  const nodes = new Map<string, Node>()
  const sequence = (steps: readonly Step[], next: string | null): string | null =>
    steps.reduceRight<string | null>((following, step) => {
      nodes.set(step.id, compileStep(step, following, context))
      return step.id
    }, next)
  const context = { journeyId: journey.id, condition, types, sequence, decided: own }
  const first = sequence(journey.steps, null)
  const byCondition = journey.exit.filter(isCondition)
  return {
    id: journey.id,
    version,
    definition: journey,
    priority: journey.priority ?? defaultPriority,
    markets: isMarketingJourney(journey),
    triggers: compileTriggers(journey, condition),
    keyPath: journey.key === undefined ? null : parsePath(journey.key),
    entryIf: journey.entry.if ? condition(journey.entry.if) : null,
    reenter: reenterOf(journey),
    suppressIf: journey.suppress ? condition(journey.suppress.if) : null,
    exits: [
      ...journey.exit.flatMap(exit => eventExit(exit, condition)),
      ...goalsOf(journey).flatMap(one => goalExit(one, condition)),
    ],
    conditionExits: byCondition.map(exit => ({
      on: null,
      test: condition(exit.if),
      keyPath: null,
      as: exit.as,
    })),
    exitTypes: new Set(byCondition.flatMap(exit => types(exit.if))),
    goals: compileGoals(journey),
    first,
    nodes,
    ahead: sendsAhead(nodes),
    stepFor: stepId => stepFor(journey.inside, nodes, stepId),
  }
}

/** Of journeys that say nothing. */
const defaultPriority = 50

function reenterOf({ entry: { reenter }, key }: JourneyDefinition): Reenter {
  if (typeof reenter === 'object') return { afterMs: durationMs(reenter.after) }
  if (reenter === 'always') return { afterMs: 0 }
  return reenter ?? (key === undefined ? 'never' : 'once-per-key')
}

const isCondition = (exit: ExitRule): exit is Extract<ExitRule, { if: Condition }> & { on?: never } =>
  !('on' in exit) && 'if' in exit

function eventExit(exit: ExitRule, condition: (c: Condition | Fields) => Test): CompiledExit[] {
  if ('on' in exit) {
    const { on, if: test, key, as } = exit
    return [
      {
        on,
        test: test ? condition(test) : null,
        keyPath: key === undefined ? null : parsePath(key),
        as,
      },
    ]
  }
  const { as } = exit
  if ('enters' in exit) return [{ on: 'segment_entered', test: ofSegment(exit.enters), keyPath: null, as }]
  if ('leaves' in exit) return [{ on: 'segment_left', test: ofSegment(exit.leaves), keyPath: null, as }]
  return []
}

/** What the event says, and not, as `{ "segment": … }` would mean, whether the customer is in the segment now. */
const ofSegment =
  (name: string): Test =>
  ({ properties }) =>
    properties.segment === name

function goalExit({ goal }: NamedGoal, condition: (c: Condition | Fields) => Test): readonly CompiledExit[] {
  if (!goal.exits) return []
  const test = goal.where ? condition(goal.where) : null
  return [{ on: goal.event, test, keyPath: null, as: 'converted' }]
}

function stepFor(
  inside: JourneyDefinition['inside'],
  nodes: ReadonlyMap<string, Node>,
  stepId: string,
): string | null | undefined {
  if (inside === undefined || inside === 'stay') return undefined
  if (inside !== 'move' && Object.hasOwn(inside.steps, stepId)) return inside.steps[stepId]!
  return nodes.has(stepId) ? stepId : undefined
}

/** Remembered by step: it is asked for every message under a cap that others share. */
function sendsAhead(nodes: ReadonlyMap<string, Node>): (stepId: string) => readonly Sends[] {
  const known = new Map<string, readonly Sends[]>()
  const collect = (stepId: string): readonly Sends[] => {
    const seen = new Set<string>()
    const sends: Sends[] = []
    const open = [stepId]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const node = nodes.get(id)
      if (!node || seen.has(id)) continue
      seen.add(id)
      if (node.sends) sends.push(node.sends)
      for (const way of node.ways) if (way !== null) open.push(way)
    }
    return sends
  }
  return stepId => {
    const sends = known.get(stepId) ?? collect(stepId)
    known.set(stepId, sends)
    return sends
  }
}
