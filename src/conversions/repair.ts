// Repair, by hand: counts the credit of everybody and all days anew, and says what differed.
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.js'
import { createJourneySource } from '../journeys/journey-source.js'
import {
  marksThereNow,
  type Recounted,
  type RecountOptions,
  recountAll,
  startOfDay,
} from '../rollups/index.js'
import { countMarks, workOff } from './count-now.js'
import { creditAll, creditMarked } from './credit-job.js'

export interface Repaired extends Recounted {
  /** Whose credit was counted anew. */
  readonly customers: number
}

/** `from`: only customers who came into a journey or ordered since that day, and the days since. */
export async function repairReports(db: Kysely<Database>, options: RecountOptions = {}): Promise<Repaired> {
  const since = options.from === undefined ? null : await startOfDay(db, options.from)
  const customers = await creditAll(db, { from: since })
  const journeysOf = createJourneySource(() => {})
  await workOff(await marksThereNow(db, ['credit_marks']), () => creditMarked(db, { journeysOf }))
  await countMarks(db)
  return { customers, ...(await recountAll(db, options)) }
}
