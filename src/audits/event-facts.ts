// What came in, as the audits compare it: the hours up to now, and the same hours of the weeks before. Pure.

/** Lengths of the stretches that are compared, in hours. */
export const stretches = [3, 24, 168] as const
export type Stretch = (typeof stretches)[number]

/** The same stretch of this week (0) and of the four before it (1 to 4). */
export interface EventSum {
  readonly source: string
  readonly type: string
  readonly week: number
  readonly events: number
  readonly repeats: number
  readonly late: number
  readonly ahead: number
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

export interface EventFacts {
  /** Until when events were counted. */
  readonly to: Date
  /** Of each source and type; its first hour, as far as counts are kept. */
  readonly streams: readonly { readonly source: string; readonly type: string; readonly since: Date }[]
  readonly sums: Readonly<Record<Stretch, readonly EventSum[]>>
  readonly fields: Readonly<Record<24 | 168, readonly FieldSum[]>>
}

/** One source and type this week, and in the weeks before that can be compared with it. */
export interface Compared {
  readonly source: string
  readonly type: string
  readonly now: EventSum
  readonly before: readonly EventSum[]
}

const hourMs = 3_600_000
const weekMs = 168 * hourMs
const weeksBefore = [1, 2, 3, 4] as const

/**
 * By source and type. A week before can be compared when the source told of the type already, also where nothing came in it.
 * Fewer than two such weeks are nothing to go by: then `before` is empty.
 */
export function compareWeeks({ to, streams, sums }: EventFacts, hours: Stretch): readonly Compared[] {
  const known = new Map(sums[hours].map(sum => [`${sum.week} ${sum.type} ${sum.source}`, sum]))
  return streams.map(({ source, type, since }) => {
    const weeks = weeksBefore.filter(week => since.getTime() <= to.getTime() - week * weekMs - hours * hourMs)
    const of = (week: number): EventSum =>
      known.get(`${week} ${type} ${source}`) ?? { ...blank, source, type, week }
    return { source, type, now: of(0), before: weeks.length < 2 ? [] : weeks.map(of) }
  })
}

const blank = { events: 0, repeats: 0, late: 0, ahead: 0, nameless: 0, checked: 0 }

/** Of no numbers: 0. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

export const stretchText = (hours: Stretch): string => (hours === 168 ? '7 days' : `${hours} hours`)
export const shown = (count: number): string => Math.round(count).toLocaleString('en')
/** 0.034 → "3 %"; what is below one percent has a digit more. */
export const percent = (share: number): string =>
  `${share < 0.01 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`
