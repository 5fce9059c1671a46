// Publishes a workspace: from here on the database, not the folder, says what the engine runs. All or nothing, and the
// same again changes nothing, so that every process may publish at its start.
import { inTransaction } from '../../db/index.js'
import type { Db } from '../../db/tables.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import { segmentsOf, withInnerSegments } from '../definition/walk-names.js'
import {
  type HoldoutShare,
  insertVersions,
  type JourneyRow,
  journeyRows,
  lockPublishing,
  type PublishedFrame,
  publishedFrame,
  publishedRevision,
  raiseRevision,
  saveEventTypes,
  saveHoldoutShares,
  saveJourneys,
  saveTemplates,
  type VersionContent,
  type VersionHash,
  versionHashes,
} from '../workspace-store.js'
import { canonicalJson, contentHash } from './content-hash.js'
import type { Workspace } from './workspace.js'

export interface Published {
  readonly revision: number
  /** Journeys that now run another version than before: a new one, or an earlier one whose content came back. */
  readonly published: readonly { readonly id: string; readonly version: number }[]
  readonly unchanged: readonly string[]
  /** Journeys no longer in the workspace: nobody new comes in, those inside go on. */
  readonly archived: readonly string[]
}

export async function publishWorkspace(db: Db, workspace: Workspace): Promise<Published> {
  return await inTransaction(db, async trx => {
    await lockPublishing(trx)
    const rows = await journeyRows(trx)
    const plan = planPublishing(workspace, rows, await versionHashes(trx))
    await insertVersions(trx, plan.newVersions)
    await saveJourneys(trx, plan.changedRows)
    const templatesChanged = await saveTemplates(trx, workspace.templates)
    const frame = frameOf(workspace)
    const changed =
      plan.changedRows.length > 0 ||
      templatesChanged ||
      canonicalJson(await publishedFrame(trx)) !== canonicalJson(frame)
    const revision = changed ? await raiseRevision(trx, frame) : await publishedRevision(trx)
    await saveHoldoutShares(trx, holdoutShares(workspace, plan.running))
    await saveEventTypes(trx, workspace.events ?? {})
    return { revision, ...plan.summary }
  })
}

/** Segments of journeys belong to their versions; those of reports hold for all, and are no reason for new versions. */
function frameOf({ settings, segments }: Workspace): PublishedFrame {
  const needed = withInnerSegments(settings.reports?.segments ?? [], segments)
  return { settings, segments: only(segments, needed) }
}

/** By which share who comes in from now on is drawn: of each journey, and of everything. */
const holdoutShares = (
  { settings, journeys }: Workspace,
  running: readonly VersionHash[],
): HoldoutShare[] => [
  { journeyId: '', version: 0, share: settings.holdout?.share ?? 0 },
  ...running.map(({ journeyId, version }) => ({
    journeyId,
    version,
    share: journeys.find(({ id }) => id === journeyId)?.entry.holdout ?? 0,
  })),
]

const only = (segments: Workspace['segments'], names: ReadonlySet<string>): Workspace['segments'] =>
  Object.fromEntries(Object.entries(segments).filter(([name]) => names.has(name)))

interface Plan {
  readonly newVersions: readonly (VersionHash & { readonly definition: VersionContent })[]
  readonly changedRows: readonly JourneyRow[]
  /** The version of each journey that is active from then on. */
  readonly running: readonly VersionHash[]
  readonly summary: Omit<Published, 'revision'>
}

/** What has to be written so that exactly these journeys are active, each on the version with its present content. */
export function planPublishing(
  workspace: Workspace,
  rows: readonly JourneyRow[],
  versions: readonly VersionHash[],
): Plan {
  const wanted = workspace.journeys.map(journey => versionOf(journey, workspace.segments, versions))
  const current = new Map(rows.map(row => [row.id, row]))
  const isRunning = ({ journeyId, version }: VersionHash): boolean =>
    current.get(journeyId)?.status === 'active' && current.get(journeyId)?.version === version
  const published = wanted.filter(version => !isRunning(version))
  const changed = wanted.filter(
    version =>
      !isRunning(version) ||
      (version.reviewed ?? null) !== (current.get(version.journeyId)?.reviewed ?? null),
  )
  const ids = new Set(wanted.map(({ journeyId }) => journeyId))
  const archived = rows.filter(row => row.status === 'active' && !ids.has(row.id))
  return {
    newVersions: wanted.filter(({ isNew }) => isNew).map(({ isNew: _, reviewed: __, ...version }) => version),
    changedRows: [
      ...changed.map(({ journeyId: id, version, reviewed }) => ({
        id,
        status: 'active' as const,
        version,
        ...(reviewed && { reviewed }),
      })),
      ...archived.map(row => ({ ...row, status: 'archived' as const })),
    ],
    running: wanted.map(({ journeyId, version, hash }) => ({ journeyId, version, hash })),
    summary: {
      published: published.map(({ journeyId: id, version }) => ({ id, version })),
      unchanged: wanted.filter(isRunning).map(({ journeyId }) => journeyId),
      archived: archived.map(({ id }) => id),
    },
  }
}

/** When it was reviewed is no part of its content: whoever is inside stays on their version. */
function versionOf(
  { reviewed, ...journey }: JourneyDefinition,
  segments: Workspace['segments'],
  versions: readonly VersionHash[],
): VersionHash & { definition: VersionContent; isNew: boolean; reviewed: string | undefined } {
  const definition = {
    journey,
    segments: only(segments, segmentsOf(journey, segments)),
  }
  const hash = contentHash(definition)
  const own = versions.filter(({ journeyId }) => journeyId === journey.id)
  const same = own.find(version => version.hash === hash)
  const next = Math.max(0, ...own.map(({ version }) => version)) + 1
  return { journeyId: journey.id, version: same?.version ?? next, hash, definition, isNew: !same, reviewed }
}
