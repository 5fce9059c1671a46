// What an answer changes of what is known of a link, and when it is asked again. Pure. One answer alone proves nothing: a finding
// needs a second one, an hour later.
import type { AskedLink } from './ask-link.js'

/** What is known of a link. Times are real ones. */
export interface KnownLink {
  readonly url: string
  /** Answers in a row that were none. */
  readonly failures: number
  /** The first of them. */
  readonly brokenSince: Date | null
}

export interface JudgedLink extends KnownLink {
  readonly dueAt: Date
  /** Whether any server answered. */
  readonly answered: boolean
  readonly why: string
}

const hourMs = 3_600_000
const dailyMs = 24 * hourMs
/** Long enough for a deployment or a restart of the shop to be over. */
const confirmMs = hourMs
/** What is broken is looked at more often, so that it is known to be mended on the same day. */
const brokenMs = 6 * hourMs
/** So many answers in a row that are none are a finding. */
export const confirmed = 2

export function judgeAnswer(known: KnownLink, asked: AskedLink, now: Date): JudgedLink {
  const { url, state, failure, why } = asked
  const after = (ms: number): Date => new Date(now.getTime() + ms)
  const answer = { url, answered: failure === null, why }
  if (state === 'good') return { ...answer, failures: 0, brokenSince: null, dueAt: after(dailyMs) }
  // Says nothing: neither that it is there, nor that it is not. So does an address that only this network knows.
  if (state === 'unsure' || failure === 'private_address') {
    const { failures, brokenSince } = known
    return { ...answer, failures, brokenSince, dueAt: after(dailyMs) }
  }
  const failures = known.failures + 1
  return {
    ...answer,
    failures,
    brokenSince: known.brokenSince ?? now,
    dueAt: after(failures < confirmed ? confirmMs : brokenMs),
  }
}
