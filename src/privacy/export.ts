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
export async function exportCustomer(db: Kysely<Database>, key: CustomerKey, write: Write): Promise<boolean> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async trx => {
      const customerId = await findCustomerId(trx, key.kind, key.value)
      if (customerId === undefined) return false
      await write(
        `{"exportedAt":${JSON.stringify(await now(trx))},"customerId":${JSON.stringify(customerId)}`,
      )
      for (const name of partNames) await writePart(trx, customerId, name, write)
      await writeSetAside(trx, customerId, write)
      await write('}\n')
      return true
    })
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
