// Counts cells anew: those that still can be, with a note of the numbers of days gone by that move with it.
import { attempt } from '../db/index.js'
import type { Db, RollupKind } from '../db/tables.js'
import type { Cell } from './cell.js'
import { type Counting, countable } from './counting-store.js'
import { dayBefore } from './day.js'
import { type Difference, replaceCells } from './replace-store.js'
import { readSums, revisedKinds, reviseSums } from './revision-store.js'

/** Numbers of the days just gone by still move as a matter of course. */
const settledAfterDays = 2

/** What cannot be counted stays as it was. */
export type OnFailed = (kind: RollupKind, cell: Cell, error: unknown) => void

/** With `onFailed`, one that cannot be counted, by whatever is stored there, holds up no other (I11). */
export async function countCells(
  db: Db,
  kind: RollupKind,
  cells: readonly Cell[],
  counting: Counting,
  { isFirst, onFailed }: { readonly isFirst: boolean; readonly onFailed?: OnFailed | undefined },
): Promise<Difference[]> {
  const differences: Difference[] = []
  const count = async (some: readonly Cell[]): Promise<unknown> =>
    differences.push(...(await countAll(db, kind, some, counting, isFirst)))
  if (!onFailed) await count(cells)
  else if ((await attempt(db, () => count(cells))) !== undefined)
    for (const cell of cells) {
      const error = await attempt(db, () => count([cell]))
      if (error !== undefined) onFailed(kind, cell, error)
    }
  return differences
}

/** `isFirst`: there are no numbers yet that could move. */
async function countAll(
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
