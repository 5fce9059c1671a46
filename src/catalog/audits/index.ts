// Every audit there is, one after another.
import { now } from '../../db/index.js'
import type { Db } from '../../db/tables.js'
import type { AuditFinding } from '../../model/audit-finding.js'
import { readCatalogSettings } from '../catalog-settings-store.js'
import type { Audit } from './audit.js'
import { currencies } from './currencies.js'
import { lostProducts } from './lost-products.js'
import { missingFields } from './missing-fields.js'
import { staleFeeds } from './stale-feeds.js'
import { unknownProducts } from './unknown-products.js'

const audits: readonly Audit[] = [staleFeeds, lostProducts, missingFields, unknownProducts, currencies]

/** What somebody ought to look at; changes nothing. */
export async function auditCatalog(db: Db): Promise<AuditFinding[]> {
  const context = { db, now: await now(db), settings: await readCatalogSettings(db) }
  const findings: AuditFinding[] = []
  for (const audit of audits) findings.push(...(await audit(context)))
  return findings
}
