// What a reader of conversions has to know.
import type { Db } from '../../db/tables.js'
import { type IncrementalView, revenueNotes } from '../lift/index.js'
import { segmentsNow } from '../lists/name-queries.js'
import { apartNotes, noteOnFrozenDays, noteOnOpenWindows, noteOnRates, notesOnRevisions } from '../notes.js'
import type { ReportSettings } from '../report-kind.js'
import type { ConversionRequest } from './conversion-parameters.js'
import type { Entered } from './presence-queries.js'

export async function notesOn(
  db: Db,
  request: ConversionRequest,
  settings: ReportSettings,
  entered: Entered | undefined,
  incremental: IncrementalView,
): Promise<string[]> {
  const { by, basis, goal, convert } = request.parameters
  // Orders are written down as moved by their own day, and by the primary goal.
  const orders = basis === 'order' && goal === 'primary' ? (['orders'] as const) : []
  const [revisions, frozen] = await Promise.all([
    notesOnRevisions(db, request, ['entries', ...orders], request.journey),
    noteOnFrozenDays(db, request, settings),
  ])
  return [
    ...noteOnOpenWindows(entered?.immature ?? 0, entered?.immatureSince ?? null),
    ...noteOnIncremental(incremental, convert === 'no' ? 'convert=no keeps it apart' : undefined),
    ...revisions,
    ...(convert === 'yes' ? noteOnRates(settings) : []),
    ...frozen,
    ...(by === 'segment' && (await segmentsNow(db)).length === 0 ? [noSegments] : (overlapping[by] ?? [])),
  ]
}

/** Incremental figures say nothing of journeys that cannot be compared with anybody. */
function noteOnIncremental(
  { total, held, without, withoutRevenue, currenciesLeftOut }: IncrementalView,
  whyApart: string | undefined,
): string[] {
  if (total === null) return []
  return [
    ...held,
    ...leftOut(without),
    ...revenueNotes(withoutRevenue),
    ...apartNotes('incremental', currenciesLeftOut, whyApart),
  ]
}

function leftOut(without: IncrementalView['without']): string[] {
  if (without.length === 0) return []
  const names = without.slice(0, mostNamed).map(({ id }) => id)
  const more = without.length > mostNamed ? [`${without.length - mostNamed} more`] : []
  return [`Incremental leaves out ${[...names, ...more].join(', ')}: \`triggerfish report lift\` says why.`]
}

const mostNamed = 5

const noSegments =
  'No segments are told apart: name those that reports are to have in settings.json, such as "reports": { "segments": ["vip"] }.'

/** Groupings whose rows must not be added up. */
const overlapping: Readonly<Partial<Record<ConversionRequest['parameters']['by'], readonly string[]>>> = {
  segment: ['A customer may be in several segments: rows add up to more than the total.'],
  category: ['An order counts in each category it contains; its value is divided among them.'],
  variant: ['A pass has a variant of each split it came to: rows of several splits overlap.'],
}
