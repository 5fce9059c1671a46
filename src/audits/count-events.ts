// What came in, counted by the hour: one hour at a time, and the one before it once more, for what was committed late. Reads
// each event twice, and the properties of a sample.
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

export const eventCounts = 'event_counts'

const hourMs = 3_600_000
/** As far back as audits compare: four weeks, and the week in question. */
export const comparedMs = 35 * 24 * hourMs
const keptMs = 2 * comparedMs
/** Real time: longer than a batch of the pipeline takes. */
const settledMs = 60_000
/** Of each source and type in an hour. */
const sampled = 300

/** true: there is more to count at once. In a transaction of its own, of which only one at a time may run. */
export async function countEvents(db: Db): Promise<boolean> {
  const at = await now(db)
  const { speed } = await readClock(db)
  const settled = wholeHour(at.getTime() - settledMs * Number(speed))
  const position = (await readPosition(db, eventCounts))?.getTime() ?? wholeHour(at.getTime() - comparedMs)
  await takeRepeats(db)
  if (position >= settled) return false
  await countHour(db, new Date(position), await publishedOrNull(db))
  await savePosition(db, eventCounts, new Date(position + hourMs))
  await forgetCounts(db, new Date(at.getTime() - keptMs))
  return position + hourMs < settled
}

const wholeHour = (ms: number): number => Math.floor(ms / hourMs) * hourMs

async function countHour(db: Db, hour: Date, workspace: PublishedWorkspace | null): Promise<void> {
  const lateMs = durationMs(workspace?.settings.lateEvents ?? '24h')
  await countHours(db, new Date(hour.getTime() - hourMs), new Date(hour.getTime() + hourMs), lateMs)
  const events = await sampleEvents(db, hour, sampled)
  const registered = (await publishedEventTypes(db)) as Record<string, PropertyTable>
  const book = eventBook(registered, [])
  const goals = workspace ? goalTests(workspace) : []
  // What Triggerfish says itself may be a goal, and carries what it should.
  const tableOf = (source: string, type: string): PropertyTable | null =>
    source === ownSource ? null : book.tableOf(type)
  await saveChecks(db, hour, addUpChecks(events, tableOf, goals))
}
