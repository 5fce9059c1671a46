// The keys that links in messages are signed with, kept at hand so that links can be followed while PostgreSQL is away.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'

/** The newest first: it signs; all of them verify. */
export async function linkKeys(db: Db): Promise<Buffer[]> {
  const { rows } = await sql<{ key: Buffer }>`select key from link_keys order by id desc`.execute(db)
  return rows.map(({ key }) => key)
}

export type LinkKeySource = () => Promise<readonly Buffer[]>

/**
 * Read once, and again when older than `maxAgeMs` of real time; while PostgreSQL is away, or does not answer within
 * `patienceMs`, those read before. Rejects only where none was ever read.
 */
export function linkKeySource(db: Db, { maxAgeMs = 60_000, patienceMs = 300 } = {}): LinkKeySource {
  let keys: readonly Buffer[] | null = null
  let readAt = 0
  let reading: Promise<readonly Buffer[]> | null = null
  const read = async (): Promise<readonly Buffer[]> => {
    try {
      keys = await linkKeys(db)
      readAt = performance.now()
      return keys
    } catch (error) {
      if (keys) return keys
      throw error
    } finally {
      reading = null
    }
  }
  return async () => {
    if (keys && performance.now() - readAt < maxAgeMs) return keys
    reading ??= read()
    return keys ? await Promise.race([reading, after(patienceMs, keys)]) : await reading
  }
}

const after = <T>(ms: number, value: T): Promise<T> =>
  new Promise(resolve => {
    setTimeout(() => resolve(value), ms).unref()
  })
