// One round of keeping interests up with the events. Reads a little of what it has read before: a transaction may commit
// after a later one, and what it wrote would otherwise be passed over.
import { now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import { firstProcessed, readCursor, readSpeed, saveCursor, upsertInterests } from './interest-store.js'

const cursor = 'product_interests'
/** Real time: longer than a batch of the pipeline takes. */
const overlapMs = 60_000
/** Real time: so much at once, when much is to be made up for. */
const sliceMs = 600_000

/** true: there is more to read at once. In a transaction of its own, of which only one at a time may run. */
export async function keepInterests(db: Db, withinMs: number): Promise<boolean> {
  const at = await now(db)
  const speed = await readSpeed(db)
  const position = (await readCursor(db, cursor)) ?? beginning(await firstProcessed(db), at, withinMs)
  const to = new Date(Math.min(at.getTime(), position.getTime() + sliceMs * speed))
  await upsertInterests(db, new Date(position.getTime() - overlapMs * speed), to)
  await saveCursor(db, cursor, to)
  return to < at
}

/** What is older interests nobody any more. */
const beginning = (first: Date | null, at: Date, withinMs: number): Date =>
  new Date(Math.max(first?.getTime() ?? at.getTime(), at.getTime() - withinMs))
