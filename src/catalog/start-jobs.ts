// The jobs of the catalog: interests kept up with the events, changes told to those they concern. Every process of the
// engine begins them; of each, one at a time works.
import type { Connection } from '../db/index.js'
import { exclusively } from '../db/index.js'
import type { Logger } from '../platform/logger.js'
import { type Repeating, repeat } from '../platform/repeat.js'
import { readCatalogSettings } from './catalog-settings-store.js'
import { keepInterests } from './keep-interests.js'
import { type Telling, tellChanges } from './tell-changes.js'

export interface CatalogJobsOptions extends Telling {
  readonly db: Connection['db']
  readonly logger: Logger
  /** Real milliseconds between two rounds; default: ten seconds. */
  readonly everyMs?: number
}

/** Between two looks at the interests, each of which reads the events of the last minute again. */
const portionsPerRound = 100

/** Interests first: whoever looked at it a moment ago is to hear of it too. */
export function startCatalogJobs({
  db,
  logger,
  everyMs = 10_000,
  accept,
  namesOf,
}: CatalogJobsOptions): Repeating {
  return repeat({
    name: 'the catalog',
    everyMs,
    logger,
    round: async stop => {
      const { interestWithinMs } = await readCatalogSettings(db)
      const behind = await exclusively(db, 'product interests', trx => keepInterests(trx, interestWithinMs))
      if (behind) return true
      for (let told = 0; told < portionsPerRound && !stop.aborted; told++) {
        const more = await exclusively(db, 'product changes', trx =>
          tellChanges(trx, interestWithinMs, { accept, namesOf }),
        )
        if (!more) return false
      }
      return true
    },
  })
}
