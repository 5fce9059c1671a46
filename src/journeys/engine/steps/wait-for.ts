// waitFor: rests until an event comes, or for as long as `within` allows.
import { durationMs } from '../../../model/time.js'
import type { WaitForStep } from '../../definition/step-schema.js'
import type { CompileContext, Node } from './step-kind.js'

export const matches = (step: object): step is WaitForStep => 'waitFor' in step

export function compile(step: WaitForStep, next: string | null, context: CompileContext): Node {
  const { event: type, where, within } = step.waitFor
  const ms = durationMs(within)
  const test = where && context.condition(where)
  const came = context.sequence(step.then ?? [], next)
  const timedOut = context.sequence(step.else ?? [], next)
  return {
    id: step.id,
    hears: type,
    arrive: visit => {
      const until = new Date(visit.now.getTime() + ms)
      visit.record('waited', null, { for: type, until: until.toISOString() })
      return { kind: 'rest', until }
    },
    hear: (visit, event) => {
      if (event.type !== type || (test && !visit.testEvent(test, event))) return null
      visit.record('branched', 'event_came', { event: event.id, type })
      return { kind: 'go', to: came }
    },
    wake: visit => {
      visit.record('branched', 'timed_out', { for: type })
      return { kind: 'go', to: timedOut }
    },
  }
}
