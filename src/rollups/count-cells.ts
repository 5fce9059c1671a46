// Counts cells anew: those that still can be, with a note of the numbers of days gone by that move with it.
import type { Db, RollupKind } from '../db/tables.js'
import type { Cell } from './cell.js'
import { type Counting, countable } from './counting-store.js'
import { dayBefore } from './day.js'
import { type Difference, replaceCells } from './replace-store.js'
import { readSums, revisedKinds, reviseSums } from './revision-store.js'

/** Numbers of the days just gone by still move as a matter of course. */
const settledAfterDays = 2

/** `isFirst`: there are no numbers yet that could move. */
export async function countCells(
  db: Db,
  kind: RollupKind,
  cells: readonly Cell[],
  counting: Counting,
  isFirst: boolean,
): Promise<Difference[]> {
  const { timeZone, today } = counting
  const open = await countable(db, kind, cells, counting)
  const settled = dayBefore(today, settledAfterDays)
  const old = isFirst || !revisedKinds.has(kind) ? [] : open.filter(({ day }) => day < settled)
  const before = await readSums(db, kind, old, timeZone)
  const differences = await replaceCells(db, kind, open, timeZone)
  if (differences.some(({ day }) => day < settled))
    await reviseSums(db, kind, before, await readSums(db, kind, old, timeZone))
  return differences
}
