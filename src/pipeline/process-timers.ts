// One batch of due timers through one transaction, by the same engine and the same writing as events.
import { lockCustomers } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { Enrollment } from '../journeys/engine/index.js'
import {
  insertTimers,
  loadEnrollmentsById,
  type TimerRow,
  takeDueTimers,
} from '../journeys/enrollment-store.js'
import type { Customer } from '../model/customer.js'
import { type BatchResult, summarize } from './batch-result.js'
import { decideBatch } from './decide-batch.js'
import { beginBatch } from './event-store.js'
import { factLoader } from './load-facts.js'
import type { JourneySource } from './process-events.js'
import type { DecidedCustomer, Work } from './work.js'
import { writeBatch } from './write-batch.js'

export interface TimerResult extends BatchResult {
  readonly taken: number
  /** Seconds of the product's clock between due and now, one per timer. */
  readonly lateness: readonly number[]
}

export async function processTimers(db: Db, journeysOf: JourneySource, limit: number): Promise<TimerResult> {
  const { now, revision } = await beginBatch(db)
  const timers = await takeDueTimers(db, now, limit)
  if (timers.length === 0) return nothing
  const journeys = await journeysOf(db, revision)
  const locked = await lockCustomers(db, [...new Set(timers.map(({ customerId }) => customerId))])
  const enrollments = await loadEnrollmentsById(
    db,
    timers.map(({ enrollmentId }) => enrollmentId),
  )
  const works = worksOf(locked, timers, enrollments)
  const customers = await decideBatch(journeys, works, now, factLoader(db))
  const messages = await writeBatch(db, {
    customers,
    newCustomerIds: new Set(),
    knownEnrollments: new Set(enrollments.map(({ id }) => id)),
    now,
  })
  const postponed = postponedTimers(customers, timers, now)
  await insertTimers(db, postponed)
  const lateness = timers.map(({ dueAt }) => (now.getTime() - dueAt.getTime()) / 1000)
  return {
    ...summarize(customers),
    messages,
    repeated: 0,
    failed: postponed.length,
    taken: timers.length,
    lateness,
  }
}

const nothing: TimerResult = {
  messages: [],
  processed: 0,
  repeated: 0,
  failed: 0,
  refused: 0,
  conversions: 0,
  decisions: new Map(),
  taken: 0,
  lateness: [],
}

function worksOf(
  customers: readonly Customer[],
  timers: readonly TimerRow[],
  enrollments: readonly Enrollment[],
): Work[] {
  // The longest due first; of two due at once always the same one, or chance would decide who gets the room of a cap.
  const inOrder = [...timers].sort(
    (a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.enrollmentId < b.enrollmentId ? -1 : 1),
  )
  const timersOf = byCustomer(inOrder)
  const enrollmentsOf = byCustomer(enrollments)
  return customers.map(customer => ({
    state: {
      customer,
      enrollments: enrollmentsOf.get(customer.id) ?? [],
      history: new Map(),
      messages: null,
    },
    isNew: false,
    inputs: (timersOf.get(customer.id) ?? []).map(({ enrollmentId, seq, dueAt }) => ({
      input: { kind: 'timer', enrollmentId, seq, dueAt },
      owned: {},
    })),
  }))
}

function byCustomer<T extends { readonly customerId: string }>(rows: readonly T[]): Map<string, T[]> {
  const lists = new Map<string, T[]>()
  for (const row of rows) {
    const list = lists.get(row.customerId)
    if (list) list.push(row)
    else lists.set(row.customerId, [row])
  }
  return lists
}

/** A timer whose deciding threw is not lost and does not hold up the others: it comes again, ever later. */
function postponedTimers(
  customers: readonly DecidedCustomer[],
  timers: readonly TimerRow[],
  now: Date,
): TimerRow[] {
  const poisoned = new Set(
    customers.flatMap(one =>
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
      dueAt: new Date(now.getTime() + Math.min(3_600_000, 60_000 * 2 ** timer.attempts)),
    }))
}
