// Counts what customers have earned anew, and writes what differs from what is there: the rows, and the marks of the reports
// that this concerns.
import type { Db } from '../db/tables.js'
import type { JourneySet } from '../journeys/engine/index.js'
import { durationMs } from '../model/time.js'
import { markRollups } from '../rollups/index.js'
import { loadConversions, loadOutcomes, replaceConversions, replaceOutcomes } from './conversion-store.js'
import { creditsOf } from './credit.js'
import { conversionDifference, conversionMarks, outcomeDifference, outcomeMarks } from './difference.js'
import { loadLedgers } from './ledger-queries.js'
import { outcomesOf } from './outcome.js'

/** The caller holds the customers' locks. Repeating it changes nothing. */
export async function creditCustomers(
  db: Db,
  journeys: JourneySet,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  const since = keptSince(journeys, now)
  const ledgers = await loadLedgers(db, ids, journeys.goals)
  const conversions = conversionDifference(
    await loadConversions(db, ids),
    ledgers.flatMap(ledger => creditsOf(ledger, journeys)),
    visitsKeptUntil(journeys, since),
  )
  const outcomes = outcomeDifference(
    await loadOutcomes(db, ids),
    ledgers.flatMap(ledger => outcomesOf(ledger, journeys)),
    since,
  )
  await replaceConversions(db, conversions.gone, conversions.added)
  await replaceOutcomes(db, outcomes.gone, outcomes.added)
  await markRollups(db, [...conversionMarks(conversions), ...outcomeMarks(outcomes)])
}

/** Since when events are surely all there; null: all ever. */
function keptSince({ settings: { retention } }: JourneySet, now: Date): Date | null {
  if (retention?.events === undefined) return null
  return new Date(now.getTime() - durationMs(retention.events))
}

/** What happened before this may have begun with a click that is gone. */
function visitsKeptUntil({ goals: { byVisit, longestMs } }: JourneySet, since: Date | null): Date | null {
  return since && byVisit ? new Date(since.getTime() + longestMs) : null
}
