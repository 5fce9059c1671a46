// Names of customers in PostgreSQL, and why they are theirs: read. Set-based: one statement for a whole batch.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { Identifiers, IdentityKind } from '../model/customer.js'
import { type Claim, type Identity, isToken, type Link, type Name, nameKey, namesOf } from './identity.js'
import type { KnownNames } from './resolve-customers.js'

interface IdentityRow {
  kind: IdentityKind
  value: string
  customer_id: string
  parent_kind: IdentityKind | null
  parent_value: string | null
  claimed_at: Date | null
  known_kind: IdentityKind | null
  known_value: string | null
  known_at: Date | null
  pinned: boolean
  names_version: number | null
}

/** What is known of names, with the version of each owner's names at that moment. */
export interface FoundNames extends KnownNames {
  readonly versions: ReadonlyMap<string, number>
}

/**
 * Everything that has to be known of these events' names to say whose they are: the names themselves, the browsers that
 * their tokens were seen in, the known names of these tokens, and all names of the customers in `whole`.
 */
export async function findNames(
  db: Db,
  identifiers: readonly Identifiers[],
  whole: ReadonlySet<string>,
): Promise<FoundNames> {
  const named = distinctNames(identifiers)
  const rows = await selectNames(db, named)
  const tokens = named.filter(({ kind }) => isToken(kind))
  const links = tokens.length > 0 ? await findLinks(db, tokens) : []
  const further = furtherNames(named, links, rows)
  if (further.length > 0) rows.push(...(await selectNames(db, further)))
  if (whole.size > 0) rows.push(...(await selectNamesOf(db, [...whole])))
  const identities = new Map(rows.map(row => [nameKey(row), toIdentity(row)]))
  return {
    identities: [...identities.values()],
    links,
    whole,
    versions: versionsOf(rows),
  }
}

/** Rows come from several statements: what was seen first is what may be outdated. */
function versionsOf(rows: readonly IdentityRow[]): Map<string, number> {
  const versions = new Map<string, number>()
  for (const { customer_id: id, names_version: version } of rows)
    if (version !== null) versions.set(id, Math.min(version, versions.get(id) ?? version))
  return versions
}

function distinctNames(identifiers: readonly Identifiers[]): Name[] {
  const names = new Map<string, Name>()
  for (const one of identifiers) {
    for (const name of namesOf(one)) names.set(nameKey(name), name)
    if (one.formerId !== undefined) names.set(`id:${one.formerId}`, { kind: 'id', value: one.formerId })
  }
  return [...names.values()]
}

function furtherNames(named: readonly Name[], links: readonly Link[], rows: readonly IdentityRow[]): Name[] {
  const seen = new Set(named.map(nameKey))
  const names = [
    ...links.map(({ anonymousId }): Name => ({ kind: 'anonymousId', value: anonymousId })),
    ...rows.flatMap(({ known_kind: kind, known_value: value }) =>
      kind && value !== null ? [{ kind, value }] : [],
    ),
  ]
  return [...new Map(names.map(name => [nameKey(name), name])).values()].filter(
    name => !seen.has(nameKey(name)),
  )
}

const columns = sql`i.kind, i.value, i.customer_id, i.parent_kind, i.parent_value, i.claimed_at, i.known_kind,
  i.known_value, i.known_at, i.pinned, c.names_version`

async function selectNames(db: Db, names: readonly Name[]): Promise<IdentityRow[]> {
  const { rows } = await sql<IdentityRow>`
    select ${columns}
    from unnest(
      ${plainColumn(names, ({ kind }) => kind)}::text[], ${textColumn(names, ({ value }) => value)}::text[]
    ) as n(kind, value)
    join identities i on i.kind = n.kind and i.value = n.value
    left join customers c on c.id = i.customer_id`.execute(db)
  return rows
}

async function selectNamesOf(db: Db, customerIds: readonly string[]): Promise<IdentityRow[]> {
  const { rows } = await sql<IdentityRow>`
    select ${columns} from identities i left join customers c on c.id = i.customer_id
    where i.customer_id = any(${customerIds}::uuid[])`.execute(db)
  return rows
}

async function findLinks(db: Db, tokens: readonly Name[]): Promise<Link[]> {
  const { rows } = await sql<{ kind: IdentityKind; value: string; anonymousId: string }>`
    select l.kind, l.value, l.anonymous_id as "anonymousId"
    from unnest(
      ${plainColumn(tokens, ({ kind }) => kind)}::text[], ${textColumn(tokens, ({ value }) => value)}::text[]
    ) as n(kind, value)
    join identity_links l on l.kind = n.kind and l.value = n.value`.execute(db)
  return rows.map(({ kind, value, anonymousId }) => ({ token: { kind, value }, anonymousId }))
}

const toIdentity = (row: IdentityRow): Identity => ({
  kind: row.kind,
  value: row.value,
  customerId: row.customer_id,
  claim: toClaim(row.parent_kind, row.parent_value, row.claimed_at),
  known: toClaim(row.known_kind, row.known_value, row.known_at),
  pinned: row.pinned,
})

const toClaim = (kind: IdentityKind | null, value: string | null, at: Date | null): Claim | null =>
  kind && value !== null && at ? { by: { kind, value }, at: at.getTime() } : null

/** All names of these customers. */
export async function namesOfCustomers(db: Db, customerIds: readonly string[]): Promise<Identity[]> {
  return (await selectNamesOf(db, customerIds)).map(toIdentity)
}

/** Customers the names of whom have been changed since they were looked at. The caller holds their locks. */
export async function changedSince(db: Db, versions: ReadonlyMap<string, number>): Promise<string[]> {
  if (versions.size === 0) return []
  const rows = [...versions]
  const { rows: changed } = await sql<{ id: string }>`
    select c.id
    from unnest(${plainColumn(rows, ([id]) => id)}::uuid[], ${plainColumn(rows, ([, version]) => version)}::integer[])
      as x(id, version)
    join customers c on c.id = x.id
    where c.names_version <> x.version`.execute(db)
  return changed.map(({ id }) => id)
}

/** Of each customer, the address and the number that were told last. */
export async function latestAddresses(
  db: Db,
  customerIds: readonly string[],
): Promise<Map<string, { email: string | null; phone: string | null }>> {
  const { rows } = await sql<{ customerId: string; email: string | null; phone: string | null }>`
    select "customerId", max(value) filter (where kind = 'email') as email, max(value) filter (where kind = 'phone') as phone
    from (
      select distinct on (customer_id, kind) customer_id as "customerId", kind, value from identities
      where customer_id = any(${customerIds}::uuid[]) and kind in ('email', 'phone')
      order by customer_id, kind, coalesce(claimed_at, created_at) desc, value
    ) latest
    group by "customerId"`.execute(db)
  return new Map(rows.map(({ customerId, email, phone }) => [customerId, { email, phone }]))
}

/** Those of these names that somebody is known by. */
export const namesHeld = async (db: Db, names: readonly Name[]): Promise<Identity[]> =>
  (await selectNames(db, names)).map(toIdentity)
