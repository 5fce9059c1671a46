// What the engine role is given, for all its loops.
import type { Db } from '../db/tables.js'
import type { Metrics } from '../metrics.js'
import type { Logger } from '../platform/logger.js'
import type { Broker } from '../platform/queue/index.js'
import type { JourneySource } from './process-events.js'

export interface PipelineOptions {
  readonly db: Db
  readonly broker: Broker
  readonly journeysOf: JourneySource
  readonly logger: Logger
  readonly metrics: Metrics
  /** Real milliseconds between two looks for due timers when there were none. */
  readonly timerPollMs?: number
  readonly maxBatch?: number
}

/** Some hundred milliseconds of work: enough to share the cost of a transaction, and locks are still held briefly. */
export const defaultMaxBatch = 1_000
export const defaultTimerPollMs = 200
