// What an audit is: a question asked of the installation, and what of its answer somebody ought to look at. A new one is
// a file beside this one, and a line in the list.
import type { Db } from '../../db/tables.js'
import type { CatalogSettings } from '../catalog-settings-store.js'

export interface AuditFinding {
  /** Stable, snake_case: `feed_stale`. */
  readonly code: string
  /** What it is about: the name of a feed, a field, a currency. */
  readonly about: string
  /** What is wrong, in a sentence. */
  readonly message: string
  /** What to do. */
  readonly advice: string
}

export interface AuditContext {
  readonly db: Db
  readonly now: Date
  readonly settings: CatalogSettings
}

/** Changes nothing; an empty answer is a good one. */
export type Audit = (context: AuditContext) => Promise<readonly AuditFinding[]>
