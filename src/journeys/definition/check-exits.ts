// Whether a message can still go out where it stands: not where what ends the enrollment has surely happened.
import { canonical } from './canonical.js'
import type { Condition } from './condition-schema.js'
import { type Fault, formatPath, type JsonPath, warning } from './finding.js'
import { certainAt, type Flow, type Shown } from './flow.js'
import { goalsOf } from './goals.js'
import type { JourneyDefinition } from './journey-schema.js'
import { allSteps } from './walk.js'

export function checkExits(journey: JourneyDefinition, flow: Flow): Fault[] {
  const ends = endsOf(journey)
  const certain = certainAt(flow, [], factsOf)
  return allSteps(journey.steps).flatMap(({ value, path }) => {
    const facts = 'send' in value && certain.get(formatPath(path))
    const end = facts && ends.find(({ fact }) => facts.has(fact))
    if (!end) return []
    const message = `never goes out: ${end.why}, and ${formatPath(end.path)} has ended the enrollment; take the message away, or the exit`
    return [warning('message_after_exit', path, message)]
  })
}

interface End {
  /** What ends the enrollment, in the words of `factsOf`. */
  readonly fact: string
  readonly why: string
  readonly path: JsonPath
}

function endsOf(journey: JourneyDefinition): End[] {
  const { exit, key } = journey
  const byExit = exit.flatMap((rule, i): End[] => {
    const path = ['exit', i]
    // With a key of its own, an event need not concern the enrollment that has heard it.
    if ('on' in rule)
      return rule.if || (rule.key !== undefined && rule.key !== key) ? [] : [endByEvent(rule.on, path)]
    if (!('if' in rule) || !rule.if) return []
    const alternatives = 'any' in rule.if ? (rule.if.any as Condition[]) : []
    return [rule.if, ...alternatives].map(one => ({
      fact: canonical(one),
      why: 'on every way here its condition has been true',
      path,
    }))
  })
  const byGoal = goalsOf(journey).flatMap(({ goal, path }) =>
    goal.exits && !goal.where ? [endByEvent(goal.event, [...path, 'exits'])] : [],
  )
  return [...byExit, ...byGoal]
}

const endByEvent = (type: string, path: JsonPath): End => ({
  fact: `came ${type}`,
  why: `on every way here "${type}" has come`,
  path,
})

function factsOf({ holds, fails, came }: Shown): string[] {
  if (came) return [`came ${came}`]
  if (holds) return partsOf(holds).map(canonical)
  return fails ? partsOfFailed(fails).map(canonical) : []
}

const partsOf = (condition: Condition): Condition[] =>
  'all' in condition ? [condition, ...(condition.all as Condition[]).flatMap(partsOf)] : [condition]

/** Of what is not true only consent is surely the opposite: anything else may be unknown. */
function partsOfFailed(condition: Condition): Condition[] {
  if ('any' in condition) return (condition.any as Condition[]).flatMap(partsOfFailed)
  if ('consent' in condition) return [{ not: condition }]
  return 'not' in condition && 'consent' in (condition.not as object) ? [condition.not as Condition] : []
}
