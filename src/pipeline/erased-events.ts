// Events of a life that was erased while they were on their way: left out of their batch, and only counted.
import { findErased, lastErasure } from '../customers/index.js'
import { RetryTransaction } from '../db/errors.js'
import type { Db } from '../db/tables.js'
import type { Event } from '../model/event.js'

export async function leaveOutErased(
  db: Db,
  events: readonly Event[],
  lastErasedAt: Date | null,
): Promise<readonly Event[]> {
  const erased = await findErased(db, events, lastErasedAt)
  return erased.includes(true) ? events.filter((_, index) => !erased[index]) : events
}

/**
 * To be asked once the names of the batch are written and its customers locked: from here on an erasure waits for the batch
 * and finds what it wrote. One that came in between is found now, and the batch starts again without its events.
 */
export async function refuseErased(db: Db, events: readonly Event[]): Promise<void> {
  const erased = await findErased(db, events, await lastErasure(db))
  if (erased.includes(true)) throw new RetryTransaction('somebody has been erased meanwhile')
}
