// Reads the newest rows of a long period without looking at all of it: the last day first, then more and more days before it,
// until there are enough. Whoever asks for a year and shows a hundred rows mostly needs its last day.
import { addDays } from '../calendar-day.js'
import type { ListPart } from '../list-kind.js'
import type { ReportPeriod } from '../report-kind.js'

/** So many times as many days as before. */
const growth = 4

/** One row more than the page may have, where there are so many. `read` is given parts of the period, newest first. */
export async function newestFirst<Row>(
  { from, to }: ReportPeriod,
  part: ListPart,
  read: (span: ReportPeriod, part: ListPart) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = []
  let end = lastDay(to, part)
  for (let days = 1; end > from && rows.length <= part.limit; days *= growth) {
    const begin = latest(from, addDays(end, -days))
    rows.push(...(await read({ from: begin, to: end }, { ...part, limit: part.limit - rows.length })))
    end = begin
  }
  return rows
}

/** Nothing is later than where the page before ended; its day is that of UTC, and the shop's may be the next. */
function lastDay(to: string, { after }: ListPart): string {
  const reached = after?.[0]
  return reached === undefined ? to : earliest(to, addDays(reached.slice(0, 10), 2))
}

const latest = (a: string, b: string): string => (a > b ? a : b)
const earliest = (a: string, b: string): string => (a < b ? a : b)
