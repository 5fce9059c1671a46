// Keeps recommendations up: one process at a time computes them, every six hours of real time.
import type { Kysely } from 'kysely'
import { exclusively } from '../../db/index.js'
import type { Database } from '../../db/tables.js'
import type { Logger } from '../../platform/logger.js'
import { type Repeating, repeat } from '../../platform/repeat.js'
import { computeRecommendations, isComputingDue, noteComputed } from './compute-store.js'

export interface RecommendationOptions {
  readonly db: Kysely<Database>
  readonly logger: Logger
  /** Real milliseconds between two computations. */
  readonly everyMs?: number
  /** Real milliseconds between two looks whether it is time: a new shop has its first recommendations within these. */
  readonly lookEveryMs?: number
}

const sixHours = 6 * 60 * 60_000
const tenMinutes = 10 * 60_000

export function startRecommendations({
  db,
  logger,
  everyMs = sixHours,
  lookEveryMs = tenMinutes,
}: RecommendationOptions): Repeating {
  return repeat({
    name: 'recommendations',
    everyMs: Math.min(everyMs, lookEveryMs),
    logger,
    round: async () => {
      await refreshRecommendations(db, everyMs)
      return false
    },
  })
}

/** How many recommendations changed; undefined where it was not yet time, or another process is at it. */
export const refreshRecommendations = (db: Kysely<Database>, everyMs: number): Promise<number | undefined> =>
  exclusively(db, 'recommendations', async trx => {
    if (!(await isComputingDue(trx, everyMs))) return undefined
    const changed = await computeRecommendations(trx)
    await noteComputed(trx)
    return changed
  })
