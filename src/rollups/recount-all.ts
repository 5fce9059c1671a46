// Repair: counts all days anew, and says what differed. There is nothing to find unless something went wrong.
import type { Kysely } from 'kysely'
import { inTransaction } from '../db/index.js'
import type { Database } from '../db/tables.js'
import { countDays, saveRefusalsCounted } from './count-days.js'
import { countingLock } from './count-marked.js'
import { loadCounting } from './counting-store.js'
import { dayAfter, dayBefore } from './day.js'
import { createPortions } from './portions.js'
import { isCounted, readSpan, saveCounted, waitForTurn } from './recount-store.js'
import type { Difference } from './replace-store.js'

export interface RecountOptions {
  /** "2026-11-01": from this day on. Without it, from the first. */
  readonly from?: string | undefined
  /** Days counted so far, of how many. */
  readonly onProgress?: (done: number, of: number) => void
}

export interface Recounted {
  /** The first and the last day that were counted. */
  readonly from: string
  readonly to: string
  readonly days: number
  /** Where the tables said something else before, by table, journey and day. */
  readonly differences: readonly Difference[]
}

/**
 * In portions with a transaction each, between which counting goes on. Marks that wait stay, and are counted as ever. What was
 * first counted here is not told as having differed.
 */
export async function recountAll(
  db: Kysely<Database>,
  { from, onProgress }: RecountOptions = {},
): Promise<Recounted> {
  const counting = await loadCounting(db)
  const { journeys, first, last } = await readSpan(db, counting.timeZone)
  const begin = from ?? first ?? counting.today
  const end = last ?? counting.today
  const differences: Difference[] = []
  const portions = createPortions()
  const all = Math.max(0, daysApart(begin, end) + 1)
  for (let next = dayAfter(end, 1); next > begin; ) {
    const since = latest(begin, dayBefore(next, portions.days()))
    const found = await portions.timed(() =>
      inTransaction(db, async trx => {
        await waitForTurn(trx, countingLock)
        return await countDays(trx, [since, next], journeys, counting)
      }),
    )
    differences.push(...found)
    next = since
    onProgress?.(all - daysApart(begin, next), all)
  }
  if (from === undefined || (first !== null && from <= first)) await finish(db)
  return { from: begin, to: end, days: all, differences }
}

/** What was there before the rollups, where nobody has counted it yet. */
export async function countFirst(db: Kysely<Database>): Promise<void> {
  const { timeZone } = await loadCounting(db)
  if (!(await isCounted(db, timeZone))) await recountAll(db)
}

const latest = (a: string, b: string): string => (a > b ? a : b)

const daysApart = (first: string, last: string): number =>
  (Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000

async function finish(db: Kysely<Database>): Promise<void> {
  const counting = await loadCounting(db)
  await saveCounted(db, counting.timeZone, counting.now)
  await saveRefusalsCounted(db, counting)
}
