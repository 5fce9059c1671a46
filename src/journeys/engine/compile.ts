// Compiles journeys once, so that deciding costs what the journeys that name an event's type cost, not what all cost.
import { type Path, parsePath } from '../../model/json.js'
import { durationMs } from '../../model/time.js'
import type { Condition } from '../definition/condition-schema.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import type { Settings } from '../definition/settings-schema.js'
import type { Step } from '../definition/step-schema.js'
import { compileCondition, type Test } from './condition.js'
import { compileStep, type Node } from './steps/index.js'

/** One version of a journey as it is stored. */
export interface JourneyVersion {
  readonly journeyId: string
  readonly version: number
  readonly journey: JourneyDefinition
  readonly segments: Readonly<Record<string, Condition>>
}

export interface CompiledJourney {
  readonly id: string
  readonly version: number
  readonly definition: JourneyDefinition
  readonly keyPath: Path | null
  readonly where: Test | null
  readonly entryIf: Test | null
  readonly reenterAfterMs: number
  readonly suppressIf: Test | null
  readonly exits: readonly {
    readonly on: string
    readonly test: Test | null
    readonly as: 'exited' | 'converted'
  }[]
  readonly goal: CompiledGoal | null
  readonly first: string | null
  readonly nodes: ReadonlyMap<string, Node>
}

export interface CompiledGoal {
  readonly event: string
  readonly where: Test | null
  readonly withinMs: number
  readonly value: { readonly amount: Path; readonly currency: Path } | null
}

/** All journeys as the engine reads them. */
export interface JourneySet {
  readonly settings: Settings
  /** Versions this program cannot compile, such as those a newer one has published: whoever is inside is set aside. */
  readonly broken: readonly string[]
  /** Versions that new customers enter by an event of this type. */
  triggeredBy(type: string): readonly CompiledJourney[]
  version(journeyId: string, version: number): CompiledJourney | undefined
  /** Whether an event of this type can do anything to anybody: bring in, take out, wake or convert. */
  concerns(type: string): boolean
  /** How far back a message can earn the credit for an event of this type, in ms; 0 when it is nobody's goal. */
  goalHorizonMs(type: string): number
}

export function compileJourney({ version, journey, segments }: JourneyVersion): CompiledJourney {
  const condition = (inner: Condition): Test => compileCondition(inner, segments)
  const nodes = new Map<string, Node>()
  const sequence = (steps: readonly Step[], next: string | null): string | null =>
    steps.reduceRight<string | null>((following, step) => {
      nodes.set(step.id, compileStep(step, following, { condition, sequence }))
      return step.id
    }, next)
  const { reenter } = journey.entry
  return {
    id: journey.id,
    version,
    definition: journey,
    keyPath: journey.key === undefined ? null : parsePath(journey.key),
    where: journey.trigger.where ? condition(journey.trigger.where) : null,
    entryIf: journey.entry.if ? condition(journey.entry.if) : null,
    reenterAfterMs:
      typeof reenter === 'object'
        ? durationMs(reenter.after)
        : reenter === 'always'
          ? 0
          : Number.POSITIVE_INFINITY,
    suppressIf: journey.suppress ? condition(journey.suppress.if) : null,
    exits: journey.exit.map(exit => ({
      on: exit.on,
      test: exit.if ? condition(exit.if) : null,
      as: exit.as,
    })),
    goal: journey.goal ? compileGoal(journey.goal, condition) : null,
    first: sequence(journey.steps, null),
    nodes,
  }
}

function compileGoal(
  goal: NonNullable<JourneyDefinition['goal']>,
  condition: (c: Condition) => Test,
): CompiledGoal {
  const amount = goal.value === undefined ? null : parsePath(goal.value)
  return {
    event: goal.event,
    where: goal.where ? condition(goal.where) : null,
    withinMs: durationMs(goal.within),
    value: amount && { amount, currency: [...amount.slice(0, -1), 'currency'] },
  }
}

/** `active` names the version of each journey that new customers enter; other versions only serve those inside. */
export function compileJourneys(
  settings: Settings,
  versions: readonly JourneyVersion[],
  active: ReadonlyMap<string, number>,
): JourneySet {
  const { compiled, broken } = compileAll(versions)
  const byVersion = new Map(compiled.map(journey => [`${journey.id}@${journey.version}`, journey]))
  const entered = compiled.filter(journey => active.get(journey.id) === journey.version)
  const byTrigger = new Map<string, CompiledJourney[]>()
  for (const journey of entered) {
    const type = journey.definition.trigger.event
    byTrigger.set(type, [...(byTrigger.get(type) ?? []), journey])
  }
  const goals = new Map<string, number>()
  for (const { goal } of compiled)
    if (goal) goals.set(goal.event, Math.max(goals.get(goal.event) ?? 0, goal.withinMs))
  const concerned = new Set([...byTrigger.keys(), ...goals.keys(), ...compiled.flatMap(listensTo)])
  return {
    settings,
    broken,
    triggeredBy: type => byTrigger.get(type) ?? [],
    version: (journeyId, version) => byVersion.get(`${journeyId}@${version}`),
    concerns: type => concerned.has(type),
    goalHorizonMs: type => goals.get(type) ?? 0,
  }
}

/** One journey that does not compile must not stop the others. */
function compileAll(versions: readonly JourneyVersion[]): { compiled: CompiledJourney[]; broken: string[] } {
  const compiled: CompiledJourney[] = []
  const broken: string[] = []
  for (const version of versions) {
    try {
      compiled.push(compileJourney(version))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      broken.push(`${version.journeyId} version ${version.version}: ${why}`)
    }
  }
  return { compiled, broken }
}

const listensTo = (journey: CompiledJourney): string[] => [
  ...journey.exits.map(exit => exit.on),
  ...[...journey.nodes.values()].flatMap(node => node.hears ?? []),
]
