// What a reader of lift has to know, in sentences.
import { addDays } from '../calendar-day.js'
import { apartNotes } from '../notes.js'
import type { ReportPeriod } from '../report-kind.js'
import type { Group } from './group.js'
import type { Groups } from './read-groups.js'

export function liftNotes(
  { groups, without, otherwise, begun, read }: Groups,
  { of, immature }: { readonly of: string; readonly immature: boolean },
): string[] {
  const open = groups.reduce((sum, group) => sum + group.open, 0)
  const never = without.filter(journeyId => !begun.some(one => one.journeyId === journeyId))
  const apart = [...new Set(groups.flatMap(group => group.currenciesLeftOut))].sort()
  return [
    ...(groups.length > 0 ? [] : [nothing(of)]),
    ...heldNotes(groups, read),
    ...begun.map(began),
    ...(open === 0 ? [] : [immature ? counted(open) : leftOut(open)]),
    ...(never.length === 0 ? [] : [alone(never, of)]),
    ...(otherwise.length === 0 ? [] : [other(otherwise, of)]),
    ...apartNotes('the amounts', apart),
    ...(groups.some(({ others }) => others.length > 1)
      ? [
          'Several variants are compared with one control: their intervals are wider, so that all of them hold together (Bonferroni).',
        ]
      : []),
  ]
}

/** Amounts need more than rates until an interval is right. */
export function revenueNotes(missing: readonly { readonly id: string; readonly why: string }[]): string[] {
  if (missing.length === 0) return []
  const each = missing.slice(0, mostNamed).map(({ id, why }) => `${id} (${why})`)
  const more = missing.length > mostNamed ? [`${missing.length - mostNamed} more`] : []
  return [`Revenue is not compared of ${[...each, ...more].join(', ')}.`]
}

const mostNamed = 5

/** Which days of the period count, where a share was changed in it. `lead`: what has them. */
export const heldNotes = (
  groups: readonly Group[],
  period: ReportPeriod,
  lead = 'The comparison has',
): string[] =>
  groups.flatMap(({ journeyId, version, held }) => {
    if (!held || (held.from === period.from && held.to === period.to)) return []
    const what = nameOf(journeyId) + (version === null ? '' : `/${version}`)
    return [
      `${lead} of ${what} only the days from ${held.from} to ${addDays(held.to, -1)}, when ${percent(held.share)} were held out: on the others of the period it was another share, or was changed.`,
    ]
  })

type Begun = Groups['begun'][number]

const began = (one: Begun): string => `Of ${nameOf(one.journeyId)} ${heldSince(one)}.`

const heldSince = ({ share, since }: Begun): string =>
  `${percent(share)} are held out since ${since}, and no whole day of the period lies after that`

/** Of a journey in `without`, where holdouts are compared. */
export function whyWithout(journeyId: string, begun: readonly Begun[]): string {
  const own = begun.find(one => one.journeyId === journeyId)
  return own ? heldSince(own) : 'nobody is held out, or it has no such goal'
}

const nameOf = (journeyId: string): string => (journeyId === '' ? 'all journeys' : journeyId)

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`

const number = (count: number): string => count.toLocaleString('en')

const leftOut = (open: number): string =>
  `${number(open)} who entered lately are left out: their window is still open (immature=include counts them).`

const counted = (open: number): string =>
  `${number(open)} are counted whose window is still open: their rates will rise, and with them the difference.`

const alone = (journeys: readonly string[], of: string): string =>
  of === 'holdout'
    ? `Without a holdout or without this goal, and so without a comparison (some or all versions): ${journeys.join(', ')}.`
    : `Without this split or this goal (some or all versions): ${journeys.join(', ')}.`

const other = (versions: readonly string[], of: string): string =>
  `Left out, as the split "${of}" had other variants, weights or steps there and so was another experiment: ${versions.join(', ')} (by=version shows each by itself).`

const nothing = (of: string): string => {
  if (of === 'holdout')
    return 'Nobody entered a journey that holds somebody out ("entry": { "holdout": 0.1 }).'
  if (of === 'global')
    return 'Nobody entered, or nobody is held out of everything (settings.json: "holdout": { "share": 0.05 }).'
  return `Nobody came to a split step "${of}" of a journey with this goal.`
}
