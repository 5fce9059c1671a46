// Every order of the shop, whoever earned it: what journeys claim is a share of these. Pure; by the rules of all occurrences.
import { amountsOf } from './amounts.js'
import type { Ledger } from './ledger.js'
import { occurrencesOf, orderType } from './order.js'

/** An order, once however often it is reported. */
export interface ShopOrder {
  readonly source: string
  /** Its earliest report. */
  readonly eventId: string
  readonly customerId: string
  readonly occurredAt: Date
  readonly orderId: string | null
  /** null: no report says. */
  readonly value: string | null
  readonly currency: string | null
  readonly refunded: string
  readonly cancelled: boolean
}

/** Where all shops have what an order is worth, whatever the goals of journeys call its value. */
const worth = { value: { amount: ['order', 'total'], currency: ['order', 'currency'] } }
const types: ReadonlySet<string> = new Set([orderType])

export const shopOrdersOf = ({ customerId, events }: Pick<Ledger, 'customerId' | 'events'>): ShopOrder[] =>
  occurrencesOf(customerId, events, types).map(occurrence => {
    const { source, eventId, at, orderId, cancelled } = occurrence
    const { value, currency, refunded } = amountsOf(worth, occurrence)
    return { source, eventId, customerId, occurredAt: at, orderId, value, currency, refunded, cancelled }
  })
