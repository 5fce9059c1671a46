// Writes what a batch has decided: every effect in the one transaction that also marks its events as processed (I3).
import { changeSuppressions, insertConsentChanges, saveCustomers } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { Decision, Enrollment, NewMessage, Outcome } from '../journeys/engine/index.js'
import {
  insertDecisions,
  insertTimers,
  saveEnrollments,
  type TimerRow,
} from '../journeys/enrollment-store.js'
import { saveWatches, type WatchRow } from '../journeys/watch-store.js'
import { markRollups, markVariants } from '../rollups/index.js'
import { changeAudiences, checkAudiences } from './audience-store.js'
import { insertCalls } from './call-store.js'
import { insertMessages, withdrawMessages } from './outbox-store.js'
import { redrawn, rollupMarks } from './rollup-marks.js'
import type { DecidedCustomer } from './work.js'

type Owned<T> = T & { readonly customerId: string }

export interface Batch {
  readonly customers: readonly DecidedCustomer[]
  readonly newCustomerIds: ReadonlySet<string>
  /** Enrollments that were read for this batch; all others in the outcomes are new. */
  readonly knownEnrollments: ReadonlySet<string>
  readonly now: Date
  /** Whether any ad platform is to hear of audiences. */
  readonly tellsAudiences: boolean
}

/** Answers the messages that are now in the outbox and should go to their queues once the transaction is committed. */
export async function writeBatch(db: Db, batch: Batch): Promise<Owned<NewMessage>[]> {
  const { customers, now } = batch
  const messages = collect(customers, outcome => outcome.messages)
  const enrollments = finalEnrollments(customers)
  await saveCustomers(
    db,
    customers.filter(isToBeSaved(batch)).map(({ customer }) => customer),
    now,
  )
  await insertConsentChanges(
    db,
    customers.flatMap(({ consentChanges }) => consentChanges),
  )
  await changeSuppressions(
    db,
    customers.flatMap(({ suppressions }) => suppressions),
    now,
  )
  await saveEnrollments(db, split(enrollments, batch.knownEnrollments))
  await insertTimers(db, liveTimers(customers, enrollments))
  const decisions = collect<Decision>(customers, outcome => outcome.decisions)
  await insertDecisions(db, decisions, now)
  await insertMessages(db, messages, now)
  const withdrawals = collect(customers, outcome => outcome.withdrawals)
  await withdrawMessages(db, withdrawals)
  const calls = collect(customers, outcome => outcome.calls)
  await insertCalls(db, calls, now)
  const audiences = collect(customers, outcome => outcome.audiences)
  await changeAudiences(db, audiences, now)
  if (batch.tellsAudiences) await checkAudiences(db, toBeChecked(batch))
  await saveWatches(db, customers.flatMap(watchOf))
  await markRollups(db, rollupMarks([...enrollments.values()], decisions, messages, now))
  await markVariants(db, redrawn(decisions, batch.knownEnrollments))
  const withdrawn = new Set(withdrawals.map(({ enrollmentId }) => enrollmentId))
  return messages.filter(({ enrollmentId, holdout }) => !holdout && !withdrawn.has(enrollmentId))
}

/** Whoever is in other audiences now, or is reached otherwise. */
const toBeChecked = ({ customers }: Batch): string[] =>
  customers
    .filter(one => isReachedOtherwise(one) || one.decided.some(({ outcome }) => outcome.audiences.length > 0))
    .map(({ customer }) => customer.id)

/** By another address, or no more: ad platforms are told. */
const isReachedOtherwise = ({ consentChanges, suppressions, isReaddressed }: DecidedCustomer): boolean =>
  isReaddressed || consentChanges.length > 0 || suppressions.length > 0

const watchOf = ({ customer, watch }: DecidedCustomer): WatchRow[] =>
  watch ? [{ ...watch, customerId: customer.id }] : []

const isToBeSaved =
  ({ newCustomerIds }: Batch) =>
  ({ customer, changed }: DecidedCustomer): boolean =>
    changed || newCustomerIds.has(customer.id)

/** By hand: it goes through everything a batch has decided, once for each kind of effect. */
function collect<T extends object>(
  customers: readonly DecidedCustomer[],
  pick: (outcome: Outcome) => readonly T[],
): Owned<T>[] {
  const collected: Owned<T>[] = []
  for (const { customer, decided } of customers) {
    const customerId = customer.id
    for (const { outcome } of decided)
      for (const item of pick(outcome)) collected.push({ ...item, customerId })
  }
  return collected
}

/** The last form of each enrollment the batch has touched. */
function finalEnrollments(customers: readonly DecidedCustomer[]): Map<string, Enrollment> {
  const latest = new Map<string, Enrollment>()
  for (const { decided } of customers) {
    for (const { outcome } of decided)
      for (const enrollment of outcome.enrollments) latest.set(enrollment.id, enrollment)
  }
  return latest
}

function split(
  enrollments: ReadonlyMap<string, Enrollment>,
  known: ReadonlySet<string>,
): { changed: Enrollment[]; added: Enrollment[] } {
  const all = [...enrollments.values()]
  return { changed: all.filter(({ id }) => known.has(id)), added: all.filter(({ id }) => !known.has(id)) }
}

/** A wait that was over within the batch needs no timer. */
function liveTimers(
  customers: readonly DecidedCustomer[],
  enrollments: ReadonlyMap<string, Enrollment>,
): TimerRow[] {
  return collect(customers, outcome => outcome.timers)
    .filter(({ enrollmentId, seq }) => {
      const enrollment = enrollments.get(enrollmentId)
      return enrollment?.status === 'active' && enrollment.seq === seq
    })
    .map(timer => ({ ...timer, attempts: 0 }))
}
