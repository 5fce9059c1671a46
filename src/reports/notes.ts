// What a reader has to know to read figures right, in sentences; the same for all reports.
import type { Db } from '../db/tables.js'
import { countedTo } from '../rollups/index.js'
import { shownAmount } from './amount.js'
import { addDays } from './calendar-day.js'
import { firstCountedDay, type Revised, readRevised } from './note-queries.js'
import type { ReportPeriod, ReportSettings } from './report-kind.js'

/** Counting is some seconds late as a rule; this is worth a word. */
const lateMs = 600_000

export async function noteOnCounting(
  db: Db,
  now: Date,
): Promise<{ countedTo: string | null; notes: readonly string[] }> {
  const counted = await countedTo(db)
  if (counted === null)
    return {
      countedTo: null,
      notes: ['What was stored before there were reports is not all counted yet.'],
    }
  const late = now.getTime() - counted.getTime() > lateMs
  const notes = late ? [`What happened after ${counted.toISOString()} is not all counted yet.`] : []
  return { countedTo: counted.toISOString(), notes }
}

/** Which days have moved since they were over, and by how much. */
export async function notesOnRevisions(
  db: Db,
  period: ReportPeriod,
  kinds: readonly ('entries' | 'orders')[],
  journey: string | null,
): Promise<string[]> {
  const notes: string[] = []
  for (const kind of kinds) {
    const revised = await readRevised(db, period, kind, journey)
    if (revised) notes.push(revision(kind, revised))
  }
  return notes
}

function revision(kind: 'entries' | 'orders', { days, lastAt, ...change }: Revised): string {
  const amounts = Object.entries(change.revenue).map(
    ([code, amount]) => `${signed(Number(amount), shownAmount(amount.replace('-', '')))} ${code}`,
  )
  const changes =
    kind === 'entries'
      ? [`${signed(change.entered)} entered`]
      : [`${signed(change.conversions)} conversions`, ...amounts]
  const what = `${days === 1 ? 'one day' : `${days} days`} of this period`
  return `Late orders, refunds or merges have moved the numbers of ${what} since: ${changes.join(', ')}; last on ${lastAt.toISOString().slice(0, 10)}.`
}

const signed = (change: number, text = String(Math.abs(change))): string => `${change < 0 ? '−' : '+'}${text}`

/** Of days whose messages were deleted by retention, as they were counted last. */
export async function noteOnFrozenDays(
  db: Db,
  { from, to }: ReportPeriod,
  { timeZone }: ReportSettings,
): Promise<string[]> {
  const first = await firstCountedDay(db, timeZone)
  if (first === null || first <= from) return []
  const last = first < to ? first : to
  return [
    `The numbers up to ${addDays(last, -1)} stay as they were counted last: messages of then may have been deleted.`,
  ]
}

export function noteOnRates({ currency, rates }: ReportSettings): string[] {
  const words = Object.entries(rates).map(([code, rate]) => `1 ${code} = ${rate} ${currency}`)
  return words.length === 0 ? [] : [`Amounts in other currencies are converted: ${words.join(', ')}.`]
}

/** Of currencies that are not converted into that of the report. */
export const apartNotes = (
  where: string,
  currencies: readonly string[],
  why = 'settings.reports.rates has no rate for it',
): string[] =>
  currencies.length === 0 ? [] : [`Revenue in ${currencies.join(', ')} is not in ${where}: ${why}.`]

/** Of those who came in, whose window of the goal is still open. */
export function noteOnOpenWindows(open: number, since: string | null): string[] {
  if (open === 0 || since === null) return []
  const who = open === 1 ? 'one who came in' : `${open} who came in`
  return [`The windows of ${who} since ${since} are still open: more of them may yet convert.`]
}
