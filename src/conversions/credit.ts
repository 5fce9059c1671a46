// Credit: what a customer did that messages have a part in, and how it is divided among them. Pure: the same ledger gives
// the same conversions, whatever came in which order. docs/reference/goals.md says the rules.
import type { JourneySet } from '../journeys/engine/index.js'
import { amountsOf } from './amounts.js'
import type { Ledger } from './ledger.js'
import { type Occurrence, occurrencesOf } from './order.js'
import { type Touch, touchFinder } from './touches.js'
import { type Weights, weightsOf } from './weights.js'

/** A message's part in a conversion. */
export interface Credit extends Weights {
  readonly messageId: string
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly stepId: string
  readonly channel: string
  readonly enteredAt: Date
  readonly touchedAt: Date
}

/** An order, or another event that is a goal, with at least one touch; named after its last touch. */
export interface Conversion {
  readonly source: string
  readonly eventId: string
  /** 'primary', or JOURNEY/NAME. */
  readonly goal: string
  readonly customerId: string
  readonly messageId: string
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly stepId: string
  readonly channel: string
  readonly enteredAt: Date
  readonly touchedAt: Date
  readonly occurredAt: Date
  readonly orderId: string | null
  readonly value: string | null
  readonly currency: string | null
  readonly refunded: string
  readonly cancelled: boolean
  readonly country: string | null
  readonly segments: readonly string[]
  readonly categories: Readonly<Record<string, string>>
  /** The earliest touch first. */
  readonly credits: readonly Credit[]
}

/** Tells conversions apart. */
export const keyOf = ({ source, eventId, goal }: Pick<Conversion, 'source' | 'eventId' | 'goal'>): string =>
  JSON.stringify([source, eventId, goal])

/** Of all conversions of one customer. More are no person, and would fill the memory. */
const mostCredits = 50_000

export class TooManyTouches extends Error {
  readonly code = 'too_many_touches'
  override name = 'TooManyTouches'
}

/** Throws TooManyTouches, for one who is written to and orders as only a machine does. */
export function creditsOf(ledger: Ledger, journeys: JourneySet): Conversion[] {
  if (ledger.messages.length === 0) return []
  const touchesOf = touchFinder(ledger, journeys)
  let credits = 0
  return occurrencesOf(ledger.customerId, ledger.events, journeys.goals.types).flatMap(occurrence =>
    [...touchesOf(occurrence)].map(([goal, touches]) => {
      credits += touches.length
      if (credits > mostCredits) throw new TooManyTouches('more touches than one customer can have')
      return conversion(ledger.customerId, goal, occurrence, touches)
    }),
  )
}

function conversion(
  customerId: string,
  goal: string,
  occurrence: Occurrence,
  touches: readonly Touch[],
): Conversion {
  const last = touches.at(-1)!
  const { source, eventId, at, orderId, cancelled } = occurrence
  const { value, currency, refunded, categories } = amountsOf(last.goal, occurrence)
  const { country, segments } = last.pass
  const weights = weightsOf(touches.map(touch => touch.at.getTime()))
  return {
    source,
    eventId,
    goal,
    customerId,
    ...placeOf(last),
    occurredAt: at,
    orderId,
    value,
    currency,
    refunded,
    cancelled,
    country,
    segments,
    categories,
    credits: touches.map((touch, n) => ({ ...placeOf(touch), ...weights[n]! })),
  }
}

const placeOf = ({ message, pass, at }: Touch): Omit<Credit, keyof Weights> => ({
  messageId: message.id,
  enrollmentId: message.enrollmentId,
  journeyId: message.journeyId,
  version: message.version,
  stepId: message.stepId,
  channel: message.channel,
  enteredAt: pass.enteredAt,
  touchedAt: at,
})
