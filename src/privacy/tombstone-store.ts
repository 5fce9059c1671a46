// The tombstones themselves, to be kept outside of the backups, and who of the living they speak of after a restore.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { IdentityKind } from '../model/customer.js'

export interface StoneRow {
  readonly hash: string
  readonly erasedAt: Date
  readonly receipt: string
}

/** In portions by hash. */
export async function tombstonesAfter(db: Db, hash: string, limit: number): Promise<StoneRow[]> {
  const { rows } = await sql<StoneRow>`
    select encode(name_hash, 'hex') as hash, erased_at as "erasedAt", receipt from erasures
    where name_hash > decode(${hash}, 'hex') order by name_hash limit ${limit}`.execute(db)
  return rows
}

export interface LivingName {
  readonly kind: IdentityKind
  readonly value: string
  readonly since: Date
}

/** In portions by name. */
export async function namesAfter(
  db: Db,
  { kind, value }: { kind: string; value: string },
  limit: number,
): Promise<LivingName[]> {
  const { rows } = await sql<LivingName>`
    select kind, value, created_at as since from identities
    where (kind, value) > (${kind}, ${value}) order by kind, value limit ${limit}`.execute(db)
  return rows
}
