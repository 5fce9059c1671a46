// Whether a person opened a mail or followed a link, or a machine did: a scanner, a prefetcher, a mail program that loads all
// pictures. Pure.
import type { Visit } from '../../model/report.js'
import { imageProxies, machineAgents } from './machine-agents.js'

/**
 * Why a visit is taken for that of a machine, such as "prefetch"; null: a person, as far as can be told. `wireAt`: when the
 * message was handed over.
 */
export function signOfMachine(visit: Visit, occurredAt: string, wireAt: Date | null): string | null {
  if (visit.method === 'HEAD') return 'head'
  if (visit.purpose !== '') return 'prefetch'
  return (
    signOfAgent(visit) ?? (wireAt && isTooSoon(Date.parse(occurredAt) - wireAt.getTime()) ? 'too_soon' : null)
  )
}

function signOfAgent({ what, userAgent }: Visit): string | null {
  const agent = userAgent.trim()
  if (agent === '') return 'no_user_agent'
  if (what === 'open' && imageProxies.test(agent)) return null
  // Apple's Mail says nothing more than this when it loads the pictures of every mail, read or not, by way of its servers.
  if (agent === 'Mozilla/5.0') return 'apple_mail_privacy'
  return machineAgents.find(({ pattern }) => pattern.test(agent))?.sign ?? null
}

/**
 * From the first byte to the provider over its queue and the mailbox to somebody who has read it: nobody is that quick, but a
 * scanner on the way is. Well before that, it is about an earlier attempt.
 */
const soonestMs = 2_000
const clocksDifferMs = 60_000

const isTooSoon = (ms: number): boolean => ms < soonestMs && ms > -clocksDifferMs
