// Ledgers for tests of credit: a pass, a message of it, and what happened.
import type {
  Conversion,
  Ledger,
  LedgerEvent,
  LedgerMessage,
  LedgerPass,
} from '../../../src/conversions/index.js'
import type { JourneySet } from '../../../src/journeys/engine/index.js'
import type { JsonObject } from '../../../src/model/json.js'
import { aJourney, at, journeySet } from '../../support/builders.js'

export const ann = '00000000-0000-4000-8000-000000000001'
export const bob = '00000000-0000-4000-8000-000000000002'

export const orderGoal = { event: 'order_completed', within: '5d', value: 'order.total' }

/** Journeys of these ids, all for orders unless said otherwise. */
export const journeys = (given: Readonly<Record<string, JsonObject>> = { cart: {} }): JourneySet =>
  journeySet(Object.entries(given).map(([id, more]) => aJourney({ id, goal: orderGoal, ...more })))

export const aPass = (given: Partial<LedgerPass> = {}): LedgerPass => ({
  id: 'pass',
  journeyId: 'cart',
  version: 1,
  key: '',
  enteredAt: at('0m'),
  country: null,
  segments: [],
  data: {},
  outputs: {},
  ...given,
})

/** Handed over an hour after the entry. */
export const aMessage = (given: Partial<LedgerMessage> = {}): LedgerMessage => ({
  id: 'message',
  enrollmentId: 'pass',
  journeyId: 'cart',
  version: 1,
  stepId: 'remind',
  channel: 'email',
  createdAt: given.wireAt ?? at('1h'),
  wireAt: at('1h'),
  ...given,
})

export const anEvent = (type: string, given: Partial<LedgerEvent> = {}): LedgerEvent => ({
  source: 'shop',
  id: `${type}-1`,
  customerId: ann,
  type,
  at: at('2h'),
  properties: {},
  ...given,
})

/** Of 100 EUR, two hours after the entry. */
export const anOrder = (
  given: Partial<LedgerEvent> & { orderId?: string; total?: string } = {},
): LedgerEvent => {
  const { orderId = 'o1', total = '100.00', ...rest } = given
  return anEvent('order_completed', {
    properties: { order: { id: orderId, total, currency: 'EUR' } },
    ...rest,
  })
}

export const aRefund = (
  amount: string,
  given: Partial<LedgerEvent> & { orderId?: string } = {},
): LedgerEvent => {
  const { orderId = 'o1', ...rest } = given
  return anEvent('order_refunded', {
    at: at('5h'),
    properties: { order: { id: orderId }, refund: { amount, currency: 'EUR' } },
    ...rest,
  })
}

/** One pass, one message, one order. */
export const aLedger = (given: Partial<Ledger> = {}): Ledger => ({
  customerId: ann,
  passes: [aPass()],
  messages: [aMessage()],
  visits: [],
  events: [anOrder()],
  ...given,
})

/** What most tests look at. */
export const brief = (conversions: readonly Conversion[]) =>
  conversions.map(({ goal, messageId, value, refunded, cancelled }) => ({
    goal,
    messageId,
    value,
    ...(refunded !== '0.00' && { refunded }),
    ...(cancelled && { cancelled }),
  }))
