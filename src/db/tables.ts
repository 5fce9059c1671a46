// All tables together, and the database they make.
import type { Generated, Kysely } from 'kysely'
import type { AuditTables } from './audit-tables.js'
import type { CatalogTables } from './catalog-tables.js'
import type { CustomerTables } from './customer-tables.js'
import type { EventTables } from './event-tables.js'
import type { ExperimentTables } from './experiment-tables.js'
import type { JourneyTables } from './journey-tables.js'
import type { OutboxTables } from './outbox-tables.js'
import type { ReportTables } from './report-tables.js'

export type { GoalCounts } from './audit-tables.js'
export type { SuppressionReason } from './customer-tables.js'
export type { EnrollmentStatus } from './journey-tables.js'
export type { CallStatus, Delivery, EndpointKind, MessageStatus } from './outbox-tables.js'
export type { EntryDimension, MessageDimension, OrderDimension, RollupKind } from './report-tables.js'

/** The database, or a transaction in it. */
export type Db = Kysely<Database>

export interface Database
  extends EventTables,
    CustomerTables,
    JourneyTables,
    OutboxTables,
    CatalogTables,
    ReportTables,
    ExperimentTables,
    AuditTables {
  clock: { id: Generated<boolean>; real_anchor: Date; clock_anchor: Date; speed: number }
}
