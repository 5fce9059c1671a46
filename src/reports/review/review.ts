// From figures to what somebody ought to do: what changed, what to stop, what to look at again. Pure: the same figures always
// give the same review.
import { daysBetween } from '../calendar-day.js'
import { marks } from '../health/judge-rates.js'
import { points, share } from '../lift/words.js'
import type { DecidedExperiment, Figures, JourneyWeek, OpenFinding, ReviewFacts } from './review-facts.js'

export interface JourneyReview {
  readonly id: string
  readonly name: string
  readonly figures: Figures
  readonly usual: Figures | null
  /** What is otherwise than usual, in words. */
  readonly changed: readonly string[]
  /** What it changes against those held out, in a sentence. */
  readonly effect: string
  /** Why it ought to be stopped; null: nothing says so. */
  readonly stop: string | null
  /** `"2026-08-01"`, or "never"; null: that is not long ago. */
  readonly unreviewedSince: string | null
}

export interface Review {
  readonly week: string
  /** The Monday, and the Monday after it. */
  readonly from: string
  readonly to: string
  readonly shop: string
  readonly currency: string
  readonly journeys: readonly JourneyReview[]
  readonly findings: readonly OpenFinding[]
  readonly decided: readonly DecidedExperiment[]
  readonly notes: readonly string[]
}

/** After so many days without a review, a journey is to be looked at again. */
const reviewAfterDays = 90
/** What runs for less long may still bring something. */
const leastDaysToStop = 30

export function reviewOf(facts: ReviewFacts): Review {
  const { week, from, to, shop, currency, findings, decided, notes } = facts
  const journeys = facts.journeys.map(journey => ({
    id: journey.id,
    name: journey.name,
    figures: journey.week,
    usual: journey.usual,
    changed: changesOf(journey, currency),
    effect: effectOf(journey),
    stop: reasonToStop(journey, facts),
    unreviewedSince: unreviewed(journey, to),
  }))
  return { week, from, to, shop, currency, journeys, findings, decided, notes }
}

/** Of so small numbers a change says nothing, however large it is as a share. */
const leastChange = 0.25
const deviations = 3

function changesOf({ week, usual }: JourneyWeek, currency: string): string[] {
  if (!usual) return []
  const counts = ['entered', 'messages', 'conversions'] as const
  const complaints = complaintsRose(week, usual.complaints)
  return [
    ...counts
      .filter(name => isChange(week[name], usual[name]))
      .map(
        name =>
          `${name} ${whole(week[name])}, usually ${whole(usual[name])} (${change(week[name], usual[name])})`,
      ),
    // What orders are worth varies more than how many there are.
    ...(isChange(week.conversions, usual.conversions) && usual.revenue > 0
      ? [
          `revenue ${money(week.revenue)} ${currency}, usually ${money(usual.revenue)} (${change(week.revenue, usual.revenue)})`,
        ]
      : []),
    ...(complaints ? [complaints] : []),
  ]
}

/** As if it were chance alone: three deviations of a Poisson distribution, and a quarter more or less. */
const isChange = (now: number, usual: number): boolean =>
  Math.abs(now - usual) > deviations * Math.sqrt(Math.max(1, usual)) &&
  Math.abs(now - usual) >= usual * leastChange

const complaintsRose = (
  { complaints: now, complaintsAtLeast }: Figures,
  usual: number | null,
): string | null =>
  now !== null && complaintsAtLeast >= marks.complaint.warn && now > (usual ?? 0)
    ? `complaints ${share(now)} of what arrived${usual === null ? '' : `, usually ${share(usual)}`}; they should stay below ${share(marks.complaint.warn)}`
    : null

const whole = (count: number): string => Math.round(count).toLocaleString('en')
const money = (amount: number): string =>
  amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

function change(now: number, usual: number): string {
  if (usual === 0) return 'new'
  const percent = Math.round(((now - usual) / usual) * 100)
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`
}

function effectOf({ effect, ...journey }: JourneyWeek): string {
  if (!effect) return nothingToCompare(journey)
  const { verdict, why, said } = effect
  return `${capital(verdict)}: ${why}.${said ? ` ${capital(said).replace(/\.?$/, '.')}` : ''}`
}

function nothingToCompare({ hasGoal, hasHoldout }: Pick<JourneyWeek, 'hasGoal' | 'hasHoldout'>): string {
  if (!hasGoal) return 'It has no "goal", so that nobody can say what it is for and whether it is reached.'
  if (hasHoldout) return 'Nobody came in under its holdout during these 30 days.'
  return 'Nobody is held out, so that nobody can say what it changes: give it "holdout" in "entry".'
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function reasonToStop({ effect, since }: JourneyWeek, { to, worth }: ReviewFacts): string | null {
  const { interval = null } = effect ?? {}
  if (!interval || daysBetween(since, to) < leastDaysToStop) return null
  const range = `${points(interval.low)} to ${points(interval.high)}`
  if (interval.high < 0)
    return `it does harm: fewer of those it reaches reach the goal than of those held out (${range})`
  if (interval.high < worth)
    return `no lift worth having within 30 days: whatever it brings is less than ${points(worth)} (${range})`
  return null
}

function unreviewed({ reviewed, since }: JourneyWeek, to: string): string | null {
  if (daysBetween(reviewed ?? since, to) <= reviewAfterDays) return null
  return reviewed ?? 'never'
}
