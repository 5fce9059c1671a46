// Who is in which audience of an ad platform, as journeys have said, and who is to be looked at again. Telling the platforms
// is dispatch's part.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { AudienceChange } from '../journeys/engine/index.js'
import { partOf } from '../model/ids.js'

type Change = AudienceChange & { readonly customerId: string }

/** In the order they were decided: of two changes for the same audience and customer the later one counts. */
export async function changeAudiences(db: Db, changes: readonly Change[], now: Date): Promise<void> {
  const last = [
    ...new Map(changes.map(change => [`${change.customerId}:${change.audience}`, change])).values(),
  ]
  await addMembers(
    db,
    last.filter(({ change }) => change === 'add'),
    now,
  )
  await removeMembers(
    db,
    last.filter(({ change }) => change === 'remove'),
  )
  await insertAdditions(
    db,
    changes.filter(({ change }) => change === 'add'),
    now,
  )
}

/** What the cap counts, whatever is taken back later. */
async function insertAdditions(db: Db, rows: readonly Change[], now: Date): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into audience_additions (customer_id, part, journey_id, step_id, audience, added_at)
    select *, ${now}::timestamptz from unnest(
      ${plainColumn(rows, ({ customerId }) => customerId)}::uuid[],
      ${plainColumn(rows, ({ customerId }) => partOf(customerId))}::smallint[],
      ${plainColumn(rows, ({ journeyId }) => journeyId)}::text[],
      ${textColumn(rows, ({ stepId }) => stepId)}::text[],
      ${textColumn(rows, ({ audience }) => audience)}::text[]
    )`.execute(db)
}

export async function loadAdditions(
  db: Db,
  needs: readonly { customerId: string; since: Date }[],
): Promise<{ customerId: string; at: Date }[]> {
  if (needs.length === 0) return []
  const { rows } = await sql<{ customerId: string; at: Date }>`
    select a.customer_id as "customerId", a.added_at as at from unnest(
      ${plainColumn(needs, need => need.customerId)}::uuid[], ${plainColumn(needs, need => need.since)}::timestamptz[]
    ) as n(customer_id, since)
    join audience_additions a on a.customer_id = n.customer_id and a.added_at >= n.since`.execute(db)
  return rows
}

async function addMembers(db: Db, rows: readonly Change[], now: Date): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into audience_members (audience, customer_id, part, added_at)
    select *, ${now}::timestamptz from unnest(
      ${textColumn(rows, ({ audience }) => audience)}::text[],
      ${plainColumn(rows, ({ customerId }) => customerId)}::uuid[],
      ${plainColumn(rows, ({ customerId }) => partOf(customerId))}::smallint[]
    )
    on conflict do nothing`.execute(db)
}

async function removeMembers(db: Db, rows: readonly Change[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    delete from audience_members m using unnest(
      ${textColumn(rows, ({ audience }) => audience)}::text[], ${plainColumn(rows, ({ customerId }) => customerId)}::uuid[]
    ) as x(audience, customer_id)
    where m.audience = x.audience and m.customer_id = x.customer_id`.execute(db)
}

/**
 * Somebody's word, address or audiences have changed: whether platforms know them as they should is looked at by dispatch.
 * Rows are only added, so that nobody waits for it.
 */
export async function checkAudiences(db: Db, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return
  await sql`
    insert into audience_checks (customer_id)
    select x.id from unnest(${customerIds}::uuid[]) as x(id)
    where exists (select from audience_members m where m.customer_id = x.id)
      or exists (select from audience_entries e where e.customer_id = x.id)`.execute(db)
}
