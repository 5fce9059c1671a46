// Asks one address whether it is there: like a browser, but with limits on time, size and redirects, and nowhere in the network
// around this machine unless told so. For `triggerfish check --links` and for the audits.
import type { Answer, Asker, NoAnswer } from '../../platform/guarded-request.js'

/** `unsure`: it answers, but not to programs. */
export type LinkState = 'good' | 'broken' | 'unsure'

export interface AskedLink {
  readonly url: string
  readonly state: LinkState
  /** Why no server answered: "timeout", "private_address" …; null: one did. */
  readonly failure: string | null
  /** For people: "404", "timeout", "leads to a private address". */
  readonly why: string
  /** Where redirects ended, if elsewhere. */
  readonly endsAt: string | null
}

const mostRedirects = 5
/** Of a link with all its redirects. */
const patienceMs = 30_000

/** `stopped`: breaks it off; then the answer says nothing of the link. */
export async function askLink(ask: Asker, url: string, stopped?: AbortSignal): Promise<AskedLink> {
  const late = AbortSignal.timeout(patienceMs)
  const stop = stopped ? AbortSignal.any([late, stopped]) : late
  let at = url
  for (let redirects = 0; ; redirects++) {
    const answer = await answerOf(ask, at, stop)
    const next = 'failure' in answer ? null : redirectOf(answer, at)
    const endsAt = at === url ? null : at
    if (next === null) return { url, endsAt, ...judged(answer) }
    if (next === 'nowhere')
      return { url, endsAt, state: 'broken', failure: null, why: 'redirects to no web address' }
    if (redirects === mostRedirects)
      return { url, endsAt, ...judged(answer), state: 'broken', why: `more than ${mostRedirects} redirects` }
    at = next
  }
}

/** Not every server knows HEAD, and some answer it otherwise than GET. */
async function answerOf(ask: Asker, url: string, stop: AbortSignal): Promise<Answer | NoAnswer> {
  const head = await ask({ method: 'HEAD', url, headers, stop })
  if ('failure' in head ? isFinal(head) : head.status < 400) return head
  return await ask({ method: 'GET', url, headers, stop })
}

const isFinal = ({ failure }: NoAnswer): boolean =>
  ['private_address', 'timeout', 'stopped', 'enotfound', 'econnrefused'].includes(failure)

const headers = { accept: 'text/html,*/*;q=0.8', 'user-agent': 'triggerfish-link-check' }

/** null: it is none. */
function redirectOf({ status, headers: { location } }: Answer, at: string): string | null {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null
  if (!URL.canParse(location, at)) return 'nowhere'
  const { href, protocol } = new URL(location, at)
  return protocol === 'http:' || protocol === 'https:' ? href : 'nowhere'
}

/** What shops and their guards answer to programs, though a browser would be let in. */
const refusals: ReadonlySet<number> = new Set([401, 403, 405, 406, 429, 999])

const failures: Readonly<Record<string, string>> = {
  private_address: 'leads to a private address: add --allow-private if it is meant',
  cert_has_expired: 'its certificate has expired',
  enotfound: 'there is no such host',
  econnrefused: 'the host refuses the connection',
  stopped: 'timeout',
}

function judged(answer: Answer | NoAnswer): Pick<AskedLink, 'state' | 'failure' | 'why'> {
  if ('failure' in answer) {
    const { failure } = answer
    return { state: 'broken', failure, why: failures[failure] ?? failure }
  }
  const { status } = answer
  const state = status < 400 ? 'good' : refusals.has(status) ? 'unsure' : 'broken'
  return { state, failure: null, why: String(status) }
}
