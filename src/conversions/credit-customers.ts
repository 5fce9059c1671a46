// Counts what customers have earned anew, and writes what differs from what is there: the rows, and the marks of the reports
// that this concerns.
import { attempt } from '../db/index.js'
import type { Db } from '../db/tables.js'
import type { JourneySet } from '../journeys/engine/index.js'
import { durationMs } from '../model/time.js'
import { keptSince, markRollups } from '../rollups/index.js'
import { loadConversions, loadOutcomes, replaceConversions, replaceOutcomes } from './conversion-store.js'
import { creditsOf } from './credit.js'
import {
  conversionDifference,
  conversionMarks,
  type Known,
  outcomeDifference,
  outcomeMarks,
  shopOrderDifference,
  shopOrderMarks,
} from './difference.js'
import { type LoadedLedger, loadLedgers } from './ledger-queries.js'
import { outcomesOf } from './outcome.js'
import { shopOrdersOf } from './shop-order.js'
import { loadShopOrders, replaceShopOrders } from './shop-order-store.js'

export type OnFailed = (customerId: string, error: unknown) => void

/**
 * Those who can be counted. Whoever cannot, by whatever is stored of them, holds up nobody else (I11), is told once and is
 * tried again when something about them changes.
 */
export async function creditEach(
  db: Db,
  journeys: JourneySet,
  ids: readonly string[],
  now: Date,
  onFailed: OnFailed,
): Promise<void> {
  if ((await attempt(db, () => creditCustomers(db, journeys, ids, now))) === undefined) return
  for (const id of ids) {
    const error = await attempt(db, () => creditCustomers(db, journeys, [id], now))
    if (error !== undefined) onFailed(id, error)
  }
}

/** The caller holds the customers' locks. Repeating it changes nothing. */
export async function creditCustomers(
  db: Db,
  journeys: JourneySet,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  const since = await eventsKeptSince(db, journeys, now)
  const ledgers = await loadLedgers(db, ids, journeys.goals)
  const known = knownOf(journeys, ledgers, since)
  const conversions = conversionDifference(
    await loadConversions(db, ids),
    ledgers.flatMap(ledger => creditsOf(ledger, journeys)),
    known,
  )
  const outcomes = outcomeDifference(
    await loadOutcomes(db, ids),
    ledgers.flatMap(ledger => outcomesOf(ledger, journeys)),
    known,
  )
  const orders = shopOrderDifference(await loadShopOrders(db, ids), ledgers.flatMap(shopOrdersOf), known)
  await replaceConversions(db, conversions.gone, conversions.added)
  await replaceOutcomes(db, outcomes.gone, outcomes.added)
  await replaceShopOrders(db, orders.gone, orders.added)
  await markRollups(db, [
    ...conversionMarks(conversions),
    ...outcomeMarks(outcomes),
    ...shopOrderMarks(orders),
  ])
}

const hourMs = 3_600_000

/**
 * Since when events are surely all there; null: all ever. What was deleted does not come back when it may be kept for longer
 * again, and retention may be at it just now.
 */
async function eventsKeptSince(
  db: Db,
  { settings: { retention } }: JourneySet,
  now: Date,
): Promise<Date | null> {
  const before = await keptSince(db, 'events')
  if (retention?.events === undefined) return before
  const since = new Date(now.getTime() - durationMs(retention.events) + hourMs)
  return before && before > since ? before : since
}

/** What can be counted anew: all it is counted from is there, and can be read. */
function knownOf(journeys: JourneySet, ledgers: readonly LoadedLedger[], since: Date | null): Known {
  const { byVisit, longestMs } = journeys.goals
  // What happened before this may have begun with a click that is gone.
  const visitsUntil = since && byVisit ? new Date(since.getTime() + longestMs) : null
  const readSince = new Map(ledgers.map(({ customerId, eventsSince }) => [customerId, eventsSince]))
  const versions = new Map(
    ledgers.flatMap(({ passes }) => passes.map(({ id, version }) => [id, version] as const)),
  )
  const isSince = (at: Date, first: Date | null | undefined): boolean => !first || at >= first
  return {
    // A newer program may have published what this one cannot compile, and may come back.
    conversion: ({ customerId, occurredAt, credits }) =>
      isSince(occurredAt, visitsUntil) &&
      isSince(occurredAt, readSince.get(customerId)) &&
      credits.every(({ journeyId, version }) => journeys.version(journeyId, version) !== undefined),
    shopOrder: ({ customerId, occurredAt }) => isSince(occurredAt, readSince.get(customerId)),
    outcome: ({ customerId, enrollmentId, journeyId, enteredAt }) => {
      const version = versions.get(enrollmentId)
      const isCompiled = version === undefined || journeys.version(journeyId, version) !== undefined
      return isSince(enteredAt, since) && isSince(enteredAt, readSince.get(customerId)) && isCompiled
    },
  }
}
