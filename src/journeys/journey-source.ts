// The journeys a batch is decided by: compiled once per revision of the published workspace.
import type { Db } from '../db/tables.js'
import { compileJourneys, type JourneySet } from './engine/index.js'
import { loadPublished } from './workspace-store.js'

/** Asked with the revision a batch has seen in its own transaction, so that a batch never mixes two revisions. */
export function createJourneySource(
  onBroken: (versions: readonly string[]) => void,
): (db: Db, revision: number) => Promise<JourneySet> {
  let held: { revision: number; journeys: JourneySet } | null = null
  return async (db, revision) => {
    if (held?.revision === revision) return held.journeys
    const { revision: read, settings, journeys, versions, segments, decided } = await loadPublished(db)
    const active = new Map(
      journeys.filter(({ status }) => status === 'active').map(({ id, version }) => [id, version]),
    )
    const compiled = compileJourneys(settings, versions, active, { segments, decided })
    held = { revision: read, journeys: compiled }
    if (held.journeys.broken.length > 0) onBroken(held.journeys.broken)
    return held.journeys
  }
}
