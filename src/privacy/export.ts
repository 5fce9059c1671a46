// Everything that is known of somebody, as one JSON text that is written while it is read: a life may be larger than memory.
import type { Kysely } from 'kysely'
import { findCustomerId } from '../customers/index.js'
import { now } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { CustomerKey } from '../model/customer-key.js'
import type { JsonObject } from '../model/json.js'
import { namesOf } from './erase-store.js'
import { partNames, rowsOf } from './export-queries.js'
import { findSetAside } from './set-aside-store.js'

/** Takes a piece of the text; resolves when it may have the next one. */
export type Write = (text: string) => Promise<void>

/** false: nobody is known by that key, and nothing was written. What is written is of one moment. */
export const exportCustomer = async (
  db: Kysely<Database>,
  key: CustomerKey,
  write: Write,
): Promise<boolean> => (await exportCustomers(db, [key], write)) > 0

/**
 * Everybody whom one of these names belongs to; answers how many. One is an object, several are a list of them: names of
 * one person that no event has told together are customers of their own.
 */
export async function exportCustomers(
  db: Kysely<Database>,
  keys: readonly CustomerKey[],
  write: Write,
): Promise<number> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async trx => {
      const ids = new Set<string>()
      for (const { kind, value } of keys) {
        const customerId = await findCustomerId(trx, kind, value)
        if (customerId !== undefined) ids.add(customerId)
      }
      const [open, close] = ids.size > 1 ? ['[', ']\n'] : ['', '\n']
      let before = open
      for (const customerId of ids) {
        await write(before)
        await writeCustomer(trx, customerId, write)
        before = ',\n'
      }
      if (ids.size > 0) await write(close)
      return ids.size
    })
}

async function writeCustomer(trx: Db, customerId: string, write: Write): Promise<void> {
  await write(`{"exportedAt":${JSON.stringify(await now(trx))},"customerId":${JSON.stringify(customerId)}`)
  for (const name of partNames) await writePart(trx, customerId, name, write)
  await writeSetAside(trx, customerId, write)
  await write('}')
}

async function writePart(trx: Db, customerId: string, name: string, write: Write): Promise<void> {
  await write(`,\n"${name}":[`)
  let separator = '\n'
  for await (const rows of rowsOf(trx, customerId, name)) {
    await write(separator + rows.map(row => JSON.stringify(inOurWords(row))).join(',\n'))
    separator = ',\n'
  }
  await write(']')
}

/** What could not be processed, as it came. */
async function writeSetAside(trx: Db, customerId: string, write: Write): Promise<void> {
  const { events, webhooks } = await findSetAside(trx, await namesOf(trx, customerId))
  await write(`,\n"setAside":${JSON.stringify({ events, webhooks })}`)
}

/** `occurred_at` of a table is `occurredAt` of the API. */
const inOurWords = (row: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
      value,
    ]),
  )
