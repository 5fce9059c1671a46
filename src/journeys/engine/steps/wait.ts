// wait: rests for a length of time, until a time of day, a day of the week or a window where the customer is, or until a
// date in the data.
import { nextInside, nextLocalTime } from '../../../model/local-time.js'
import { durationMs } from '../../../model/time.js'
import type { WaitStep } from '../../definition/step-schema.js'
import { momentOf } from '../dates.js'
import type { CompileContext, Node, Visit } from './step-kind.js'

export const matches = (step: object): step is WaitStep => 'wait' in step

/** The end of the wait, or why there is nothing to wait for. */
type End = Date | 'no_date'

export function compile(step: WaitStep, next: string | null, _context: CompileContext): Node {
  const endOf = endFor(step.wait)
  return {
    id: step.id,
    ways: [next],
    arrive: visit => {
      const end = endOf(visit)
      if (end instanceof Date && end > visit.now) {
        visit.record('waited', null, { until: end.toISOString() })
        return { kind: 'rest', until: end }
      }
      const date = dateOf(step.wait)
      const reason = end instanceof Date ? (date === undefined ? 'at_once' : 'date_past') : end
      visit.record('waited', reason, date === undefined ? {} : { date })
      return { kind: 'go', to: next }
    },
    wake: () => ({ kind: 'go', to: next }),
  }
}

const dateOf = (wait: WaitStep['wait']): string | undefined =>
  typeof wait === 'object' ? wait.date : undefined

function endFor(wait: WaitStep['wait']): (visit: Visit) => End {
  if (typeof wait === 'string') return after(durationMs(wait))
  const { date } = wait
  if (date !== undefined)
    return visit => momentOf(visit.readPath(date), wait, visit.zone, '00:00') ?? 'no_date'
  const atLeast = after(wait.for === undefined ? 0 : durationMs(wait.for))
  const { until, between, on } = wait
  if (until !== undefined) return visit => nextLocalTime(atLeast(visit), visit.zone, until, on)
  const window = { ...(between && { between }), ...(on && { on }) }
  return visit => nextInside(atLeast(visit), visit.zone, window)
}

const after =
  (ms: number) =>
  (visit: Visit): Date =>
    new Date(visit.now.getTime() + ms)
