// Pools that are empty or soon will be, whose codes have ended or soon will, and messages with a code that is over: the
// customer is promised what the shop does not give.
import type { AuditFinding } from '../../model/audit-finding.js'
import { shown } from '../event-facts.js'
import { noPast, type Past } from '../past.js'
import type { LateCodes, MessageFacts, PoolFacts } from './message-facts.js'

/** At the present pace. What was found is over only when it lasts for longer. */
const leastDaysLeft = 7
const daysLeftToRecover = 10
/** Of fewer, a day is no pace. */
const leastTakenInDay = 10

export const coupons = ({ pools, lateCodes }: MessageFacts, past: Past = noPast): AuditFinding[] => [
  ...pools.flatMap(pool => [...ofStock(pool, past), ...ofEnd(pool)]),
  ...lateCodes.map(late),
]

/** Codes given out on a day: a journey that was switched on yesterday has no week yet. */
const paceOf = ({ taken, takenInDay }: PoolFacts): number =>
  Math.max(taken / 7, takenInDay >= leastTakenInDay ? takenInDay : 0)

function ofStock(pool: PoolFacts, past: Past): AuditFinding[] {
  if (pool.free === 0) return [empty(pool)]
  const days = pool.free / paceOf(pool)
  const least = past.isOpen('coupons_low', pool.pool) ? daysLeftToRecover : leastDaysLeft
  return pool.use !== 'none' && days < least ? [low(pool, days)] : []
}

function ofEnd(pool: PoolFacts): AuditFinding[] {
  const { daysToEnd, use, promisedDays } = pool
  if (daysToEnd === null || use === 'none') return []
  if (daysToEnd < 0) return [ended(pool)]
  return daysToEnd < Math.max(leastDaysLeft, promisedDays) ? [ending(pool)] : []
}

const advice = 'Add codes with `triggerfish coupons import POOL FILE`.'
const severities = { codes: 'error', fallback: 'warning', none: 'notice' } as const

const empty = ({ pool, codes, taken, use }: PoolFacts): AuditFinding => ({
  code: 'coupons_empty',
  subject: pool,
  severity: severities[use],
  message: `The pool ${pool} has no codes${codes === 0 ? '' : ' left'}${emptyMeans[use]}.`,
  advice: use === 'none' ? `${advice} Or take the pool out of settings.json.` : advice,
  facts: { codes, taken },
})

const emptyMeans = {
  codes: '',
  fallback: '; everybody gets the one of "whenEmpty"',
  none: ', and no journey takes from it',
} as const

const low = ({ pool, codes, free, taken }: PoolFacts, days: number): AuditFinding => ({
  code: 'coupons_low',
  subject: pool,
  severity: 'warning',
  message: `The pool ${pool} has ${shown(free)} codes left, for ${daysText(days)} at the present pace; ${shown(taken)} were given out in the last 7 days.`,
  advice,
  facts: { codes, free, taken, days: Math.floor(days) },
})

const daysText = (days: number): string =>
  days < 1 ? 'less than a day' : `${Math.floor(days)} day${days < 2 ? '' : 's'}`

const ended = ({ pool, until }: PoolFacts): AuditFinding => ({
  code: 'coupons_ended',
  subject: pool,
  severity: 'error',
  message: `The codes of the pool ${pool} were good until ${until}, and journeys still give them out.`,
  advice: 'Extend them in the shop and set "until" of the pool in settings.json, or take the step out.',
  facts: { until },
})

const ending = ({ pool, until, daysToEnd, promisedDays }: PoolFacts): AuditFinding => ({
  code: 'coupons_ending',
  subject: pool,
  severity: 'warning',
  message: `The codes of the pool ${pool} are good until ${until}, for ${daysToEnd === 0 ? 'today only' : daysText(daysToEnd ?? 0)}${
    promisedDays > (daysToEnd ?? 0) ? `; journeys say ${daysText(promisedDays)}` : ''
  }.`,
  advice: 'Extend them in the shop and set "until" of the pool in settings.json, or change the journey.',
  facts: { until, days: daysToEnd },
})

const late = ({ journey, step, scheduled, sent }: LateCodes): AuditFinding => ({
  code: 'coupons_outlived',
  subject: `${journey} ${step}`,
  severity: 'error',
  message: `Messages of ${journey} show the code of the step ${step} after it has expired: ${shown(sent)} went out in 24 hours, ${shown(scheduled)} are scheduled.`,
  advice:
    'Let "expires" of the step be longer than the waits after it, or take the code out of later messages.',
  facts: { scheduled, sent },
})
