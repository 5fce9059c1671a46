// One round of keeping interests up with the events, each of which it reads once, or a few times: a transaction that was
// there before a round may commit after it, and what it wrote would otherwise be passed over.
import { now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import {
  firstProcessed,
  holdInterested,
  oldestTransactionMs,
  readCursor,
  readSpeed,
  saveCursor,
  upsertInterests,
} from './interest-store.js'

/** All that was processed before it, and is of anybody still there, is in. */
const cursor = 'product_interests settled'
/** Of programs that read the last minute again each time. */
const formerCursor = 'product_interests'
/** Real time: longer than a batch of the pipeline takes. */
const longestMs = 60_000
/** Real time: so much at once, when much is to be made up for. */
const sliceMs = 600_000

/** true: there is more to read at once. In a transaction of its own, of which only one at a time may run. */
export async function keepInterests(db: Db, withinMs: number): Promise<boolean> {
  const at = await now(db)
  const speed = await readSpeed(db)
  const before = (realMs: number): number => at.getTime() - realMs * speed
  // After the clock and before the events: whoever is not seen here yet will look at the clock later.
  const settled = before(Math.min(longestMs, await oldestTransactionMs(db)))
  const from = (await startingAt(db, speed)) ?? beginning(await firstProcessed(db), at, withinMs)
  const to = new Date(Math.min(at.getTime(), from.getTime() + sliceMs * speed))
  await holdInterested(db, from, to)
  const { gone } = await upsertInterests(db, from, to)
  // Who is gone has been merged just now, once more: the events are read again under the other name.
  const until = Math.min(to.getTime(), gone > 0 ? before(longestMs) : settled)
  await saveCursor(db, cursor, new Date(Math.max(from.getTime(), until)))
  return to < at
}

async function startingAt(db: Db, speed: number): Promise<Date | null> {
  const former = await readCursor(db, formerCursor)
  return (await readCursor(db, cursor)) ?? (former && new Date(former.getTime() - longestMs * speed))
}

/** What is older interests nobody any more. */
const beginning = (first: Date | null, at: Date, withinMs: number): Date =>
  new Date(Math.max(first?.getTime() ?? at.getTime(), at.getTime() - withinMs))
