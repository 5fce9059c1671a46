// From what senders.json says of a sender's pace to the buckets that a message takes a token of. Pure.
import { createHash } from 'node:crypto'
import type { Category } from '../../journeys/definition/action-schemas.js'
import type { Rate, WarmUp } from '../../journeys/definition/sender-parts-schema.js'
import { durationMs } from '../../model/time.js'
import type { TokenDays, TokenLimit, TokenPace } from '../../platform/queue/index.js'
import type { NamedSender } from '../named-sender.js'

export type Pace = Pick<NamedSender<unknown>, 'rate' | 'domains' | 'warmUp'>

export interface PacedMessage {
  readonly category: Category
  /** An email address, or a phone number. */
  readonly to: string
}

export type LimitReason = 'rate_limited' | 'domain_rate_limited' | 'warm_up'

export interface ReasonedLimit {
  readonly reason: LimitReason
  readonly limit: TokenLimit
}

/** In the order in which they are asked; empty: the sender may be used as fast as it can. */
export function limitsFor(pace: Pace, message: PacedMessage): ReasonedLimit[] {
  const host = hostOf(message.to)
  const ofDomain = host === null ? undefined : domainRate(pace, host)
  return [
    ...(pace.rate ? [{ reason: 'rate_limited' as const, limit: paceOf('rate', pace.rate, message) }] : []),
    ...(ofDomain && host !== null
      ? [{ reason: 'domain_rate_limited' as const, limit: paceOf(domainName(host), ofDomain, message) }]
      : []),
    ...(pace.warmUp ? [{ reason: 'warm_up' as const, limit: daysOf(pace.warmUp, message) }] : []),
  ]
}

/**
 * A tenth of the rate may go at once, and the bucket fills with nine tenths of it: so in no stretch of time as long as
 * `per` are there more than `max`, wherever it begins. Half of what may go at once is left for what belongs to an order.
 */
export function paceOf(
  name: string,
  { max, per }: Rate,
  { category }: Pick<PacedMessage, 'category'>,
): TokenPace {
  const everyMs = durationMs(per) / (max * (1 - atOnce))
  const roomMs = everyMs * max * atOnce
  return { name, everyMs, roomMs, slackMs: category === 'transactional' ? roomMs : roomMs / 2 }
}
const atOnce = 0.1

/** A tenth of each day is left for what belongs to an order. */
export const daysOf = (
  { from, perDay }: WarmUp,
  { category }: Pick<PacedMessage, 'category'>,
): TokenDays => ({
  name: 'days',
  firstDay: Date.parse(`${from}T00:00:00Z`) / dayMs,
  perDay: category === 'transactional' ? perDay : perDay.map(most => most - keptOf(most)),
})
const dayMs = 24 * 60 * 60_000
const keptOf = (most: number): number => (most < 2 ? 0 : Math.max(1, Math.floor(most / 10)))

const domainRate = ({ domains }: Pace, host: string): Rate | undefined =>
  domains && (Object.hasOwn(domains, host) ? domains[host] : domains['*'])

const hostOf = (to: string): string | null => {
  const at = to.lastIndexOf('@')
  return at < 0 ? null : to.slice(at + 1).toLowerCase()
}

/** Not the domain itself: of somebody with a domain of their own, Redis would keep a name. */
const domainName = (host: string): string =>
  `domain:${createHash('sha256').update(host).digest('base64url').slice(0, 22)}`
