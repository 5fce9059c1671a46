// What app.ts puts together once, and every role of a process is given.
import type { Authenticator } from './access/index.js'
import type { RefusalNotes } from './audits/index.js'
import type { Connection } from './db/index.js'
import type { ReportIntake } from './feedback/index.js'
import type { EventIntake, WebhookIntake } from './ingest/index.js'
import type { Metrics } from './metrics.js'
import type { Clock } from './platform/clock.js'
import type { Config } from './platform/config.js'
import type { Logger } from './platform/logger.js'
import type { Broker } from './platform/queue/index.js'

/** Settings with both servers known, given or private. */
export type AppConfig = Config & { readonly databaseUrl: string; readonly redisUrl: string }

export interface Parts {
  readonly config: AppConfig
  readonly logger: Logger
  readonly metrics: Metrics
  readonly connection: Connection
  /** One for all doors, so that a key which one of them knows is known to the others while PostgreSQL is away. */
  readonly authenticator: Authenticator
  readonly broker: Broker
  /** The product's clock, which a demo runs faster. */
  readonly clock: Clock
  readonly intake: EventIntake
  readonly webhookIntake: WebhookIntake
  readonly reportIntake: ReportIntake
  readonly refusals: RefusalNotes
}
