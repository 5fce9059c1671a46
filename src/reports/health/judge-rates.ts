// Which rates are too high, by the marks mailbox providers set. Pure. Small numbers raise no alarm: a rate is over a mark only
// where its interval says so, and where it happened more than twice.
import { wilsonInterval } from '../../statistics/index.js'
import type { Part, Rates } from './rates.js'

/**
 * Complaints: Gmail and Yahoo ask senders to stay below 0.1 % and never to reach 0.3 %. Bounces: from 2 % on a list is kept
 * badly, and from 5 % on providers review or stop the account (Amazon SES).
 */
export const marks = {
  complaint: { warn: 0.001, bad: 0.003 },
  bounce: { warn: 0.02, bad: 0.05 },
} as const

/** Of how many messages a rate is no chance: one of three is 33 % and means nothing. */
export const fewest = 3

/** watch: the rate is over a mark, but the numbers are too small to tell. */
export const healthVerdicts = ['bad', 'warn', 'watch', 'not reported', 'good', 'nothing sent'] as const
export type HealthVerdict = (typeof healthVerdicts)[number]

export interface Judged {
  readonly verdict: HealthVerdict
  /** What is over which mark, in words; null: nothing. */
  readonly why: string | null
}

export function judgeRates({ bounce, complaint }: Rates): Judged {
  if (bounce.of === 0) return { verdict: 'nothing sent', why: null }
  const judged = [
    judge('bounces', bounce, marks.bounce),
    complaint === null
      ? ({ verdict: 'not reported', why: 'nobody reports complaints' } as const)
      : judge('complaints', complaint, marks.complaint),
  ]
  const [worst] = judged.sort((a, b) => healthVerdicts.indexOf(a.verdict) - healthVerdicts.indexOf(b.verdict))
  return worst!
}

function judge(what: string, part: Part, { warn, bad }: { warn: number; bad: number }): Judged {
  const { count, of } = part
  if (of === 0 || count / of < warn) return { verdict: 'good', why: null }
  const { low, high } = wilsonInterval({ successes: count, trials: of })
  const sure = count >= fewest ? low : 0
  const rate = `${what} ${percent(count / of)} (${percent(low)} to ${percent(high)})`
  if (sure >= bad) return { verdict: 'bad', why: `${rate}, over ${percent(bad)}` }
  if (sure >= warn) return { verdict: 'warn', why: `${rate}, over ${percent(warn)}` }
  return {
    verdict: 'watch',
    why: `${rate}: ${count.toLocaleString('en')} of ${of.toLocaleString('en')} is too little to tell`,
  }
}

/** `0.00312` → `0.31 %`. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`
