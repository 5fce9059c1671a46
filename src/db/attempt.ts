// Work inside a transaction that may fail by what it is given, without the rest of the transaction failing with it.
import { sql } from 'kysely'
import { isPassing } from './errors.js'
import type { Db } from './tables.js'

/** Why it failed; undefined: it did not. What it had written is undone. Rejects with what passes by itself. */
export async function attempt(trx: Db, work: () => Promise<unknown>): Promise<unknown> {
  await sql`savepoint attempt`.execute(trx)
  try {
    await work()
  } catch (error) {
    if (isPassing(error)) throw error
    await sql`rollback to savepoint attempt`.execute(trx)
    return error ?? new Error('failed without a reason')
  }
  await sql`release savepoint attempt`.execute(trx)
  return undefined
}
