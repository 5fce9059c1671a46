// Whatever came in which order and however often: the same is counted, and never more than there was.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditsOf, type Ledger, type LedgerEvent, outcomesOf } from '../../../src/conversions/index.js'
import { unitsOf } from '../../../src/model/decimal-amount.js'
import { at } from '../../support/builders.js'
import {
  aLedger,
  aMessage,
  anEvent,
  ann,
  anOrder,
  aPass,
  aRefund,
  bob,
  journeys,
  orderGoal,
} from './a-ledger.js'

const set = journeys({
  cart: { goals: { big: { ...orderGoal, where: { 'order.total': { gte: 50 } } } } },
  browse: { goal: { ...orderGoal, anchor: 'click', within: '2h' } },
  later: { goal: { ...orderGoal, anchor: 'entry', within: '1d' } },
})
const names = ['cart', 'browse', 'later'] as const

const hour = fc.integer({ min: 0, max: 60 }).map(n => at(`${n}h`))
const orderId = fc.constantFrom('o1', 'o2', 'o3')
const source = fc.constantFrom('shop', 'pos')
const customerId = fc.constantFrom(ann, ann, ann, bob)
const cents = fc.integer({ min: 0, max: 20_000 }).map(n => (n / 100).toFixed(2))

const message = fc.record({ journeyId: fc.constantFrom(...names), wireAt: hour })
const order = fc.record({ orderId, source, customerId, at: hour, total: cents })
const refund = fc.record({ orderId, source, customerId, at: hour, amount: cents })
const cancellation = fc.record({ orderId, source, customerId, at: hour })
const visit = fc.record({ n: fc.nat(5), kind: fc.constantFrom('click' as const, 'open' as const), at: hour })

const ledger = fc
  .record({
    messages: fc.array(message, { maxLength: 6 }),
    visits: fc.array(visit, { maxLength: 6 }),
    orders: fc.array(order, { maxLength: 6 }),
    refunds: fc.array(refund, { maxLength: 3 }),
    cancellations: fc.array(cancellation, { maxLength: 1 }),
  })
  .map(
    ({ messages, visits, orders, refunds, cancellations }): Ledger =>
      aLedger({
        passes: names.map(journeyId => aPass({ id: journeyId, journeyId })),
        messages: messages.map((one, n) => aMessage({ ...one, id: `m${n}`, enrollmentId: one.journeyId })),
        visits: visits.map(({ n, ...rest }) => ({ ...rest, messageId: `m${n}` })),
        events: [
          ...orders.map((one, n) => anOrder({ ...one, id: `order-${n}` })),
          ...refunds.map(({ amount, ...one }, n) => aRefund(amount, { ...one, id: `refund-${n}` })),
          ...cancellations.map(({ orderId: id, ...one }, n) =>
            anEvent('order_cancelled', { ...one, id: `cancelled-${n}`, properties: { order: { id } } }),
          ),
        ],
      }),
  )

const counted = (one: Ledger) => ({
  conversions: creditsOf(one, set).sort((a, b) => (a.eventId + a.goal < b.eventId + b.goal ? -1 : 1)),
  outcomes: outcomesOf(one, set).sort((a, b) => (a.enrollmentId + a.goal < b.enrollmentId + b.goal ? -1 : 1)),
})

const shuffled = <T>(list: readonly T[], order: readonly number[]): T[] =>
  list
    .map((item, n) => ({ item, rank: order[n % order.length]! }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)

const net = ({
  value,
  refunded,
  cancelled,
}: {
  value: string | null
  refunded: string
  cancelled: boolean
}) => (value === null || cancelled ? 0n : unitsOf(value)! - unitsOf(refunded)!)

describe('what is counted', () => {
  it('does not hang on the order of anything, nor on what is told twice', () => {
    fc.assert(
      fc.property(ledger, fc.array(fc.nat(), { minLength: 1, maxLength: 7 }), (one, order) => {
        const twice = <T>(list: readonly T[]): T[] => shuffled([...list, ...list], order)
        const mixed = {
          ...one,
          passes: twice(one.passes),
          messages: twice(one.messages),
          visits: twice(one.visits),
          events: twice(one.events),
        }
        expect(counted(mixed)).toEqual(counted(one))
      }),
    )
  })

  it('is each order at most once for the primary goals, and never more than it was worth', () => {
    fc.assert(
      fc.property(ledger, one => {
        const conversions = creditsOf(one, set)
        const primary = conversions.filter(({ goal }) => goal === 'primary')
        const mine = one.events.filter(event => event.type === 'order_completed' && event.customerId === ann)
        expect(new Set(primary.map(({ eventId }) => eventId)).size).toBe(primary.length)
        expect(primary.length).toBeLessThanOrEqual(mine.length)
        for (const conversion of conversions) {
          expect(net(conversion) >= 0n).toBe(true)
          const divided = Object.values(conversion.categories).map(amount => unitsOf(amount)!)
          expect(divided.reduce((sum, units) => sum + units, 0n)).toBe(net(conversion))
        }
      }),
    )
  })

  it('is divided into weights that add up to exactly one, the last touch last', () => {
    fc.assert(
      fc.property(ledger, one => {
        for (const { credits, messageId } of creditsOf(one, set)) {
          for (const model of ['lastTouch', 'firstTouch', 'linear', 'position', 'decay'] as const) {
            const weights = credits.map(credit => BigInt(credit[model].replace('.', '')))
            expect(weights.every(weight => weight >= 0n)).toBe(true)
            expect(weights.reduce((sum, weight) => sum + weight, 0n)).toBe(100_000_000n)
          }
          expect(credits.at(-1)).toMatchObject({ messageId, lastTouch: '1.00000000' })
        }
      }),
    )
  })

  it('is less by just what a refund gives back, as long as there is anything left', () => {
    fc.assert(
      fc.property(ledger, orderId, cents, (one, id, amount) => {
        const more: LedgerEvent = aRefund(amount, { id: 'more', orderId: id, source: 'shop' })
        const before = new Map(creditsOf(one, set).map(each => [each.eventId + each.goal, each]))
        for (const after of creditsOf({ ...one, events: [...one.events, more] }, set)) {
          const was = before.get(after.eventId + after.goal)!
          const less = net(was) - net(after)
          if (after.orderId !== id || after.cancelled) expect(less).toBe(0n)
          else expect([0n, unitsOf(amount), net(was)]).toContain(less)
        }
      }),
    )
  })
})
