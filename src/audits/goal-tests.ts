// Whether an event is a goal of the published journeys, and has the value it is counted by. Whose it is does not matter here.
import { goalsOf } from '../journeys/definition/goals.js'
import { type CompiledGoal, compileJourneys, matchesGoal, worthOf } from '../journeys/engine/index.js'
import type { PublishedWorkspace } from '../journeys/workspace-store.js'
import type { JsonObject } from '../model/json.js'

export interface GoalTest {
  /** `cart-recovery/primary` */
  readonly id: string
  readonly journeyId: string
  /** 'primary', or its name in `goals`. */
  readonly name: string
  readonly event: string
  readonly hasWhere: boolean
  /** The path of the amount it is counted by. */
  readonly value: string | undefined
  matches(properties: JsonObject): boolean
  isValued(properties: JsonObject): boolean
}

/** Of the versions that customers enter now. Those that compare with what the pass knows cannot be judged without one. */
export function goalTests({ settings, journeys, versions }: PublishedWorkspace): GoalTest[] {
  const active = new Map(
    journeys.filter(({ status }) => status === 'active').map(({ id, version }) => [id, version]),
  )
  const compiled = compileJourneys(settings, versions, active)
  return [...active].flatMap(([journeyId, version]) => {
    const stored = versions.find(one => one.journeyId === journeyId && one.version === version)
    const goals = compiled.active(journeyId)?.goals ?? []
    return goals
      .filter(({ readsPass }) => !readsPass)
      .map(goal => {
        const value = stored && goalsOf(stored.journey).find(({ name }) => name === goal.name)?.goal.value
        return { ...testOf(goal), id: `${journeyId}/${goal.name}`, journeyId, value }
      })
  })
}

function testOf(goal: CompiledGoal): Omit<GoalTest, 'id' | 'journeyId' | 'value'> {
  const { name, event, where, value } = goal
  return {
    name,
    event,
    hasWhere: where !== null,
    matches: properties => matchesGoal(goal, noKey, noPass, { type: event, at: noTime, properties }),
    isValued: properties => value === null || worthOf(goal, properties).value !== null,
  }
}

const noKey = { keyPath: null }
const noPass = { key: '', data: {}, outputs: {} }
/** Nothing a goal tests depends on the time but "so long ago", which is in no field of an event. */
const noTime = new Date(0)
