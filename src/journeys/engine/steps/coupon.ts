// coupon: takes a code of the pool for this enrollment, and says what happens when there is none left.
import { durationMs } from '../../../model/time.js'
import type { CouponStep } from '../../definition/action-schemas.js'
import type { CompileContext, Move, Node, Visit } from './step-kind.js'

export const matches = (step: object): step is CouponStep => 'coupon' in step

/** What those get who are never written to: their way must be the same, and no code is lost on them. */
const noCode = 'HELD-OUT'

export function compile(step: CouponStep, next: string | null, _context: CompileContext): Node {
  const { coupon: pool, whenEmpty = 'continue' } = step
  const ms = step.expires === undefined ? null : durationMs(step.expires)
  const give = (visit: Visit, code: string | null, reason: string): Move => {
    const expiresAt = code === null || ms === null ? null : new Date(visit.now.getTime() + ms).toISOString()
    visit.output({ code, expiresAt })
    visit.record('done', reason, { pool, code })
    return { kind: 'go', to: next }
  }
  return {
    id: step.id,
    ways: [next],
    arrive: visit => {
      if (visit.isHeldOutFromCodes()) return give(visit, noCode, 'coupon_withheld')
      const code = visit.coupon(pool) ?? null
      if (code !== null) return give(visit, code, 'coupon')
      if (typeof whenEmpty === 'object') return give(visit, whenEmpty.code, 'coupon_fallback')
      if (whenEmpty === 'continue') return give(visit, null, 'coupon_empty')
      return { kind: 'leave', reason: 'coupon_empty' }
    },
  }
}
