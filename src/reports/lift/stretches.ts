// The days on which one share of customers was held out. Where it is changed, or begins, days before and after must not be
// put together: whatever else is different between them would look like an effect. Pure.
import type { ReportPeriod } from '../report-kind.js'
import type { SharePublished } from './shares-queries.js'

export interface Stretch {
  readonly journeyId: string
  /** More than 0. */
  readonly share: number
  /** That were published in it. */
  readonly versions: readonly number[]
  /** The day it was published on. */
  readonly since: string
  /** Whole days; null: from the beginning, and until now. The day of a change is in none. */
  readonly from: string | null
  readonly to: string | null
}

/** `published` in the order of time. New versions that hold out the same share go on with what there is. */
export function stretchesOf(published: readonly SharePublished[]): Stretch[] {
  const found: Stretch[] = []
  for (const { journeyId, version, share, day, wholeFrom } of published) {
    const latest = found.at(-1)
    const isSame = latest?.journeyId === journeyId
    if (latest && isSame && latest.share === share)
      found[found.length - 1] = { ...latest, versions: [...latest.versions, version] }
    else {
      if (latest && isSame) found[found.length - 1] = { ...latest, to: day }
      found.push({ journeyId, share, versions: [version], since: day, from: wholeFrom, to: null })
    }
  }
  return found.filter(({ share }) => share > 0)
}

/** How those who came in were drawn. */
export interface DrawnBy {
  readonly share: number
  /** The days of the period on which it was so; without it: all. */
  readonly days?: ReportPeriod
}

export interface Drawable {
  readonly journeyId: string
  readonly version: number
  /** What the version itself says, for what was published before anybody wrote it down. */
  readonly holdout: number | null
}

/** null: nobody was held out on any whole day of the period. `together`: versions count together where the share is the same. */
export function drawnIn(
  published: readonly SharePublished[],
  period: ReportPeriod,
  together: boolean,
): (one: Drawable) => DrawnBy | null {
  const known = new Set(published.map(({ journeyId }) => journeyId))
  const stretches = stretchesOf(published)
  return ({ journeyId, version, holdout }) => {
    if (!known.has(journeyId)) return { share: holdout ?? 0 }
    const found = newestIn(stretches, period, { journeyId, version: together ? null : version })
    return found && { share: found.share, days: { from: found.from, to: found.to } }
  }
}

/** The newest one that has days in the period, as they are in it: who looks wants to know of the present one. */
function newestIn(
  stretches: readonly Stretch[],
  { from, to }: ReportPeriod,
  { journeyId, version }: { readonly journeyId: string; readonly version: number | null },
): (Stretch & ReportPeriod) | null {
  const own = stretches
    .filter(one => one.journeyId === journeyId && (version === null || one.versions.includes(version)))
    .map(one => ({ ...one, from: later(from, one.from), to: earlier(to, one.to) }))
  return own.findLast(one => one.from < one.to) ?? null
}

const later = (day: string, other: string | null): string => (other !== null && other > day ? other : day)
const earlier = (day: string, other: string | null): string => (other !== null && other < day ? other : day)

/** Those published in the period, of which no whole day lies in it yet. */
export const tooNew = (
  published: readonly SharePublished[],
  { from, to }: ReportPeriod,
): Pick<Stretch, 'journeyId' | 'share' | 'since'>[] =>
  stretchesOf(published)
    .filter(
      one => one.to === null && one.since >= from && one.since < to && one.from !== null && one.from >= to,
    )
    .map(({ journeyId, share, since }) => ({ journeyId, share, since }))
