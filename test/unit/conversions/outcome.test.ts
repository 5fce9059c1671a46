// What came of a pass, whoever was written to.
import { describe, expect, it } from 'vitest'
import { type Ledger, outcomesOf } from '../../../src/conversions/index.js'
import { aJourney, at, journeySet } from '../../support/builders.js'
import { aLedger, anEvent, ann, anOrder, aPass, aRefund, bob, journeys, orderGoal } from './a-ledger.js'

const outcomes = (given: Partial<Ledger> = {}, set = journeys()) =>
  outcomesOf(aLedger({ messages: [], ...given }), set)
const brief = (given: Partial<Ledger> = {}, set = journeys()) =>
  outcomes(given, set).map(({ enrollmentId, goal, conversions, amounts }) => [
    enrollmentId,
    goal,
    conversions,
    amounts,
  ])

describe('an outcome', () => {
  it('is what happened after the entry, also to whom nobody wrote', () => {
    expect(outcomes()).toEqual([
      {
        enrollmentId: 'pass',
        goal: 'primary',
        customerId: ann,
        journeyId: 'cart',
        enteredAt: at('0m'),
        conversions: 1,
        amounts: { EUR: '100.00' },
        firstAt: at('2h'),
      },
    ])
  })

  it.each([
    ['at the very entry', anOrder({ at: at('0m') })],
    ['before it', anOrder({ at: at('-1m') })],
    ['after the window', anOrder({ at: at('5d1ms') })],
    ['of another type', anEvent('order_paid')],
    ['told of before by somebody else', anOrder({ customerId: bob })],
  ])('is none of what happened %s', (_, event) => {
    expect(outcomes({ events: [event] })).toEqual([])
  })

  it('is within the window up to its last moment', () => {
    expect(brief({ events: [anOrder({ at: at('5d') })] })).toHaveLength(1)
  })

  it('adds up orders, net of refunds, by currency; what is cancelled is none', () => {
    const events = [
      anOrder(),
      anOrder({ id: 'again', at: at('3h') }),
      aRefund('20.50'),
      anOrder({ id: 'second', orderId: 'o2', total: '10.00', at: at('4h') }),
      anEvent('order_completed', {
        id: 'usd',
        properties: { order: { id: 'o3', total: '7.00', currency: 'USD' } },
      }),
      anOrder({ id: 'cancelled', orderId: 'o4' }),
      anEvent('order_cancelled', { properties: { order: { id: 'o4' } } }),
    ]
    expect(brief({ events })).toEqual([['pass', 'primary', 3, { EUR: '89.50', USD: '7.00' }]])
  })

  it('of what was all given back is a conversion worth nothing; without an amount there is none', () => {
    expect(brief({ events: [anOrder(), aRefund('100.00')] })).toEqual([
      ['pass', 'primary', 1, { EUR: '0.00' }],
    ])
    const bare = anEvent('order_completed', { properties: { order: { id: 'o1' } } })
    expect(brief({ events: [bare] })).toEqual([['pass', 'primary', 1, {}]])
  })

  it('is counted for each pass and each goal by itself', () => {
    const review = { event: 'review_posted', within: '10d' }
    const passes = [
      aPass(),
      aPass({ id: 'again', enteredAt: at('1h') }),
      aPass({ id: 'late', enteredAt: at('3h') }),
    ]
    const events = [anOrder(), anEvent('review_posted', { at: at('8d') })]
    expect(brief({ passes, events }, journeys({ cart: { goals: { review } } }))).toEqual([
      ['pass', 'primary', 1, { EUR: '100.00' }],
      ['pass', 'review', 1, {}],
      ['again', 'primary', 1, { EUR: '100.00' }],
      ['again', 'review', 1, {}],
      ['late', 'review', 1, {}],
    ])
  })

  it('of a pass with a key is only what is of that key', () => {
    const set = journeys({ cart: { key: 'order.id' } })
    expect(brief({ passes: [aPass({ key: 'o1' }), aPass({ id: 'other', key: 'o2' })] }, set)).toEqual([
      ['pass', 'primary', 1, { EUR: '100.00' }],
    ])
  })

  it('of all journeys together is counted for those that market, whatever their key', () => {
    const steps = [{ id: 'm', send: 'email', template: 't', category: 'transactional' }]
    const goal = { event: 'review_posted', within: '1d' }
    const set = journeySet(
      [aJourney({ id: 'cart', key: 'order.id', goal }), aJourney({ id: 'receipt', steps, goal })],
      {
        holdout: { share: 0.05, goal: { ...orderGoal, within: '30d' } },
      },
    )
    const passes = [aPass({ key: 'o2' }), aPass({ id: 'receipt', journeyId: 'receipt' })]
    expect(brief({ passes, events: [anOrder({ at: at('29d') })] }, set)).toEqual([
      ['pass', 'global', 1, { EUR: '100.00' }],
    ])
  })
})
