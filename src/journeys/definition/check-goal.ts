// Whether a journey can reach what it is for, and stops once it has.
import { type Fault, warning } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { dataTypes } from './walk.js'

export function checkGoal(journey: JourneyDefinition): Fault[] {
  const { goal, exit, key } = journey
  if (!goal) {
    const message =
      'has no goal, so reports cannot say what it brought; add "goal": { "event": …, "within": … }'
    return [warning('no_goal', [], message)]
  }
  const faults: Fault[] = []
  if (goal.exits === undefined && !exit.some(rule => 'on' in rule && rule.on === goal.event)) {
    const message = `whoever reaches the goal goes on getting messages; say "exits": true, or false if that is meant`
    faults.push(warning('goal_without_exit', ['goal', 'event'], message))
  }
  if (key !== undefined && dataTypes(journey).includes(goal.event)) {
    const message = `the goal is the event that brings people in, and with "key": "${key}" only one with the same ${key} counts; leave "key" out, or choose another goal`
    faults.push(warning('goal_never_reached', ['goal', 'event'], message))
  }
  return faults
}
