// SQL of endpoints that said they are gone: not called any more until somebody enables them, or the settings name another
// address under their name.
import { sql } from 'kysely'
import type { Db, EndpointKind } from '../db/tables.js'

export interface Endpoint {
  readonly kind: EndpointKind
  /** By which settings.json knows it. */
  readonly name: string
  readonly url: string
}

export interface DisabledEndpoint extends Endpoint {
  /** Such as "http_410". */
  readonly reason: string
  readonly disabledAt: Date
}

/** true: it was not disabled before. */
export async function disableEndpoint(
  db: Db,
  { kind, name, url }: Endpoint,
  reason: string,
): Promise<boolean> {
  const { rows } = await sql`
    insert into disabled_endpoints (kind, name, url, reason, disabled_at)
    values (${kind}, ${name}, ${url}, ${reason}, tf_now())
    on conflict (kind, name) do update set url = excluded.url, reason = excluded.reason, disabled_at = excluded.disabled_at
      where disabled_endpoints.url <> excluded.url
    returning name`.execute(db)
  return rows.length === 1
}

/** By kind and name. */
export async function disabledEndpoints(db: Db): Promise<DisabledEndpoint[]> {
  const { rows } = await sql<DisabledEndpoint>`
    select kind, name, url, reason, disabled_at as "disabledAt" from disabled_endpoints order by kind, name`.execute(
    db,
  )
  return rows
}

/** How many of that name were disabled: a webhook and an audience may share one. */
export async function enableEndpoint(db: Db, name: string): Promise<number> {
  const { numAffectedRows } = await sql`delete from disabled_endpoints where name = ${name}`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Whoever has another address by now, or is named no more, is not disabled any longer. */
export async function enableMoved(db: Db, kind: EndpointKind, present: readonly Endpoint[]): Promise<void> {
  await sql`
    delete from disabled_endpoints d where d.kind = ${kind} and not exists (
      select from json_to_recordset(${JSON.stringify(present)}::json) as x(name text, url text)
      where x.name = d.name and x.url = d.url)`.execute(db)
}
