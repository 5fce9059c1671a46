// What people and shops have asked for: to be told what is known, or to be forgotten.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { Identifiers } from '../model/customer.js'
import { newId } from '../platform/new-id.js'

export type WishKind = 'export' | 'erase' | 'erase_shop'

export interface PrivacyRequest {
  readonly id: string
  readonly source: string
  readonly kind: WishKind
  readonly names: Identifiers
  readonly receivedAt: Date
  readonly dueAt: Date
  /** Until it has to be answered; negative: it should have been. */
  readonly daysLeft: number
}

/** The law gives a month. */
const daysToAnswer = 30

/** One that waits for somebody. The same one, asked again, is one. */
export async function insertOpenRequest(
  db: Db,
  { source, kind, names }: Pick<PrivacyRequest, 'source' | 'kind' | 'names'>,
): Promise<void> {
  const text = JSON.stringify(names)
  await sql`
    insert into privacy_requests (id, source_id, kind, names, received_at, due_at)
    select ${newId()}, ${source}, ${kind}, ${text}::jsonb, tf_now(), tf_now() + ${daysToAnswer} * interval '1 day'
    where not exists (select from privacy_requests
      where done_at is null and source_id = ${source} and kind = ${kind} and names = ${text}::jsonb)`.execute(
    db,
  )
}

/** One that was done at once; nothing says any more whom it was about. */
export async function insertDoneRequest(
  db: Db,
  { source, kind, result }: { source: string; kind: WishKind; result: string },
): Promise<void> {
  await sql`
    insert into privacy_requests (id, source_id, kind, names, received_at, due_at, done_at, result)
    select ${newId()}, ${source}, ${kind}, '{}', at, at, at, ${result} from tf_now() as at`.execute(db)
}

/** The most urgent first. */
export async function listOpenRequests(db: Db): Promise<PrivacyRequest[]> {
  const { rows } = await sql<PrivacyRequest>`
    select id, source_id as source, kind, names, received_at as "receivedAt", due_at as "dueAt",
      floor(extract(epoch from due_at - tf_now()) / 86400)::int as "daysLeft"
    from privacy_requests where done_at is null order by due_at, id limit 10000`.execute(db)
  return rows
}

export async function findOpenRequest(db: Db, id: string): Promise<Identifiers | undefined> {
  const { rows } = await sql<{ names: Identifiers }>`
    select names from privacy_requests where id::text = ${id} and kind = 'export' and done_at is null`.execute(
    db,
  )
  return rows[0]?.names
}

/** Its names have served their purpose. */
export async function closeRequest(db: Db, id: string, result: string): Promise<void> {
  await sql`
    update privacy_requests set done_at = tf_now(), result = ${result}, names = '{}'
    where id::text = ${id} and done_at is null`.execute(db)
}

export async function closeShopRequests(db: Db, source: string, result: string): Promise<void> {
  await sql`
    update privacy_requests set done_at = tf_now(), result = ${result}
    where kind = 'erase_shop' and source_id = ${source} and done_at is null`.execute(db)
}
