// SQL of the published workspace: what publishing writes, and what the pipeline and the reports read of it.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { MessageChannel } from '../model/channel.js'
import type { JsonObject } from '../model/json.js'
import type { Condition } from './definition/condition-schema.js'
import type { JourneyDefinition } from './definition/journey-schema.js'
import type { PropertyTable } from './definition/property-table.js'
import type { Settings } from './definition/settings-schema.js'
import type { DecidedSplit } from './engine/index.js'

/** What a journey version consists of: the journey, and the segments it needs as they were when it was published. */
export interface VersionContent {
  readonly journey: JourneyDefinition
  readonly segments: Readonly<Record<string, Condition>>
}

export interface PublishedVersion extends VersionContent {
  readonly journeyId: string
  readonly version: number
}

export interface JourneyRow {
  readonly id: string
  readonly status: 'active' | 'archived'
  readonly version: number
  /** The day, as its file says; without it, never. */
  readonly reviewed?: string | null
}

/** Everything that was published, at one revision. `versions` are all there ever were: somebody may still be inside. */
export interface PublishedWorkspace {
  readonly revision: number
  readonly settings: Settings
  readonly journeys: readonly JourneyRow[]
  readonly versions: readonly PublishedVersion[]
  /** Those by which reports are grouped, and what they need. */
  readonly segments: Readonly<Record<string, Condition>>
  readonly decided: readonly DecidedSplit[]
}

/** The database has no workspace yet: nothing was published into it. */
export class WorkspaceNotPublished extends Error {
  readonly code = 'workspace_not_published'
  constructor() {
    super('no workspace has been published yet')
  }
}

/** Counts what was published with a change; 0 before the first time. */
export async function publishedRevision(db: Db): Promise<number> {
  const row = await db.selectFrom('workspace').select('revision').executeTakeFirst()
  return row?.revision ?? 0
}

/** One snapshot, in one statement, so that revision and journeys always fit. Throws WorkspaceNotPublished. */
export async function loadPublished(db: Db): Promise<PublishedWorkspace> {
  const { rows } = await sql<PublishedWorkspace>`
    select w.revision, w.settings, w.segments,
      coalesce((select json_agg(json_build_object('id', j.id, 'status', j.status, 'version', j.version) order by j.id)
        from journeys j), '[]') as journeys,
      coalesce((select json_agg(json_build_object('journeyId', v.journey_id, 'version', v.version,
          'journey', v.definition -> 'journey', 'segments', v.definition -> 'segments')
        order by v.journey_id, v.version) from journey_versions v), '[]') as versions,
      coalesce((select json_agg(json_build_object('journeyId', s.journey_id, 'stepId', s.step_id, 'content', s.content,
          'variant', s.variant) order by s.id) from split_decisions s where s.reopened_at is null), '[]') as decided
    from workspace w`.execute(db)
  if (!rows[0]) throw new WorkspaceNotPublished()
  return rows[0]
}

/** Lets one transaction after the other publish; held until the end of the transaction. */
export async function lockPublishing(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('triggerfish.publish'))`.execute(db)
}

export interface VersionHash {
  readonly journeyId: string
  readonly version: number
  readonly hash: string
}

export const versionHashes = async (db: Db): Promise<VersionHash[]> =>
  await db.selectFrom('journey_versions').select(['journey_id as journeyId', 'version', 'hash']).execute()

export const journeyRows = async (db: Db): Promise<JourneyRow[]> =>
  await db.selectFrom('journeys').select(['id', 'status', 'version', 'reviewed']).orderBy('id').execute()

export async function insertVersions(
  db: Db,
  versions: readonly (VersionHash & { readonly definition: VersionContent })[],
): Promise<void> {
  if (versions.length === 0) return
  await sql`
    insert into journey_versions (journey_id, version, hash, definition, published_at)
    select x."journeyId", x.version, x.hash, x.definition, tf_now()
    from json_to_recordset(${JSON.stringify(versions)}::json)
      as x("journeyId" text, version integer, hash text, definition jsonb)`.execute(db)
}

export async function saveJourneys(db: Db, journeys: readonly JourneyRow[]): Promise<void> {
  if (journeys.length === 0) return
  await sql`
    insert into journeys as j (id, status, version, reviewed, opened_at)
    select x.id, x.status, x.version, x.reviewed, tf_now()
    from json_to_recordset(${JSON.stringify(journeys)}::json)
      as x(id text, status text, version integer, reviewed text)
    on conflict (id) do update set status = excluded.status, version = excluded.version, reviewed = excluded.reviewed,
      opened_at = case when j.status = 'archived' and excluded.status = 'active' then excluded.opened_at else j.opened_at end`.execute(
    db,
  )
}

export interface HoldoutShare {
  /** '': those held out of everything. */
  readonly journeyId: string
  readonly version: number
  readonly share: number
}

/** Writes down since when customers are drawn by these shares, where that is new. */
export async function saveHoldoutShares(db: Db, shares: readonly HoldoutShare[]): Promise<void> {
  await sql`
    insert into holdout_shares (journey_id, version, share, since)
    select x."journeyId", x.version, x.share, tf_now()
    from json_to_recordset(${JSON.stringify(shares)}::json) as x("journeyId" text, version integer, share float8)
    left join lateral (
      select version, share from holdout_shares h where h.journey_id = x."journeyId" order by id desc limit 1
    ) latest on true
    where (latest.version, latest.share) is distinct from (x.version, x.share)
    order by x."journeyId"`.execute(db)
}

export interface TemplateContent {
  readonly name: string
  readonly channel: MessageChannel
  /** Names this content of this template; the same content under another name has another hash. */
  readonly hash: string
  readonly content: JsonObject
}

/**
 * Makes these contents the current ones of their templates; true when that changed anything. A template that is not
 * among them stays: enrollments on an older version, or in an archived journey, still send it.
 */
export async function saveTemplates(db: Db, templates: readonly TemplateContent[]): Promise<boolean> {
  const current = await db.selectFrom('templates').select('hash').where('current', '=', true).execute()
  const held = new Set(current.map(({ hash }) => hash))
  const changed = JSON.stringify(templates.filter(({ hash }) => !held.has(hash)))
  if (changed === '[]') return false
  await sql`
    update templates t set current = false
    from json_to_recordset(${changed}::json) as x(name text, channel text)
    where t.current and t.name = x.name and t.channel = x.channel`.execute(db)
  await sql`
    insert into templates (hash, name, channel, content, current, published_at)
    select x.hash, x.name, x.channel, x.content, true, tf_now()
    from json_to_recordset(${changed}::json) as x(hash text, name text, channel text, content jsonb)
    on conflict (hash) do update set current = true, published_at = excluded.published_at`.execute(db)
  return true
}

/** What is published besides journeys and templates. */
export interface PublishedFrame {
  readonly settings: Settings
  readonly segments: Readonly<Record<string, Condition>>
}

export async function publishedFrame(db: Db): Promise<object | null> {
  const row = await db.selectFrom('workspace').select(['settings', 'segments']).executeTakeFirst()
  return row ?? null
}

/** What the event files say of properties, by type: nothing the engine decides by, so that it is no new revision. */
export async function saveEventTypes(db: Db, events: Readonly<Record<string, PropertyTable>>): Promise<void> {
  const text = JSON.stringify(events)
  await sql`update workspace set events = ${text}::jsonb where events <> ${text}::jsonb`.execute(db)
}

/** Counts the revision on and answers the new one. Everybody who polls it reads the workspace again. */
export async function raiseRevision(db: Db, { settings, segments }: PublishedFrame): Promise<number> {
  const { rows } = await sql<{ revision: number }>`
    insert into workspace (revision, settings, segments, published_at)
    values (1, ${JSON.stringify(settings)}::jsonb, ${JSON.stringify(segments)}::jsonb, tf_now())
    on conflict (id) do update set revision = workspace.revision + 1, settings = excluded.settings,
      segments = excluded.segments, published_at = excluded.published_at
    returning revision`.execute(db)
  return rows[0]!.revision
}

/** The same without anything published: something else that is loaded with the workspace is another now. */
export async function touchRevision(db: Db): Promise<void> {
  await sql`update workspace set revision = revision + 1`.execute(db)
}
