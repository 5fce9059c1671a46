// SQL of what messages are made of: settings, current templates, and the journeys' versions.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { MessageChannel } from '../model/channel.js'
import type { JsonObject } from '../model/json.js'

export interface TemplateRow {
  readonly channel: MessageChannel
  readonly name: string
  readonly hash: string
  readonly content: JsonObject
}

export interface WorkspaceRow {
  readonly revision: number
  readonly settings: JsonObject
  readonly templates: TemplateRow[]
}

/** One snapshot of settings and templates; null while the revision is still this one, or nothing was ever published. */
export async function workspaceAfter(db: Db, revision: number | null): Promise<WorkspaceRow | null> {
  const { rows } = await sql<WorkspaceRow>`
    select w.revision, w.settings, coalesce(
      (select json_agg(json_build_object('channel', t.channel, 'name', t.name, 'hash', t.hash, 'content', t.content))
       from templates t where t.current), '[]') as templates
    from workspace w where w.revision is distinct from ${revision}::integer`.execute(db)
  return rows[0] ?? null
}

export interface VersionKey {
  readonly journeyId: string
  readonly version: number
}

export async function journeyVersions(
  db: Db,
  keys: readonly VersionKey[],
): Promise<(VersionKey & { readonly journey: JsonObject })[]> {
  const { rows } = await sql<VersionKey & { journey: JsonObject }>`
    select v.journey_id as "journeyId", v.version, v.definition -> 'journey' as journey
    from json_to_recordset(${JSON.stringify(keys)}::json) as x("journeyId" text, version integer)
    join journey_versions v on v.journey_id = x."journeyId" and v.version = x.version`.execute(db)
  return rows
}
