// The history of who was put together, read.
import { sql } from 'kysely'
import { type Name, namesHeld } from '../customers/index.js'
import type { Db } from '../db/tables.js'

export interface MergeEntry {
  readonly id: string
  readonly kind: 'merged' | 'moved' | 'split'
  readonly fromId: string
  readonly intoId: string
  readonly names: readonly Name[]
  readonly reason: string
  readonly source: string | null
  readonly eventId: string | null
  readonly mergedAt: Date
}

const columns = sql`id, kind, from_id as "fromId", into_id as "intoId", names, reason, source_id as source,
  event_id as "eventId", merged_at as "mergedAt"`

export async function findMerge(db: Db, id: string): Promise<MergeEntry | undefined> {
  const { rows } =
    await sql<MergeEntry>`select ${columns} from customer_merges where id = ${id}::uuid`.execute(db)
  return rows[0]
}

/** Everything that has made a customer who they are, the latest first. */
export async function mergesOf(db: Db, customerId: string, limit = 1_000): Promise<MergeEntry[]> {
  const { rows } = await sql<MergeEntry>`
    with recursive past(customer_id) as (
      select ${customerId}::uuid
      union
      select m.from_id from customer_merges m join past p on m.into_id = p.customer_id
    )
    select distinct ${columns} from customer_merges
    where into_id in (select customer_id from past) or from_id in (select customer_id from past)
    order by merged_at desc, id limit ${limit}`.execute(db)
  return rows
}

/** Whose these names are; null where they are nobody's, or of several. */
export async function latestHolder(db: Db, names: readonly Name[]): Promise<string | null> {
  const holders = new Set((await namesHeld(db, names)).map(({ customerId }) => customerId))
  return holders.size === 1 ? [...holders][0]! : null
}
