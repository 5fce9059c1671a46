// The goals of a journey as a list, the primary one first, each with its place in the file. Also of versions that older
// programs have stored.
import type { JsonPath } from './finding.js'
import type { Goal } from './goal-schema.js'
import type { JourneyDefinition } from './journey-schema.js'

/** What `goal` is called where goals have names. */
export const primaryGoal = 'primary'
/** What settings.holdout.goal is called there. */
export const globalGoal = 'global'

export interface NamedGoal {
  /** 'primary', or its name in `goals`. */
  readonly name: string
  readonly goal: Goal
  readonly path: JsonPath
}

export const goalsOf = ({
  goal,
  goals = {},
}: Pick<JourneyDefinition, 'goal' | 'goals'>): readonly NamedGoal[] => [
  ...(goal ? [{ name: primaryGoal, goal, path: ['goal'] }] : []),
  ...Object.entries(goals).map(([name, one]) => ({ name, goal: one, path: ['goals', name] })),
]
