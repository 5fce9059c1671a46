// What came in, counted by the hour: the next hours that are over, and the one before them once more, for what was committed
// late. Reads each event twice, and the properties of a sample.
import { now, readClock } from '../db/index.js'
import type { Db } from '../db/tables.js'
import { eventBook } from '../journeys/definition/event-properties.js'
import type { PropertyTable } from '../journeys/definition/property-table.js'
import type { PublishedWorkspace } from '../journeys/workspace-store.js'
import { ownSource } from '../model/event.js'
import { durationMs } from '../model/time.js'
import { addUpChecks } from './check-events.js'
import {
  countHours,
  forgetCounts,
  publishedEventTypes,
  readPosition,
  sampleEvents,
  saveChecks,
  savePosition,
  takeRepeats,
} from './event-count-store.js'
import { goalTests } from './goal-tests.js'
import { publishedOrNull } from './published.js'

const eventCounts = 'event_counts'
/** When counting last was where it should be. Until it first was, there is nothing to compare with. */
const caughtUp = 'event_counts caught up'

const hourMs = 3_600_000
/** Events that were there before the counts are counted as far back as is usually compared: four weeks, and the week in question. */
const comparedMs = 35 * 24 * hourMs
/** Twice that, so that a fault of some weeks does not become the usual. */
export const countsKeptMs = 2 * comparedMs
/** Real time: longer than a batch of the pipeline takes. */
const settledMs = 60_000
/** Of each source and type in an hour. */
const sampled = 300

/**
 * At most so many hours. true: there is more to count at once. In a transaction of its own, of which only one at a time may run.
 */
export async function countEvents(db: Db, hours: number): Promise<boolean> {
  const at = await now(db)
  const { speed } = await readClock(db)
  const settled = wholeHour(at.getTime() - settledMs * Number(speed))
  const from = (await readPosition(db, eventCounts))?.getTime() ?? wholeHour(at.getTime() - comparedMs)
  await takeRepeats(db)
  if (from >= settled) {
    await savePosition(db, caughtUp, at)
    return false
  }
  const to = Math.min(from + hours * hourMs, settled)
  await count(db, new Date(from), new Date(to), await publishedOrNull(db))
  await savePosition(db, eventCounts, new Date(to))
  await forgetCounts(db, new Date(at.getTime() - countsKeptMs))
  if (to === settled) await savePosition(db, caughtUp, at)
  return to < settled
}

/** Until when events were counted; null: those that were there before the counts are not all counted yet. */
export const eventsCountedTo = async (db: Db): Promise<Date | null> =>
  (await readPosition(db, caughtUp)) && (await readPosition(db, eventCounts))

const wholeHour = (ms: number): number => Math.floor(ms / hourMs) * hourMs

async function count(db: Db, from: Date, to: Date, workspace: PublishedWorkspace | null): Promise<void> {
  const lateMs = durationMs(workspace?.settings.lateEvents ?? '24h')
  await countHours(db, new Date(from.getTime() - hourMs), to, lateMs)
  const events = await sampleEvents(db, from, to, sampled)
  const registered = (await publishedEventTypes(db)) as Record<string, PropertyTable>
  const book = eventBook(registered, [])
  // What Triggerfish says itself may be a goal, and carries what it should.
  const tableOf = (source: string, type: string): PropertyTable | null =>
    source === ownSource ? null : book.tableOf(type)
  await saveChecks(db, addUpChecks(events, tableOf, workspace ? goalTests(workspace) : []))
}
