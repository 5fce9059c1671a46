// The incremental view beside last touch and influenced: the same comparison as in the lift report, by entry day.
import type { Db } from '../../db/tables.js'
import { daysBetween } from '../calendar-day.js'
import type { ReportPeriod, ReportSettings } from '../report-kind.js'
import { readClaims } from './claims-queries.js'
import { compareArms } from './compare-arms.js'
import type { Group } from './group.js'
import {
  type Incremental,
  incrementalFrom,
  type ShownIncremental,
  shownIncremental,
  together,
} from './incremental.js'
import { heldNotes, whyWithout } from './lift-notes.js'
import { type Beside, beside, besideTogether, claimedBy, type Part } from './over-claim.js'
import { readGroups } from './read-groups.js'
import { hidden } from './verdict.js'

export interface IncrementalAsked extends ReportPeriod {
  readonly journey: string | null
  readonly goal: string
  readonly by: 'journey' | 'version'
}

export interface IncrementalView {
  /** By "journey", or "journey/version"; only those with a holdout, arms that fit, and enough data. */
  readonly rows: ReadonlyMap<string, ShownIncremental>
  /** Of those in `rows` together; null: there are none. */
  readonly total: ShownIncremental | null
  /** What last touch claims of the same entrants, by how much too many, by the same ids. */
  readonly claims: ReadonlyMap<string, Beside>
  readonly totalClaims: Beside | null
  /** Those that people entered and that have no figure, each with its reason. */
  readonly without: readonly { readonly id: string; readonly why: string }[]
  /** Those in `rows` that bought too little for their revenue, which is not in `total` either. */
  readonly withoutRevenue: readonly { readonly id: string; readonly why: string }[]
  /** Currencies whose revenue is not in the amounts, as no rate leads into that of the report. */
  readonly currenciesLeftOut: readonly string[]
  /** Which days count, where another share was held out on others, in sentences. */
  readonly held: readonly string[]
}

/** Of those who entered in the period, at their first entry in it, and whose window is over. */
export async function incrementalOf(
  db: Db,
  asked: IncrementalAsked,
  settings: ReportSettings,
): Promise<IncrementalView> {
  const found = await readGroups(db, { ...asked, of: 'holdout', immature: false }, settings)
  const claims = await readClaims(db, found.read)
  const judged = found.groups.map(group => ({
    id: idOf(group),
    claimed: claimedBy(group, claims, settings),
    ...incrementalOfGroup(group),
  }))
  const seen = judged.flatMap(({ id, claimed, incremental }): Seen[] =>
    incremental ? [{ id, claimed, incremental }] : [],
  )
  const all = together(seen.map(({ incremental }) => incremental))
  return {
    rows: new Map(seen.map(({ id, incremental }) => [id, shownIncremental(incremental)])),
    total: all && shownIncremental(all),
    claims: new Map(seen.map(({ id, claimed, incremental }) => [id, beside(claimed, incremental)])),
    totalClaims: all && besideTogether(seen, all),
    without: [
      ...judged.flatMap(({ id, why }) => (why === null ? [] : [{ id, why }])),
      ...found.without.map(id => ({ id, why: whyWithout(id, found.begun) })),
    ],
    withoutRevenue: judged.flatMap(({ id, misses }) => (misses === null ? [] : [{ id, why: misses }])),
    currenciesLeftOut: [...new Set(found.groups.flatMap(group => group.currenciesLeftOut))].sort(),
    held: heldNotes(found.groups, asked, 'Incremental has'),
  }
}

const idOf = ({ journeyId, version }: Group): string =>
  version === null ? journeyId : `${journeyId}/${version}`

type Seen = Part & { readonly id: string }

interface Judged {
  readonly incremental: Incremental | null
  readonly why: string | null
  /** For its revenue. */
  readonly misses: string | null
}

function incrementalOfGroup(group: Group): Judged {
  const { control, others, fit, first, last } = group
  const treated = others[0]!
  const why = hidden(treated, control, fit)?.why ?? null
  if (why !== null) return { incremental: null, why, misses: null }
  const days = first && last ? daysBetween(first, last) + 1 : 0
  const compared = compareArms(treated, control, { comparisons: 1, days })
  return { incremental: incrementalFrom(treated, compared), why, misses: compared.revenueMisses }
}
