// What an audit is: a question asked of the installation, and what of its answer somebody ought to look at. A new one is
// a file beside this one, and a line in the list.
import type { Db } from '../../db/tables.js'
import type { AuditFinding } from '../../model/audit-finding.js'
import type { CatalogSettings } from '../catalog-settings-store.js'

export interface AuditContext {
  readonly db: Db
  readonly now: Date
  readonly settings: CatalogSettings
}

/** Changes nothing; an empty answer is a good one. */
export type Audit = (context: AuditContext) => Promise<readonly AuditFinding[]>
