// One round of counting: takes marks, counts the days they stand for, all in one transaction, of which only one runs at a
// time.
import type { Kysely } from 'kysely'
import { exclusively } from '../db/index.js'
import type { Database, Db, RollupKind } from '../db/tables.js'
import type { Cell } from './cell.js'
import { countCells, type OnFailed } from './count-cells.js'
import { loadCounting } from './counting-store.js'
import { takeMarks } from './mark-store.js'
import { isCounted } from './recount-store.js'
import { addRefusals } from './refusal-store.js'

/** Enough for the day of all journeys of a shop, and few enough that a round is over in seconds. */
const mostCells = 200
const mostRefusals = 20_000

/** The name by which processes keep out of each other's way, here and in runs over all days. */
export const countingLock = 'rollups'

/** true: there is more to count at once. false also while another process counts. */
export async function countMarked(
  db: Kysely<Database>,
  { stop, onFailed }: { readonly stop?: AbortSignal; readonly onFailed?: OnFailed | undefined } = {},
): Promise<boolean> {
  if (stop?.aborted) return false
  return (await exclusively(db, countingLock, trx => round(trx, onFailed))) ?? false
}

async function round(trx: Db, onFailed: OnFailed | undefined): Promise<boolean> {
  const counting = await loadCounting(trx)
  const isFirst = !(await isCounted(trx, counting.timeZone))
  const moreRefusals = await addRefusals(trx, counting.timeZone, mostRefusals)
  const { cells, more } = await takeMarks(trx, counting.timeZone, mostCells)
  for (const [kind, ofKind] of byKind(cells))
    await countCells(trx, kind, ofKind, counting, { isFirst, onFailed })
  return more || moreRefusals
}

function byKind(cells: readonly (Cell & { readonly kind: RollupKind })[]): Map<RollupKind, Cell[]> {
  const kinds = new Map<RollupKind, Cell[]>()
  const add = (kind: RollupKind, cell: Cell): void => {
    kinds.set(kind, [...(kinds.get(kind) ?? []), cell])
  }
  for (const { kind, ...cell } of cells) add(kind, cell)
  // Whoever enters any journey enters what the global holdout compares.
  const days = new Set(kinds.get('entries')?.map(({ day }) => day))
  for (const day of days) add('entries', { journeyId: '', day })
  return kinds
}
