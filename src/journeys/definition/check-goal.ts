// Whether a journey can reach what it is for, stops once it has, and can be counted by it again and again.
import { error, type Fault, warning } from './finding.js'
import type { Goal } from './goal-schema.js'
import { globalGoal, goalsOf, type NamedGoal, primaryGoal } from './goals.js'
import type { JourneyDefinition } from './journey-schema.js'
import { type At, allSteps, dataTypes } from './walk.js'
import { allReads } from './walk-fields.js'

export const checkGoal = (journey: JourneyDefinition): Fault[] => [
  ...missingGoal(journey),
  ...goalsOf(journey).flatMap(one => [
    ...reservedName(one),
    ...goesOnSending(journey, one),
    ...neverReached(journey, one),
    ...anchorNeverSeen(journey, one),
  ]),
  ...readsCustomer(journey),
]

function missingGoal({ goal, goals }: JourneyDefinition): Fault[] {
  if (goal) return []
  if (goals !== undefined) {
    const message = `has further goals and no "goal", by which the journey is judged; make one of them the goal`
    return [error('goals_without_goal', ['goals'], message)]
  }
  const message =
    'has no goal, so reports cannot say what it brought; add "goal": { "event": …, "within": … }'
  return [warning('no_goal', [], message)]
}

function reservedName({ name, path }: NamedGoal): Fault[] {
  if (path.length === 1 || (name !== primaryGoal && name !== globalGoal)) return []
  return [
    error('goal_name_reserved', path, `"${name}" means another goal in reports; give it a name of its own`),
  ]
}

/** A further goal is mostly a step on the way, after which the journey goes on. */
function goesOnSending({ exit }: JourneyDefinition, { name, goal, path }: NamedGoal): Fault[] {
  if (name !== primaryGoal || goal.exits !== undefined) return []
  if (exit.some(rule => 'on' in rule && rule.on === goal.event)) return []
  const message = `whoever reaches the goal goes on getting messages; say "exits": true, or false if that is meant`
  return [warning('goal_without_exit', [...path, 'event'], message)]
}

function neverReached(journey: JourneyDefinition, { goal, path }: NamedGoal): Fault[] {
  const { key } = journey
  if (key === undefined || !dataTypes(journey).includes(goal.event)) return []
  const message = `the goal is the event that brings people in, and with "key": "${key}" only one with the same ${key} counts; leave "key" out, or choose another goal`
  return [warning('goal_never_reached', [...path, 'event'], message)]
}

/** Channels whose messages are seen to be clicked, or opened. */
const seenOn: Readonly<Record<NonNullable<Goal['anchor']>, readonly string[] | null>> = {
  send: null,
  entry: null,
  click: ['email', 'sms'],
  open: ['email', 'sms'],
}

function anchorNeverSeen({ steps }: JourneyDefinition, { goal, path }: NamedGoal): Fault[] {
  const { anchor = 'send' } = goal
  const channels = seenOn[anchor]
  if (!channels || allSteps(steps).some(({ value }) => 'send' in value && channels.includes(value.send)))
    return []
  const message = `nobody can tell a ${anchor} of what this journey sends; leave "anchor" out, and the window begins at the hand-over`
  return [warning('anchor_never_seen', [...path, 'anchor'], message)]
}

function readsCustomer(journey: JourneyDefinition): Fault[] {
  const places = goalsOf(journey).map(({ path }) => path)
  return checkGoalReads(
    allReads(journey).filter(({ path }) => places.some(place => place.every((part, i) => path[i] === part))),
  )
}

/** Goals are counted again and again, and must come to the same: what is known of a customer changes. */
export const checkGoalReads = (reads: readonly At<string>[]): Fault[] =>
  reads
    .filter(({ value }) => value.startsWith('customer.'))
    .map(({ value, path }) => {
      const message = `"${value}" may change after the goal was reached, and what was counted with it; test the event, "data.…" or "steps.…"`
      return error('goal_reads_customer', path, message)
    })
