// One batch of what is due (timers of enrollments, watches over customers) through one transaction, by the same engine
// and the same writing as events.
import { lockCustomers } from '../customers/index.js'
import { RetryTransaction } from '../db/errors.js'
import type { Db } from '../db/tables.js'
import type { JourneySet } from '../journeys/engine/index.js'
import { haveMoved, type TimerRow, takeDueTimers } from '../journeys/enrollment-store.js'
import { lockWatched } from '../journeys/watch-store.js'
import type { Customer } from '../model/customer.js'
import type { BatchResult } from './batch-result.js'
import { completeBatch } from './complete-batch.js'
import { dueOf } from './due.js'
import { beginBatch } from './event-store.js'
import { loadStates } from './load-states.js'
import { postpone } from './postpone.js'
import type { JourneySource } from './process-events.js'

export interface TimerResult extends BatchResult {
  /** Timers and watches. */
  readonly taken: number
  /** Of them, those that could not be decided and come again. */
  readonly postponed: number
  /** Seconds of the product's clock between due and now, one for each. */
  readonly lateness: readonly number[]
}

export async function processTimers(db: Db, journeysOf: JourneySource, limit: number): Promise<TimerResult> {
  const { now, revision } = await beginBatch(db)
  const journeys = await journeysOf(db, revision)
  const timers = await takeDueTimers(db, now, limit)
  const customers = await lockDue(db, journeys, timers, now, limit)
  if (customers.length === 0) return nothing
  const ids = customers.map(({ id }) => id)
  const stateOf = await loadStates(db, journeys, ids, [])
  const dues = dueOf(customers.map(stateOf), timers, now)
  const works = dues.map(({ state, due }) => ({
    state,
    isNew: false,
    inputs: due.map(({ input }) => ({ input, owned: {} })),
  }))
  const { customers: decided, result } = await completeBatch(db, journeys, works, now)
  const lateness = dues.flatMap(({ due }) => due.map(({ dueAt }) => (now.getTime() - dueAt.getTime()) / 1000))
  return {
    ...result,
    taken: lateness.length,
    postponed: await postpone(db, { decided, works, timers, now }),
    lateness,
  }
}

/**
 * Those of the timers first, by waiting; then as many with a watch that is due as there is room for, by passing over
 * whoever somebody else has: who holds customers out of their order must not wait for more.
 */
async function lockDue(
  db: Db,
  journeys: JourneySet,
  timers: readonly TimerRow[],
  now: Date,
  limit: number,
): Promise<Customer[]> {
  const woken = await lockWoken(db, timers)
  const room = limit - timers.length
  if (!journeys.watching || room <= 0) return woken
  const held = new Set(woken.map(({ id }) => id))
  const watched = (await lockWatched(db, now, room)).filter(id => !held.has(id))
  // They are ours already: this reads them.
  return [...woken, ...(await lockCustomers(db, watched))]
}

/** A customer, or part of one, may have become another while the lock was waited for: whose the timers are is asked again. */
async function lockWoken(db: Db, timers: readonly TimerRow[]): Promise<Customer[]> {
  const woken = await lockCustomers(db, [...new Set(timers.map(({ customerId }) => customerId))])
  if (await haveMoved(db, timers)) throw new RetryTransaction('a customer has become another meanwhile')
  // Timers of customers who are gone are of nobody any more, and end with being taken.
  return woken
}

const nothing: TimerResult = {
  messages: [],
  processed: 0,
  repeated: 0,
  failed: 0,
  refused: 0,
  decisions: new Map(),
  taken: 0,
  postponed: 0,
  lateness: [],
}
