// What came in, as the audits compare it: the hours up to now, and the same hours of the weeks before. Pure.
import type { Past, PastTurn } from './past.js'

/** Lengths of the stretches that are compared, in hours. */
export const stretches = [3, 24, 168, 336] as const
export type Stretch = (typeof stretches)[number]

/** The same stretch of this week (0) and of the weeks before it; of 336 hours, of the two weeks before them, and so on. */
export interface EventSum {
  readonly source: string
  readonly type: string
  readonly week: number
  readonly events: number
  readonly repeats: number
  readonly late: number
  readonly ahead: number
  readonly delayed: number
  readonly doubled: number
  readonly nameless: number
  readonly checked: number
}

export interface FieldSum {
  readonly source: string
  readonly type: string
  readonly week: number
  readonly fault: 'missing' | 'mistyped'
  readonly path: string
  readonly events: number
}

/** What the doors refused during the stretch up to now. `path` '': the events as such. */
export interface RefusedSum {
  readonly source: string
  /** '': of no type that ever came in. */
  readonly type: string
  readonly path: string
  readonly fault: '' | 'missing' | 'wrong'
  readonly events: number
}

/** A source and type, with its first and its last hour, as far as counts are kept. */
export interface EventStream {
  readonly source: string
  readonly type: string
  readonly since: Date
  readonly last: Date
}

export interface EventFacts {
  /** Until when events were counted. */
  readonly to: Date
  readonly streams: readonly EventStream[]
  readonly sums: Readonly<Record<Stretch, readonly EventSum[]>>
  readonly fields: Readonly<Record<24 | 168, readonly FieldSum[]>>
  readonly refused: Readonly<Record<3 | 24 | 168, readonly RefusedSum[]>>
  /** Sources that had keys by which events come, and have none any more. */
  readonly revoked: readonly string[]
}

/** One source and type this week, and in the weeks before that can be compared with it, the latest first. */
export interface Compared {
  readonly source: string
  readonly type: string
  readonly to: Date
  readonly hours: Stretch
  readonly since: Date
  readonly now: EventSum
  readonly before: readonly EventSum[]
}

const hourMs = 3_600_000
/** From one stretch to the one it is compared with: whole weeks, so that Mondays are compared with Mondays. */
export const shiftHours = (hours: Stretch): number => Math.max(168, hours)
/** As many shifts as counts are kept for. */
export const shiftsOf = (hours: Stretch): number => (hours === 336 ? 3 : 9)
/** What is usual is told by so many of them; fewer than two say nothing. */
const weeksCompared = 4
const leastCompared = 2

/** By source and type. A week before can be compared when the source told of the type already, also where nothing came in it. */
export function compareWeeks({ to, streams, sums }: EventFacts, hours: Stretch): readonly Compared[] {
  const known = new Map<string, EventSum[]>()
  for (const sum of sums[hours]) {
    const key = `${sum.type} ${sum.source}`
    const list = known.get(key) ?? []
    list[sum.week] = sum
    known.set(key, list)
  }
  return streams.map(({ source, type, since }) => {
    const own = known.get(`${type} ${source}`) ?? []
    const of = (week: number): EventSum => own[week] ?? { ...blank, source, type, week }
    const weeks = Array.from({ length: shiftsOf(hours) }, (_, n) => n + 1)
    const before = weeks.filter(week => since.getTime() <= beginOf(to, hours, week)).map(of)
    return { source, type, to, hours, since, now: of(0), before }
  })
}

const blank = {
  events: 0,
  repeats: 0,
  late: 0,
  ahead: 0,
  delayed: 0,
  doubled: 0,
  nameless: 0,
  checked: 0,
}

const endOf = (to: Date, hours: Stretch, week: number): number =>
  to.getTime() - week * shiftHours(hours) * hourMs
const beginOf = (to: Date, hours: Stretch, week: number): number => endOf(to, hours, week) - hours * hourMs

/**
 * The weeks that say what is usual: the latest four in which these audits found nothing of the subject, so that a fault never
 * becomes the usual. Fewer than two: none.
 */
export function usualWeeks(
  stream: Compared,
  past: Past,
  codes: readonly string[],
  subject: string,
): EventSum[] {
  const turns = past.turnsOf(codes, subject)
  const clean = stream.before
    .filter(({ week }) => !turns.some(turn => overlaps(stream, week, turn)))
    .slice(0, weeksCompared)
  return clean.length < leastCompared ? [] : clean
}

/** A fault begins before it is found: by up to the stretch it was found in. */
function overlaps({ to, hours }: Compared, week: number, { from, until }: PastTurn): boolean {
  const begun = from.getTime() - Math.max(24, Math.min(hours, 168)) * hourMs
  return endOf(to, hours, week) > begun && (until === null || beginOf(to, hours, week) < until.getTime())
}

/** Of no numbers: 0. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

export const stretchText = (hours: Stretch): string => (hours > 24 ? `${hours / 24} days` : `${hours} hours`)
export const shown = (count: number): string => Math.round(count).toLocaleString('en')
/** 0.034 → "3 %"; what is below one percent has a digit more. */
export const percent = (share: number): string =>
  `${share < 0.01 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`
