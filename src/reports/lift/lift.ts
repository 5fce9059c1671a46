// lift: what a journey, all of them, or a variant of a split really changed, against those who were drawn not to get it.
// Intention to treat: everybody counts in the arm they were drawn into, at their first entry in the period.
import type { Db } from '../../db/tables.js'
import { daysBetween } from '../calendar-day.js'
import { noteOnRates } from '../notes.js'
import type { ReportBody, ReportKind, ReportRequest, ReportRow, ReportSettings } from '../report-kind.js'
import { type Claim, readClaims } from './claims-queries.js'
import { compareArms } from './compare-arms.js'
import type { Group } from './group.js'
import { liftColumns } from './lift-columns.js'
import { liftNotes, revenueNotes } from './lift-notes.js'
import { faultsOfComparison, type LiftParameters, liftParameters } from './lift-parameters.js'
import { type Comparison, liftRow } from './lift-row.js'
import { whereToLook } from './mismatch.js'
import { type Groups, readGroups } from './read-groups.js'
import { robustRevenue } from './robust-revenue.js'
import { hidden, judge } from './verdict.js'

export const lift: ReportKind<LiftParameters> = {
  name: 'lift',
  summary: 'what journeys and variants really changed, against those held out',
  parameters: liftParameters,
  check: faultsOfComparison,
  columns: ({ parameters: { of, by } }, { currency }) => liftColumns(of, by, currency),
  noteOnMovingPeriod:
    'What holds "whenever one looks" holds for a period that begins on one day: to decide by it, name that day by "from", and look as often as you like.',
  make: makeLift,
}

async function makeLift(
  db: Db,
  request: ReportRequest<LiftParameters>,
  settings: ReportSettings,
): Promise<ReportBody> {
  const { from, to, journey, parameters: asked } = request
  const { of, goal, by } = asked
  const immature = asked.immature === 'include'
  const found = await readGroups(db, { from, to, journey, of, goal, by, immature }, settings)
  const claims = of === 'holdout' || of === 'global' ? await readClaims(db, found.read) : null
  const comparisons = await Promise.all(
    found.groups.map(group => compareGroup(db, group, { found, claims, settings })),
  )
  return {
    rows: comparisons.flatMap((compared, index) => rowsOf(found.groups[index]!, compared, of)),
    total: null,
    notes: [
      ...liftNotes(found, { of, immature }),
      ...(found.groups.length > 0 ? noteOnRates(settings) : []),
      ...revenueNotes(comparisons.flatMap((compared, index) => missing(found.groups[index]!, compared, of))),
    ],
    facts: { immature: found.groups.reduce((sum, { open }) => sum + open, 0), without: [...found.without] },
  }
}

interface Around {
  readonly found: Groups
  /** null: variants, whose messages nobody divides the claims by here. */
  readonly claims: readonly Claim[] | null
  readonly settings: ReportSettings
}

/** Each arm against the control. */
async function compareGroup(db: Db, group: Group, around: Around): Promise<Comparison[]> {
  const { found, settings, claims } = around
  const look = group.fit.test.mismatch ? await whereToLook(db, group, found) : []
  const common = { group, look, claims, settings, read: found.read }
  const days = group.first && group.last ? daysBetween(group.first, group.last) + 1 : 0
  const alone = found.groups.length === 1
  return await Promise.all(
    group.others.map(async (treated): Promise<Comparison> => {
      const judged = hidden(treated, group.control, group.fit)
      if (judged) return { ...common, treated, judged, compared: null, robust: null }
      const compared = compareArms(treated, group.control, { comparisons: group.others.length, days })
      const robust =
        alone && compared.revenueMisses === null
          ? await robustRevenue(db, { treated, group, found, settings })
          : null
      return { ...common, treated, judged: judge(compared), compared, robust }
    }),
  )
}

const rowsOf = (group: Group, comparisons: readonly Comparison[], of: string): ReportRow[] =>
  comparisons.map(comparison => ({ id: idOf(group, comparison, of), ...liftRow(comparison, of) }))

/** What has too few buyers for a comparison of revenue. */
const missing = (
  group: Group,
  comparisons: readonly Comparison[],
  of: string,
): { id: string; why: string }[] =>
  comparisons.flatMap(comparison => {
    const why = comparison.compared?.revenueMisses
    return why ? [{ id: idOf(group, comparison, of), why }] : []
  })

function idOf({ journeyId, version }: Group, { treated }: Comparison, of: string): string {
  const parts = [
    journeyId === '' ? 'all journeys' : journeyId,
    ...(version === null ? [] : [String(version)]),
    ...(of === 'holdout' || of === 'global' ? [] : [treated.name]),
  ]
  return parts.join('/')
}
