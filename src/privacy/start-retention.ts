// Carries out the periods of keeping, every hour, in one process at a time.
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.js'
import type { Logger } from '../platform/logger.js'
import { type Repeating, repeat } from '../platform/repeat.js'
import { type RetentionOptions, runRetention } from './retention.js'

const everyMs = 3_600_000

export interface StartRetentionOptions extends Pick<RetentionOptions, 'onExpired'> {
  readonly db: Kysely<Database>
  readonly logger: Logger
}

export const startRetention = ({ db, logger, onExpired }: StartRetentionOptions): Repeating =>
  repeat({
    name: 'retention',
    everyMs,
    logger,
    round: async stop => {
      await runRetention(db, { stop, onExpired })
      return false
    },
  })
