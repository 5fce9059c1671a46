// Looks every hour whether a split can be decided: one process at a time.
import type { Kysely } from 'kysely'
import { exclusively } from '../db/index.js'
import type { Database } from '../db/tables.js'
import type { Logger } from '../platform/logger.js'
import { type Repeating, repeat } from '../platform/repeat.js'
import { decideExperiments } from './decide-experiments.js'

export interface ExperimentOptions {
  readonly db: Kysely<Database>
  readonly logger: Logger
  /** Real milliseconds between two looks. */
  readonly everyMs?: number
}

const hourMs = 3_600_000

export function startExperiments({ db, logger, everyMs = hourMs }: ExperimentOptions): Repeating {
  return repeat({
    name: 'experiments',
    everyMs,
    logger,
    round: async () => {
      const decided = (await exclusively(db, 'experiments', decideExperiments)) ?? []
      for (const { journeyId: journey, stepId: step, variant } of decided)
        logger.info({ journey, step, variant }, 'a split is decided')
      return false
    },
  })
}
