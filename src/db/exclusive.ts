// Work that only one process at a time may do, such as a job that all of them would begin.
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from './tables.js'
import { inTransaction } from './transaction.js'

/**
 * Runs `work` in a transaction, unless one of this name runs already, here or in another process: then undefined. The
 * claim ends with the transaction, whatever becomes of the process.
 */
export async function exclusively<T>(
  db: Kysely<Database>,
  name: string,
  work: (trx: Transaction<Database>) => Promise<T>,
): Promise<T | undefined> {
  return await inTransaction(db, async trx => {
    const { rows } = await sql<{ got: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${`triggerfish ${name}`}, 0)) as got`.execute(trx)
    return rows[0]?.got ? await work(trx) : undefined
  })
}
