// Whether the steps of a journey make sense one after the other: ids, ways that lead nowhere, waits nobody would want.
import { durationMs } from '../../model/time.js'
import { error, type Fault, type JsonPath, warning } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Step } from './step-schema.js'
import { allSteps, waysOf } from './walk.js'

const dayMs = 86_400_000
/** Longer than any campaign; a longer wait is a slip of the pen, and would keep its enrollments for ever. */
const longestWaitMs = 366 * dayMs

export function checkFlow(journey: JourneyDefinition): Fault[] {
  return [
    ...repeatedIds(journey),
    ...unreachable(journey.steps, ['steps']),
    ...allSteps(journey.steps).flatMap(({ value, path }) => waitFaults(journey, value, path)),
    ...sendsNothing(journey),
    ...waitsInVain(journey.steps, ['steps'], new Set()).faults,
  ]
}

function repeatedIds(journey: JourneyDefinition): Fault[] {
  const seen = new Set<string>()
  return allSteps(journey.steps).flatMap(({ value: { id }, path }) => {
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    const message = `another step above is called "${id}" too; every step needs an id of its own`
    return [error('duplicate_step_id', [...path, 'id'], message)]
  })
}

function unreachable(steps: readonly Step[], path: JsonPath): Fault[] {
  const inside = steps.flatMap((step, i) =>
    waysOf(step, [...path, i]).flatMap(way => unreachable(way.value, way.path)),
  )
  const end = steps.findIndex(step => !goesOn(step))
  const next = steps[end + 1]
  if (end < 0 || !next) return inside
  const message = `nobody gets to "${next.id}": every way through "${steps[end]!.id}" above it ends with an exit`
  return [...inside, error('unreachable_step', [...path, end + 1], message)]
}

/** Whether at least one way through the step leads to what stands below it. */
function goesOn(step: Step): boolean {
  if ('exit' in step) return false
  if (!('waitFor' in step || 'branch' in step)) return true
  const ways = waysOf(step, []).map(way => way.value)
  const always = 'waitFor' in step ? 2 : step.branch.length + 1
  return ways.length < always || ways.some(way => way.every(goesOn))
}

function waitFaults(journey: JourneyDefinition, step: Step, path: JsonPath): Fault[] {
  const [length, at] =
    'wait' in step
      ? [step.wait, [...path, 'wait']]
      : 'waitFor' in step
        ? [step.waitFor.within, [...path, 'waitFor', 'within']]
        : [undefined, path]
  if (length === undefined) return []
  const ms = durationMs(length)
  if (ms > longestWaitMs) {
    return [error('wait_too_long', at, `waits longer than a year (${length}); is the unit right?`)]
  }
  const { goal } = journey
  if (!goal || ms <= durationMs(goal.within)) return []
  const message = `waits ${length}, longer than the goal's window of ${goal.within}: what the message before it brings about meanwhile is not credited; shorten the wait or lengthen goal.within`
  return [warning('wait_beyond_goal', at, message)]
}

function sendsNothing(journey: JourneyDefinition): Fault[] {
  if (allSteps(journey.steps).some(({ value }) => 'send' in value)) return []
  return [
    warning('sends_nothing', ['steps'], 'no step sends a message; add one such as { "send": "email", … }'),
  ]
}

/** Waiting for a click, an opening or an answer makes sense only below a message it can be for. */
function waitsInVain(
  steps: readonly Step[],
  path: JsonPath,
  sentAbove: ReadonlySet<string>,
): { faults: Fault[]; sent: Set<string> } {
  const sent = new Set(sentAbove)
  const faults: Fault[] = []
  steps.forEach((step, i) => {
    const here = [...path, i]
    if ('send' in step) sent.add(step.send)
    if ('waitFor' in step) faults.push(...vainWait(step.waitFor.event, sent, [...here, 'waitFor', 'event']))
    for (const way of waysOf(step, here)) {
      const inside = waitsInVain(way.value, way.path, sent)
      faults.push(...inside.faults)
      for (const channel of inside.sent) sent.add(channel)
    }
  })
  return { faults, sent }
}

function vainWait(event: string, sent: ReadonlySet<string>, path: JsonPath): Fault[] {
  const channel = /^(email|sms)_(delivered|opened|clicked|replied)$/.exec(event)?.[1]
  if (channel === undefined || sent.has(channel)) return []
  const message = `waits for "${event}", but no step above it sends ${channel === 'sms' ? 'an SMS' : 'an email'}`
  return [warning('waits_in_vain', path, message)]
}
