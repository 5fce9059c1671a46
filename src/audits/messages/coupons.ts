// Pools that are empty or soon will be: journeys then go on without a code.
import type { AuditFinding } from '../../model/audit-finding.js'
import { shown } from '../event-facts.js'
import type { MessageFacts, PoolFacts } from './message-facts.js'

/** At the pace of the last seven days. */
const leastDaysLeft = 7

export const coupons = ({ pools }: MessageFacts): AuditFinding[] =>
  pools.flatMap(pool => {
    if (pool.free === 0) return [empty(pool)]
    return pool.free < (pool.taken / 7) * leastDaysLeft ? [low(pool)] : []
  })

const advice = 'Add codes with `triggerfish coupons import POOL FILE`.'

const empty = ({ pool, codes, taken }: PoolFacts): AuditFinding => ({
  code: 'coupons_empty',
  subject: pool,
  severity: 'error',
  message: codes === 0 ? `The pool ${pool} has no codes.` : `The pool ${pool} has no codes left.`,
  advice,
  facts: { codes, taken },
})

const low = ({ pool, codes, free, taken }: PoolFacts): AuditFinding => ({
  code: 'coupons_low',
  subject: pool,
  severity: 'warning',
  message: `The pool ${pool} has ${shown(free)} codes left; ${shown(taken)} were given out in the last 7 days.`,
  advice,
  facts: { codes, free, taken },
})
