// Runs work in one READ COMMITTED transaction and repeats it when PostgreSQL chose it to give way to another.
// Must not repeat anything else: after a broken connection nobody knows whether the commit took place.
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely, Transaction } from 'kysely'
import { isGivingWay } from './errors.js'

const TRIES = 8
const LONGEST_PAUSE_MS = 1_000

/** `work` runs again from the start after a deadlock, so it must not do anything outside the transaction. */
export async function inTransaction<DB, T>(
  db: Kysely<DB>,
  work: (trx: Transaction<DB>) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      // Not stricter: a lock that was waited for must be followed by a fresh read.
      return await db.transaction().setIsolationLevel('read committed').execute(work)
    } catch (error) {
      if (!isGivingWay(error) || tried === TRIES) throw error
      await pause(Math.random() * Math.min(LONGEST_PAUSE_MS, 10 * 2 ** tried))
    }
  }
}
