// Counts whole days of everything anew, a portion after the other, from the newest to the oldest: for what was there before
// the rollups, when the time zone of the shop is another one, and to repair.
import type { Db, RollupKind } from '../db/tables.js'
import type { Cell } from './cell.js'
import { countCells, type OnFailed } from './count-cells.js'
import type { Counting } from './counting-store.js'
import { readCursor, saveCursor } from './counting-store.js'
import { daysFrom } from './day.js'
import { readMarked } from './mark-store.js'
import { isCounted, type Span } from './recount-store.js'
import { countRefusals, type DaySpan } from './refusal-store.js'
import type { Difference } from './replace-store.js'
import { tablesOf } from './shapes.js'

const kinds: readonly RollupKind[] = ['entries', 'messages', 'holds', 'orders', 'cohorts']
export const refusalsCounted = 'rollups refusals counted'

export async function countDays(
  trx: Db,
  span: DaySpan,
  journeys: Span['journeys'],
  counting: Counting,
  onFailed?: OnFailed,
): Promise<Difference[]> {
  const isFirst = !(await isCounted(trx, counting.timeZone))
  const days = daysFrom(...span)
  const differences: Difference[] = []
  for (const kind of kinds)
    differences.push(
      ...(await countCells(trx, kind, cellsOf(kind, days, journeys), counting, { isFirst, onFailed })),
    )
  if ((await readCursor(trx, refusalsCounted)) === null) await countRefusals(trx, span, counting.timeZone)
  return isFirst ? [] : unexplained(differences, await readMarked(trx, counting.timeZone))
}

/**
 * Without what is marked: that is a change which is about to be counted, and no fault. Marks are read last, since they come with
 * the change itself: whatever change was seen, its marks are there.
 */
const unexplained = (differences: readonly Difference[], marked: ReadonlySet<string>): Difference[] =>
  differences.filter(({ table, journeyId, day }) =>
    kinds
      .filter(kind => tablesOf[kind].includes(table))
      .every(kind => !marked.has(`${kind} ${journeyId} ${day}`) && !marked.has(`${kind} * ${day}`)),
  )

/** After the last one, by which it is known that the refusals of all days are there. */
export const saveRefusalsCounted = (trx: Db, { now }: Counting): Promise<void> =>
  saveCursor(trx, refusalsCounted, now)

function cellsOf(kind: RollupKind, days: readonly string[], journeys: readonly string[]): Cell[] {
  return days.flatMap(day => {
    const together = { journeyId: '', day }
    if (kind === 'orders' || kind === 'cohorts') return [together]
    const each = journeys.map(journeyId => ({ journeyId, day }))
    return kind === 'entries' ? [...each, together] : each
  })
}
