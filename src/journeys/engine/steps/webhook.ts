// webhook: asks for a call, and waits for its answer where the step says so. The calling is dispatch's.
import { durationMs } from '../../../model/time.js'
import type { WebhookStep } from '../../definition/action-schemas.js'
import type { CompileContext, Move, Node, Visit } from './step-kind.js'

export const matches = (step: object): step is WebhookStep => 'webhook' in step

export function compile(step: WebhookStep, next: string | null, _context: CompileContext): Node {
  const { webhook, answerWithin } = step
  const ms = answerWithin === undefined ? null : durationMs(answerWithin)
  const go: Move = { kind: 'go', to: next }
  const call = (visit: Visit): void => {
    const payload = visit.read(step.with ?? {})
    visit.call({ kind: 'webhook', target: webhook, title: null, payload, answers: ms !== null })
    visit.record('done', 'called', { webhook })
  }
  const plain = { id: step.id, ways: [next] }
  if (ms === null)
    return {
      ...plain,
      arrive: visit => {
        call(visit)
        return go
      },
    }
  return {
    ...plain,
    hears: ['webhook_answered'],
    arrive: visit => {
      call(visit)
      const until = new Date(visit.now.getTime() + ms)
      visit.record('waited', null, { for: 'webhook_answered', until: until.toISOString() })
      return { kind: 'rest', until }
    },
    hear: (visit, { properties }) => {
      const { id, pass } = visit.enrollment()
      if (properties.enrollment !== id || properties.step !== step.id || properties.pass !== pass) return null
      const { status = null, body = null } = properties
      visit.output({ status, body })
      visit.record('done', 'answered', { webhook, status })
      return go
    },
    wake: visit => {
      visit.output({ status: null, body: null })
      visit.record('done', 'no_answer', { webhook })
      return go
    },
  }
}
