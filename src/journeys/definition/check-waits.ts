// Whether the waits of a journey make sense: none that nobody would want, none for what cannot come.
import { durationMs } from '../../model/time.js'
import { error, type Fault, formatPath, warning } from './finding.js'
import { type Flow, reachable } from './flow.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Step } from './step-schema.js'
import { type At, allSteps } from './walk.js'
import { awaited } from './walk-names.js'

const dayMs = 86_400_000
/** Longer than any campaign; a longer wait is a slip of the pen, and would keep its enrollments for ever. */
const longestWaitMs = 366 * dayMs

export const checkWaits = (journey: JourneyDefinition, flow: Flow): Fault[] => [
  ...allSteps(journey.steps)
    .flatMap(lengthsOf)
    .flatMap(length => lengthFaults(length, windowOf(journey))),
  ...waitsInVain(journey, flow),
]

/** How long a message may earn; undefined where its window does not begin with its hand-over. */
const windowOf = ({ goal }: JourneyDefinition): string | undefined =>
  goal && (goal.anchor ?? 'send') === 'send' ? goal.within : undefined

/** The lengths of time a step may hold somebody. */
function lengthsOf({ value: step, path }: At<Step>): At<string>[] {
  if ('waitFor' in step) return [{ value: step.waitFor.within, path: [...path, 'waitFor', 'within'] }]
  if ('webhook' in step && step.answerWithin !== undefined)
    return [{ value: step.answerWithin, path: [...path, 'answerWithin'] }]
  if (!('wait' in step)) return []
  if (typeof step.wait === 'string') return [{ value: step.wait, path: [...path, 'wait'] }]
  return step.wait.for === undefined ? [] : [{ value: step.wait.for, path: [...path, 'wait', 'for'] }]
}

function lengthFaults({ value: length, path }: At<string>, within: string | undefined): Fault[] {
  const ms = durationMs(length)
  if (ms > longestWaitMs)
    return [error('wait_too_long', path, `waits longer than a year (${length}); is the unit right?`)]
  if (within === undefined || ms <= durationMs(within)) return []
  const message = `waits ${length}, longer than the goal's window of ${within}: what the message before it brings about meanwhile is not credited; shorten the wait or lengthen goal.within`
  return [warning('wait_beyond_goal', path, message)]
}

/** Waiting for a click, an opening or an answer makes sense only below a message it can be for. */
function waitsInVain(journey: JourneyDefinition, flow: Flow): Fault[] {
  const steps = allSteps(journey.steps)
  const sentBefore = (place: string, channel: string): boolean =>
    steps.some(
      ({ value, path }) =>
        'send' in value && value.send === channel && reachable(flow, formatPath(path)).has(place),
    )
  return steps.flatMap(({ value, path }) => {
    if (!('waitFor' in value)) return []
    return awaited(value.waitFor, [...path, 'waitFor']).flatMap(type => {
      const channel = /^(email|sms)_(delivered|opened|clicked|replied)$/.exec(type.value)?.[1]
      if (channel === undefined || sentBefore(formatPath(path), channel)) return []
      const message = `waits for "${type.value}", but no step above it sends ${channel === 'sms' ? 'an SMS' : 'an email'}`
      return [warning('waits_in_vain', type.path, message)]
    })
  })
}
