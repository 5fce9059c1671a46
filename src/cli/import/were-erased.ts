// Whether an old list speaks of people who were erased since. Says it of each row; keeps no name.
import { findErased, lastErasure } from '../../customers/index.js'
import type { Db } from '../../db/tables.js'
import type { Said } from './import-consents.js'

/** For each of these, in their order. */
export async function wereErased(db: Db, said: readonly Said[]): Promise<boolean[]> {
  const events = said.map(({ customer, at }) => {
    const time = at.toISOString()
    return { customer, occurredAt: time, receivedAt: time }
  })
  return await findErased(db, events, await lastErasure(db))
}
