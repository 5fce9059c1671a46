// How messages arrived, as rates. Pure. A rate is of those it could have happened to: bounces of what was handed over,
// complaints, unsubscriptions and clicks of what arrived.

export interface Arrivals {
  readonly handedOver: number
  readonly delivered: number
  readonly opened: number
  readonly clicked: number
  readonly bounced: number
  readonly complained: number
  readonly unsubscribed: number
  /** Refused by the provider, and so not among those handed over. */
  readonly failed: number
  readonly unknown: number
}

export interface Part {
  readonly count: number
  readonly of: number
}

/** null: not reported by any of these senders. */
export interface Rates {
  readonly delivery: Part | null
  readonly bounce: Part
  readonly complaint: Part | null
  readonly unsubscribe: Part
  readonly click: Part
  /** Not taken: of those handed over and those refused. */
  readonly refusal: Part
}

/**
 * Whether deliveries are reported. Who opened or clicked surely has the message, so that some count as delivered although
 * nobody reported them (plain SMTP); only more than those were reported.
 */
export const reportsDeliveries = ({ delivered, opened, clicked, complained }: Arrivals): boolean =>
  delivered > Math.max(opened, clicked, complained)

export interface SenderArrivals extends Arrivals {
  readonly sender: string
}

/** Looked at over everything that is asked for: on one quiet day a sender may well have nothing to report. */
export function sendersThatReport(found: readonly SenderArrivals[]): ReadonlySet<string> {
  const names = [...new Set(found.map(({ sender }) => sender))]
  return new Set(
    names.filter(name => reportsDeliveries(sumOf(found.filter(({ sender }) => sender === name)))),
  )
}

const countNames = [
  'handedOver',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'unsubscribed',
  'failed',
  'unknown',
] as const

export const sumOf = (parts: readonly Arrivals[]): Arrivals =>
  Object.fromEntries(
    countNames.map(name => [name, add(parts.map(part => part[name]))]),
  ) as unknown as Arrivals

/** Of several senders together: each is counted only where it reports. */
export function ratesOf(arrivals: readonly SenderArrivals[], reporting: ReadonlySet<string>): Rates {
  const reported = arrivals.filter(({ sender }) => reporting.has(sender))
  const arrived = add(arrivals.map(one => (reporting.has(one.sender) ? one.delivered : notRefused(one))))
  const delivered = add(reported.map(one => one.delivered))
  const handedOver = add(arrivals.map(one => one.handedOver))
  const failed = add(arrivals.map(one => one.failed))
  const none = reported.length === 0
  return {
    delivery: none ? null : part(delivered, add(reported.map(one => one.handedOver))),
    bounce: part(add(arrivals.map(one => one.bounced)), handedOver),
    complaint: none ? null : part(add(reported.map(one => one.complained)), delivered),
    unsubscribe: part(add(arrivals.map(one => one.unsubscribed)), arrived),
    click: part(add(arrivals.map(one => one.clicked)), arrived),
    refusal: part(failed, handedOver + failed),
  }
}

/** What is reported of a message need not be what was reported of it before: an unsubscription may come without a delivery. */
const part = (count: number, of: number): Part => ({ count: Math.min(count, of), of })

/** The best that is known of a sender without reports. */
const notRefused = ({ handedOver, bounced }: Arrivals): number => Math.max(0, handedOver - bounced)

export const rateOf = ({ count, of }: Part): number => count / of

export const add = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)
