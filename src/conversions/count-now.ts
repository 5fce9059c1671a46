// Brings credit and reports up to date at once: for tests, demos, and whoever looks at a small installation. The jobs of the
// engine role do the same, a little later.
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.js'
import { createJourneySource } from '../journeys/journey-source.js'
import { countFirst, countMarked, marksThereNow } from '../rollups/index.js'
import { creditMarked } from './credit-job.js'

/** Real time; while another process has the work, or somebody a customer. */
const lookEveryMs = 20

/** Resolves when everything is counted that had happened when it was called. */
export async function countNow(db: Kysely<Database>): Promise<void> {
  // What cannot be compiled is told by the pipeline.
  const journeysOf = createJourneySource(() => {})
  // The first round may mark everybody.
  await creditMarked(db, { journeysOf })
  await workOff(await marksThereNow(db, ['credit_marks']), () => creditMarked(db, { journeysOf }))
  await countFirst(db)
  await countMarks(db)
}

export const countMarks = async (db: Kysely<Database>): Promise<void> =>
  await workOff(await marksThereNow(db, ['rollup_marks', 'refusal_marks']), () => countMarked(db))

/** Round after round, until none of the marks is left. */
export async function workOff(isLeft: () => Promise<boolean>, round: () => Promise<boolean>): Promise<void> {
  while (await isLeft()) {
    const more = await round()
    if (!more && (await isLeft())) await pause(lookEveryMs)
  }
}
