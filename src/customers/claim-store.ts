// Names of customers in PostgreSQL, and why they are theirs: written. Set-based: one statement for a whole batch.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import { partOf } from '../model/ids.js'
import { type Identity, type Link, type Name, nameKey, strongestFirst } from './identity.js'

/** Adds all of these identities, or, when another transaction has brought one of them meanwhile, none; true: all. */
export async function addIdentities(db: Db, identities: readonly Identity[], now: Date): Promise<boolean> {
  if (identities.length === 0) return true
  await sql`savepoint identities`.execute(db)
  const added = await insertIdentities(db, identities, now)
  if (added < identities.length) await sql`rollback to savepoint identities`.execute(db)
  return added === identities.length
}

/** In a fixed order, so that two batches cannot wait for each other in a circle; answers how many were new. */
async function insertIdentities(db: Db, rows: readonly Identity[], now: Date): Promise<number> {
  const result = await sql`
    insert into identities (kind, value, customer_id, part, created_at, parent_kind, parent_value, claimed_at,
      known_kind, known_value, known_at)
    select kind, value, customer_id, part, ${now}, parent_kind, parent_value, claimed_at, known_kind, known_value, known_at
    from ${identityRows(rows)}
    order by kind, value
    on conflict do nothing`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

/** Why these names are whose they are; whose they are is not changed here. The caller holds their customers' locks. */
export async function saveClaims(db: Db, identities: readonly Identity[]): Promise<void> {
  if (identities.length === 0) return
  await sql`
    update identities i set parent_kind = x.parent_kind, parent_value = x.parent_value, claimed_at = x.claimed_at,
      known_kind = x.known_kind, known_value = x.known_value, known_at = x.known_at
    from ${identityRows(identities)}
    where i.kind = x.kind and i.value = x.value`.execute(db)
}

const identityRows = (rows: readonly Identity[]) => sql`
  unnest(
    ${plainColumn(rows, ({ kind }) => kind)}::text[],
    ${textColumn(rows, ({ value }) => value)}::text[],
    ${plainColumn(rows, ({ customerId }) => customerId)}::uuid[],
    ${plainColumn(rows, ({ customerId }) => partOf(customerId))}::smallint[],
    ${plainColumn(rows, ({ claim }) => claim?.by.kind)}::text[],
    ${textColumn(rows, ({ claim }) => claim?.by.value)}::text[],
    ${plainColumn(rows, ({ claim }) => claim && new Date(claim.at))}::timestamptz[],
    ${plainColumn(rows, ({ known }) => known?.by.kind)}::text[],
    ${textColumn(rows, ({ known }) => known?.by.value)}::text[],
    ${plainColumn(rows, ({ known }) => known && new Date(known.at))}::timestamptz[]
  ) as x(kind, value, customer_id, part, parent_kind, parent_value, claimed_at, known_kind, known_value, known_at)`

/** Links are only added, by whichever batch is first. */
export async function addLinks(db: Db, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return
  await sql`
    insert into identity_links (kind, value, anonymous_id)
    select * from unnest(
      ${plainColumn(links, ({ token }) => token.kind)}::text[],
      ${textColumn(links, ({ token }) => token.value)}::text[],
      ${textColumn(links, ({ anonymousId }) => anonymousId)}::text[]
    ) as x(kind, value, anonymous_id)
    order by kind, value, anonymous_id
    on conflict do nothing`.execute(db)
}

/** Says to whoever looked at these customers' names before that they are not the same any more. */
export async function countNameChanges(db: Db, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return
  await sql`update customers set names_version = names_version + 1 where id = any(${customerIds}::uuid[])`.execute(
    db,
  )
}

/**
 * From now on it is decided whose these names are: none that is known by now claims any of them. `tops` hang on none of the
 * others, but on the strongest of themselves, since a customer has one root.
 */
export async function pinNames(
  db: Db,
  names: readonly Name[],
  tops: readonly Name[],
  at: Date,
): Promise<void> {
  const [root, ...others] = strongestFirst(tops)
  const hung = new Set(others.map(nameKey))
  const placeOf = (name: Name): string =>
    nameKey(name) === nameKey(root!) ? 'root' : hung.has(nameKey(name)) ? 'hung' : 'below'
  await sql`
    update identities i set pinned = true,
      parent_kind = case n.place when 'root' then null when 'hung' then ${root!.kind} else i.parent_kind end,
      parent_value = case n.place when 'root' then null when 'hung' then ${root!.value} else i.parent_value end,
      claimed_at = case n.place when 'root' then null when 'hung' then ${at}::timestamptz else i.claimed_at end
    from unnest(
      ${plainColumn(names, ({ kind }) => kind)}::text[], ${textColumn(names, ({ value }) => value)}::text[],
      ${plainColumn(names, placeOf)}::text[]
    ) as n(kind, value, place)
    where i.kind = n.kind and i.value = n.value`.execute(db)
}
