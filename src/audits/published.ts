// What is published, or that nothing is yet.
import type { Db } from '../db/tables.js'
import { loadPublished, type PublishedWorkspace, WorkspaceNotPublished } from '../journeys/workspace-store.js'

export async function publishedOrNull(db: Db): Promise<PublishedWorkspace | null> {
  try {
    return await loadPublished(db)
  } catch (error) {
    if (error instanceof WorkspaceNotPublished) return null
    throw error
  }
}
