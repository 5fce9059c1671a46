// What was due and could not be decided is not lost and does not hold up the others: it comes again later (I11).
import type { Db } from '../db/tables.js'
import { insertTimers, type TimerRow } from '../journeys/enrollment-store.js'
import { saveWatches, type WatchRow } from '../journeys/watch-store.js'
import type { DecidedCustomer, Work } from './work.js'

interface Decidings {
  readonly decided: readonly DecidedCustomer[]
  readonly works: readonly Work[]
  readonly timers: readonly TimerRow[]
  readonly now: Date
}

const longestMs = 3_600_000

/** Answers how many. */
export async function postpone(db: Db, decidings: Decidings): Promise<number> {
  const timers = postponedTimers(decidings)
  const watches = postponedWatches(decidings)
  await insertTimers(db, timers)
  await saveWatches(db, watches)
  return timers.length + watches.length
}

/** Ever later. */
function postponedTimers({ decided, timers, now }: Decidings): TimerRow[] {
  const poisoned = new Set(
    decided.flatMap(one =>
      one.poisoned.flatMap(({ input }) =>
        input.kind === 'timer' ? [`${input.enrollmentId}:${input.seq}`] : [],
      ),
    ),
  )
  return timers
    .filter(({ enrollmentId, seq }) => poisoned.has(`${enrollmentId}:${seq}`))
    .map(timer => ({
      ...timer,
      attempts: timer.attempts + 1,
      dueAt: new Date(now.getTime() + Math.min(longestMs, 60_000 * 2 ** timer.attempts)),
    }))
}

/** A due watch after which nobody has looked. */
function postponedWatches({ decided, works, now }: Decidings): WatchRow[] {
  const looked = new Set(decided.filter(({ watch }) => watch).map(({ customer }) => customer.id))
  return works.flatMap(({ state: { customer, watch }, inputs }) =>
    watch && !looked.has(customer.id) && inputs.some(({ input }) => input.kind === 'watch')
      ? [{ ...watch, customerId: customer.id, dueAt: new Date(now.getTime() + longestMs) }]
      : [],
  )
}
