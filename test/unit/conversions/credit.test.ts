// Who earned what: touches, windows, orders told again, what was given back.
import { describe, expect, it } from 'vitest'
import { creditsOf, type Ledger } from '../../../src/conversions/index.js'
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
  brief,
  journeys,
  orderGoal,
} from './a-ledger.js'

const credited = (given: Partial<Ledger> = {}, set = journeys()) => brief(creditsOf(aLedger(given), set))
const order = { goal: 'primary', messageId: 'message', value: '100.00' }

describe('an order', () => {
  it('is credited to the message handed over before it', () => {
    const [conversion] = creditsOf(aLedger(), journeys())
    expect(conversion).toEqual({
      source: 'shop',
      eventId: 'order_completed-1',
      goal: 'primary',
      customerId: ann,
      messageId: 'message',
      enrollmentId: 'pass',
      journeyId: 'cart',
      version: 1,
      stepId: 'remind',
      channel: 'email',
      enteredAt: at('0m'),
      touchedAt: at('1h'),
      occurredAt: at('2h'),
      orderId: 'o1',
      value: '100.00',
      currency: 'EUR',
      refunded: '0.00',
      cancelled: false,
      country: null,
      segments: [],
      categories: { '': '100.00' },
      credits: [
        {
          messageId: 'message',
          enrollmentId: 'pass',
          journeyId: 'cart',
          version: 1,
          stepId: 'remind',
          channel: 'email',
          enteredAt: at('0m'),
          touchedAt: at('1h'),
          lastTouch: '1.00000000',
          firstTouch: '1.00000000',
          linear: '1.00000000',
          position: '1.00000000',
          decay: '1.00000000',
        },
      ],
    })
  })

  it.each([
    ['nobody wrote', { messages: [] }],
    ['it was before the hand-over', { events: [anOrder({ at: at('59m') })] }],
    ['the window is over', { events: [anOrder({ at: at('5d1h1ms') })] }],
    ['it is of another type', { events: [anEvent('order_paid')] }],
    ['the pass of the message is not theirs', { passes: [] }],
    ['the message is of a version nobody knows', { messages: [aMessage({ version: 9 })] }],
    [
      'somebody else told of it before',
      { events: [anOrder(), anOrder({ id: 'x', customerId: bob, at: at('90m') })] },
    ],
  ])('is credited to nobody where %s', (_, given) => {
    expect(credited(given)).toEqual([])
  })

  it('is within the window up to its last moment', () => {
    expect(credited({ events: [anOrder({ at: at('5d1h') })] })).toEqual([order])
  })

  it('goes to the last of several messages, of whatever journey, and once', () => {
    const set = journeys({ cart: {}, browse: {} })
    const messages = [
      aMessage(),
      aMessage({ id: 'later', enrollmentId: 'other', journeyId: 'browse', wireAt: at('90m') }),
    ]
    const passes = [aPass(), aPass({ id: 'other', journeyId: 'browse' })]
    expect(credited({ messages, passes }, set)).toEqual([{ ...order, messageId: 'later' }])
    expect(credited({ messages: messages.toReversed(), passes }, set)).toEqual([
      { ...order, messageId: 'later' },
    ])
  })

  it('of two messages at the same moment goes to the same one, however they are listed', () => {
    const messages = ['a', 'c', 'b'].map(id => aMessage({ id }))
    expect(credited({ messages })).toEqual([{ ...order, messageId: 'c' }])
    expect(credited({ messages: messages.toReversed() })).toEqual([{ ...order, messageId: 'c' }])
  })

  it('counts once, at its earliest report and with the first amount, however often it is told', () => {
    const events = [
      anOrder({ id: 'again', at: at('3h'), total: '90.00' }),
      anEvent('order_completed', { id: 'first', at: at('90m'), properties: { order: { id: 'o1' } } }),
      anOrder({ id: 'other-source', source: 'pos', at: at('2h'), total: '95.00' }),
    ]
    const [conversion, ...others] = creditsOf(aLedger({ events }), journeys())
    expect(others).toEqual([])
    expect(conversion).toMatchObject({ eventId: 'first', occurredAt: at('90m'), value: '95.00' })
  })

  it('of another shop with the same number is another order', () => {
    const events = [anOrder(), anOrder({ source: 'shop-fr', customerId: bob, id: 'x', at: at('90m') })]
    expect(credited({ events })).toEqual([order])
  })

  it('without an amount counts, and brings nothing', () => {
    const events = [anEvent('order_completed', { properties: { order: { id: 'o1', total: 'much' } } })]
    expect(credited({ events })).toEqual([{ ...order, value: null }])
  })
})

describe('what happened after an order', () => {
  const cancellation = anEvent('order_cancelled', { at: at('9d'), properties: { order: { id: 'o1' } } })

  it('a refund is taken off, also where it comes under somebody else, and before the order', () => {
    const refunds = [aRefund('10.00'), aRefund('5.50', { id: 'r2', customerId: bob, at: at('1m') })]
    expect(credited({ events: [anOrder(), ...refunds] })).toEqual([{ ...order, refunded: '15.50' }])
  })

  it('refunds take off at most what was paid', () => {
    expect(credited({ events: [anOrder(), aRefund('80.00'), aRefund('80.00', { id: 'r2' })] })).toEqual([
      { ...order, refunded: '100.00' },
    ])
  })

  it.each([
    ['the same event again', aRefund('10.00')],
    ['one of another order', aRefund('10.00', { id: 'r2', orderId: 'o2' })],
    [
      'one of another shop and another customer',
      aRefund('10.00', { id: 'r2', source: 'pos', customerId: bob }),
    ],
    [
      'one in another currency',
      aRefund('10.00', {
        id: 'r2',
        properties: { order: { id: 'o1' }, refund: { amount: '10.00', currency: 'USD' } },
      }),
    ],
    ['one without an amount', aRefund('much', { id: 'r2' })],
  ])('a refund is not taken off for %s', (_, other) => {
    expect(credited({ events: [anOrder(), aRefund('10.00'), other] })).toEqual([
      { ...order, refunded: '10.00' },
    ])
  })

  it('what is cancelled is marked as that', () => {
    expect(credited({ events: [anOrder(), cancellation] })).toEqual([{ ...order, cancelled: true }])
    expect(credited({ events: [anOrder(), cancellation, aRefund('100.00')] })).toEqual([
      { ...order, refunded: '100.00', cancelled: true },
    ])
  })
})

describe('a goal', () => {
  it('with a key counts only events of the same one, or of none', () => {
    const set = journeys({ cart: { key: 'cart.id' } })
    const passes = [aPass({ key: 'c1' })]
    const of = (cart: string | null) =>
      anOrder({
        properties: {
          order: { id: 'o1', total: '100.00', currency: 'EUR' },
          ...(cart && { cart: { id: cart } }),
        },
      })
    expect(credited({ passes, events: [of('c1')] }, set)).toEqual([order])
    expect(credited({ passes, events: [of(null)] }, set)).toEqual([order])
    expect(credited({ passes, events: [of('c2')] }, set)).toEqual([])
  })

  it('with "where" counts only what passes, and can compare with what brought the customer in', () => {
    const least = journeys({ cart: { goal: { ...orderGoal, where: { 'order.total': { gte: 100 } } } } })
    expect(credited({}, least)).toEqual([order])
    expect(credited({ events: [anOrder({ total: '99.99' })] }, least)).toEqual([])
    const coupon = journeys({
      cart: { goal: { ...orderGoal, where: { 'order.coupon': { eq: { path: 'steps.offer.code' } } } } },
    })
    const events = [
      anOrder({ properties: { order: { id: 'o1', total: '100.00', currency: 'EUR', coupon: 'X1' } } }),
    ]
    expect(credited({ events, passes: [aPass({ outputs: { offer: { code: 'X1' } } })] }, coupon)).toEqual([
      order,
    ])
    expect(credited({ events, passes: [aPass({ outputs: { offer: { code: 'X2' } } })] }, coupon)).toEqual([])
  })

  it('beside the primary one is counted by itself, and only for its journey', () => {
    const review = { event: 'review_posted', within: '10d' }
    const set = journeys({
      cart: { goals: { review, big: { ...orderGoal, where: { 'order.total': { gte: 50 } } } } },
      browse: {},
    })
    const messages = [
      aMessage(),
      aMessage({ id: 'later', enrollmentId: 'other', journeyId: 'browse', wireAt: at('90m') }),
    ]
    const passes = [aPass(), aPass({ id: 'other', journeyId: 'browse' })]
    expect(
      credited({ messages, passes, events: [anOrder(), anEvent('review_posted', { at: at('9d') })] }, set),
    ).toEqual([
      { ...order, messageId: 'later' },
      { ...order, goal: 'cart/big' },
      { goal: 'cart/review', messageId: 'message', value: null },
    ])
  })
})

describe('a window', () => {
  const anchored = (anchor: string) => journeys({ cart: { goal: { ...orderGoal, within: '1h', anchor } } })
  const visit = (kind: 'click' | 'open', when: string) => ({ messageId: 'message', kind, at: at(when) })
  const events = [anOrder({ at: at('3h') })]

  it('anchored at a click begins with the last click before the goal', () => {
    const set = anchored('click')
    expect(credited({ events }, set)).toEqual([])
    expect(credited({ events, visits: [visit('open', '2h30m')] }, set)).toEqual([])
    expect(credited({ events, visits: [visit('click', '3h1m')] }, set)).toEqual([])
    expect(credited({ events, visits: [visit('click', '1h59m')] }, set)).toEqual([])
    const [conversion] = creditsOf(
      aLedger({ events, visits: [visit('click', '2h30m'), visit('click', '1h30m'), visit('click', '3h1m')] }),
      set,
    )
    expect(conversion).toMatchObject({ messageId: 'message', touchedAt: at('2h30m') })
  })

  it('anchored at an opening begins with that, or with a click', () => {
    const set = anchored('open')
    expect(credited({ events, visits: [visit('open', '2h')] }, set)).toEqual([order])
    expect(credited({ events, visits: [visit('click', '2h')] }, set)).toEqual([order])
    expect(credited({ events }, set)).toEqual([])
  })

  it('anchored at the entry begins there, and the touch is the hand-over', () => {
    const set = anchored('entry')
    const [conversion] = creditsOf(aLedger({ events: [anOrder({ at: at('1h') })] }), set)
    expect(conversion).toMatchObject({ touchedAt: at('1h') })
    expect(credited({ events: [anOrder({ at: at('61m') })] }, set)).toEqual([])
  })

  it('without clicks does not hang on them', () => {
    expect(credited({ visits: [visit('click', '1h30m')] })).toEqual([order])
  })
})

describe('the value by category', () => {
  const categories = (items: object[], total = '100.00', refund = '0.00') => {
    const properties = { order: { id: 'o1', total, currency: 'EUR', items } } as never
    const events = [anOrder({ properties }), aRefund(refund)]
    return creditsOf(aLedger({ events }), journeys())[0]?.categories
  }
  const item = (category: string | null, price?: string, quantity?: number) => ({
    productId: 'p',
    ...(category !== null && { categories: [category, 'all'] }),
    ...(price !== undefined && { price }),
    ...(quantity !== undefined && { quantity }),
  })

  it('is divided in proportion to quantity and price, under the first category of each item', () => {
    expect(categories([item('shoes', '30.00', 2), item('socks', '20.00'), item(null, '20.00')])).toEqual({
      '': '20.00',
      shoes: '60.00',
      socks: '20.00',
    })
  })

  it('adds up to the net value to the last digit', () => {
    expect(categories([item('a', '1.00'), item('b', '1.00'), item('c', '1.00')], '10.00', '0.00')).toEqual({
      a: '3.3334',
      b: '3.3333',
      c: '3.3333',
    })
    expect(categories([item('a', '1.00'), item('b', '3.00')], '100.00', '20.00')).toEqual({
      a: '20.00',
      b: '60.00',
    })
  })

  it('stays undivided where nothing says how', () => {
    expect(categories([])).toEqual({ '': '100.00' })
    expect(categories([item('shoes'), item('socks', '0.00')])).toEqual({
      '': '100.00',
      shoes: '0.00',
      socks: '0.00',
    })
  })
})
