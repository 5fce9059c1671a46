// The keys' rows. Holds hashes only; a key itself is never stored.
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.js'
import type { Principal, Scope } from './scope.js'

export interface NewKeyRow {
  readonly id: string
  readonly source: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly hash: Buffer
}

export interface ApiKey {
  readonly id: string
  readonly source: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** Stores the key, and its source where that is new. */
export async function insertKey(
  db: Kysely<Database>,
  { id, source, name, scopes, hash }: NewKeyRow,
): Promise<void> {
  await db
    .insertInto('sources')
    .values({ id: source })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  await db
    .insertInto('api_keys')
    .values({ id, source_id: source, name, scopes: [...scopes], hash, revoked_at: null })
    .execute()
}

/** Whose key has this hash; null where there is none or it was revoked. */
export async function findPrincipal(db: Kysely<Database>, hash: Buffer): Promise<Principal | null> {
  const row = await db
    .selectFrom('api_keys')
    .select(['source_id', 'scopes'])
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row ? { source: row.source_id, scopes: row.scopes as Scope[] } : null
}

/** Oldest first, revoked ones too. */
export async function listKeys(db: Kysely<Database>): Promise<ApiKey[]> {
  const rows = await db
    .selectFrom('api_keys')
    .select(['id', 'source_id', 'name', 'scopes', 'created_at', 'revoked_at'])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    id: row.id,
    source: row.source_id,
    name: row.name,
    scopes: row.scopes as Scope[],
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  }))
}

/** False where there is no such key, or it had been revoked already. It stops working everywhere within 30 seconds. */
export async function revokeKey(db: Kysely<Database>, id: string): Promise<boolean> {
  const result = await db
    .updateTable('api_keys')
    .set({ revoked_at: sql<Date>`clock_timestamp()` })
    .where(sql<string>`id::text`, '=', id.toLowerCase())
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
