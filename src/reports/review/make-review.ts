// Makes the review of a week from the reports themselves, so that it cannot say anything else than they do.
import type { Db } from '../../db/tables.js'
import type { JsonValue } from '../../model/json.js'
import { addDays } from '../calendar-day.js'
import { conversions } from '../conversions/conversions.js'
import { fewest, health } from '../health/index.js'
import { mondayOf, mondayOfWeek, weekOf } from '../iso-week.js'
import { lift } from '../lift/index.js'
import { makeReport } from '../make-report.js'
import { apartNotes } from '../notes.js'
import { parseRequest } from '../parse-request.js'
import type { Report, ReportKind, ReportRow } from '../report-kind.js'
import { reportSettings } from '../settings-queries.js'
import { valueAt } from '../shown-value.js'
import { type Review, reviewOf } from './review.js'
import type { Effect, Figures, JourneyWeek, ReviewFacts } from './review-facts.js'
import {
  experimentsDecided,
  findingsOpen,
  publishedReview,
  type ReviewedJourney,
  reviewedJourneys,
  shopTime,
} from './review-queries.js'

/** Half a point: what a journey must bring, unless the settings say otherwise. */
const defaultWorth = 0.005
const weeksBefore = 4
const liftDays = 30

/** `week`: such as "2026-W47"; null: the last whole one. Answers null for a week that there is not, or not yet. */
export async function makeReview(db: Db, week: string | null): Promise<Review | null> {
  const { timeZone, currency } = await reportSettings(db)
  const { today } = await shopTime(db, timeZone)
  const last = addDays(mondayOf(today), -7)
  const from = week === null ? last : mondayOfWeek(week)
  if (from === null || from > today) return null
  const to = addDays(from, 7)
  const published = await publishedReview(db)
  const { journeys, notes } = await journeyWeeks(db, { from, to, timeZone })
  const facts: ReviewFacts = {
    week: weekOf(from),
    from,
    to,
    shop: published?.shop ?? '',
    currency,
    worth: published?.plan?.worth ?? defaultWorth,
    journeys,
    findings: await findingsOpen(db, timeZone),
    decided: await experimentsDecided(db, { from, to, timeZone }),
    notes,
  }
  return reviewOf(facts)
}

interface Week {
  readonly from: string
  readonly to: string
  readonly timeZone: string
}

async function journeyWeeks(
  db: Db,
  { from, to, timeZone }: Week,
): Promise<{ journeys: JourneyWeek[]; notes: readonly string[] }> {
  const beginning = addDays(from, -7 * weeksBefore)
  const sold = await report(db, conversions, { from, to, by: 'journey' })
  const soldBefore = await report(db, conversions, { from: beginning, to: from, by: 'journey' })
  const arrived = await report(db, health, { from, to, by: 'journey' })
  const arrivedBefore = await report(db, health, { from: beginning, to: from, by: 'journey' })
  const published = (await reviewedJourneys(db, timeZone)).filter(({ since }) => since < to)
  const effects = await effectsOf(db, published, to)
  const journeys = published.map(({ id, name, reviewed, since, hasGoal, hasHoldout }): JourneyWeek => {
    const weeks = Math.min(weeksBefore, wholeWeeks(since, from))
    return {
      id,
      name,
      reviewed,
      since,
      hasGoal,
      hasHoldout,
      week: figuresOf(id, sold, arrived, 1),
      usual: weeks < 2 ? null : figuresOf(id, soldBefore, arrivedBefore, weeks),
      effect: effectOf(effects.get(id)),
    }
  })
  const apart = apartNotes('these figures', currenciesApart(sold))
  return { journeys, notes: [...sold.notes, ...apart] }
}

/** Of thirty days whose windows are over: where customers have long for a goal, those lie further back. */
async function effectsOf(
  db: Db,
  journeys: readonly ReviewedJourney[],
  to: string,
): Promise<ReadonlyMap<string, ReportRow>> {
  const rows = new Map<string, ReportRow>()
  for (const days of new Set(journeys.map(({ goalDays }) => goalDays))) {
    const found = await report(db, lift, { from: addDays(to, -liftDays - days), to })
    for (const row of found.rows)
      if (journeys.some(({ id, goalDays }) => id === row.journey && goalDays === days))
        rows.set(String(row.journey), row)
  }
  return rows
}

/** Of last touch, with revenue that no rate leads into the currency of the report. */
const currenciesApart = ({ rows }: Report): string[] =>
  [...new Set(rows.flatMap(({ otherRevenue }) => Object.keys(otherRevenue ?? {})))].sort()

const dayMs = 86_400_000
const wholeWeeks = (since: string, to: string): number =>
  Math.max(0, Math.floor((Date.parse(to) - Date.parse(since)) / (7 * dayMs)))

async function report(
  db: Db,
  kind: ReportKind<never> | ReportKind,
  texts: Readonly<Record<string, string>>,
): Promise<Report> {
  const asked = await parseRequest(db, kind as ReportKind, texts)
  if ('faults' in asked)
    throw new Error(`the review asks for what no report has: ${asked.faults[0]?.message}`)
  return await makeReport(db, kind as ReportKind, asked)
}

/** By week, where the reports are of several. */
function figuresOf(id: string, sold: Report, arrived: Report, weeks: number): Figures {
  const own = sold.rows.find(row => row.id === id)
  const mail = arrived.rows.find(row => row.id === id)
  const of = (key: string): number => numberOf(own ? valueAt(own, key) : 0) / weeks
  const complaints = mail ? valueAt(mail, 'complaint.rate') : null
  return {
    entered: of('entered'),
    messages: of('messages'),
    conversions: of('conversions'),
    revenue: of('revenue'),
    complaints: typeof complaints === 'number' ? complaints : null,
    complaintsAtLeast:
      mail && numberOf(valueAt(mail, 'complained')) >= fewest ? numberOf(valueAt(mail, 'complaint.low')) : 0,
  }
}

const numberOf = (value: JsonValue): number => Number(value ?? 0)

function effectOf(row: ReportRow | undefined): Effect | null {
  if (!row) return null
  const [low, high] = [valueAt(row, 'anytime.low'), valueAt(row, 'anytime.high')]
  const said = valueAt(row, 'said')
  return {
    verdict: String(row.verdict),
    why: String(row.why),
    interval: typeof low === 'number' && typeof high === 'number' ? { low, high } : null,
    said: typeof said === 'string' ? said : null,
  }
}
