// What the example journeys do with shoppers, by the engine itself: who gets which message when, and who is left alone.
import { describe, expect, test } from 'vitest'
import { generateRecording } from '../../../../src/demo/generate.js'
import { compileJourneys } from '../../../../src/journeys/engine/index.js'
import { readWorkspace } from '../../../../src/journeys/workspace/index.js'
import { Simulation } from '../../../../src/workbench/simulation.js'
import { aCustomer, anEvent, at, offsetMs, start } from '../../../support/builders.js'

const { workspace } = await readWorkspace('journeys')
const { settings, journeys, segments } = workspace!
const journeySet = compileJourneys(
  settings,
  journeys.map(journey => ({ journeyId: journey.id, version: 1, journey, segments })),
  new Map(journeys.map(({ id }) => [id, 1])),
)

const cart = (value: string, itemCount = 1) => ({ cart: { id: 'c-1', value, currency: 'EUR', itemCount } })
const product = { product: { productId: 'shoe', name: 'Trail shoe' } }
const order = { order: { id: 'o-1', total: '129.50', currency: 'EUR' }, cart: { id: 'c-1' } }

type Moment = readonly [
  offset: string,
  type: string,
  properties?: Parameters<typeof anEvent>[0]['properties'],
]

/** Plays the moments and three quiet days after them; each message as "1h30m: step of journey". */
function messages(moments: readonly Moment[], customer = aCustomer()): string[] {
  const simulation = new Simulation(journeySet, customer, at('0m'))
  for (const [offset, type, properties] of moments) {
    simulation.advanceTo(at(offset))
    simulation.hear(anEvent({ type, occurredAt: at(offset), properties }))
  }
  simulation.advanceTo(at('4d'))
  return simulation.sent.map(
    ({ createdAt, journeyId, stepId, channel }) =>
      `${(createdAt.getTime() - start.getTime()) / offsetMs('1m')}m ${channel} ${journeyId} ${stepId}`,
  )
}

describe('browse abandonment', () => {
  test('two products, and two hours later one email', () => {
    expect(
      messages([
        ['0m', 'product_viewed', product],
        ['5m', 'product_viewed', product],
      ]),
    ).toEqual(['120m email browse-abandonment remind'])
  })

  test('one glance is not a wish', () => {
    expect(messages([['0m', 'product_viewed', product]])).toEqual([])
  })

  test('a cart takes over', () => {
    const moments: Moment[] = [
      ['0m', 'product_viewed', product],
      ['5m', 'product_viewed', product],
      ['6m', 'product_added', cart('25.00')],
      ['10m', 'product_viewed', product],
    ]
    expect(messages(moments)).toEqual([
      '66m email cart-recovery remind',
      '786m email cart-recovery last-call',
    ])
  })

  test('whoever bought yesterday is left alone', () => {
    const seen: Moment[] = [
      ['1d', 'product_viewed', product],
      ['1d5m', 'product_viewed', product],
    ]
    expect(
      messages([['0m', 'order_completed', order], ...seen]).filter(one => one.includes('browse')),
    ).toEqual([])
  })
})

describe('cart recovery', () => {
  test('a large cart ends with an SMS, a small one with an email', () => {
    expect(messages([['0m', 'product_added', cart('129.50')]])).toEqual([
      '60m email cart-recovery remind',
      '780m sms cart-recovery nudge',
    ])
    expect(messages([['0m', 'product_added', cart('99.99')]])).toEqual([
      '60m email cart-recovery remind',
      '780m email cart-recovery last-call',
    ])
  })

  test('without consent to SMS it stays with email', () => {
    const customer = aCustomer({ consent: { email: 'subscribed', sms: 'unknown' } })
    expect(messages([['0m', 'product_added', cart('129.50')]], customer)).toEqual([
      '60m email cart-recovery remind',
      '780m email cart-recovery last-call',
    ])
  })

  test('whoever clicked gets a day more', () => {
    const moments: Moment[] = [
      ['0m', 'product_added', cart('129.50')],
      ['2h', 'email_clicked'],
    ]
    expect(messages(moments).at(-1)).toBe('1560m sms cart-recovery nudge')
  })

  test('a cart that is too small gets nothing', () => {
    expect(messages([['0m', 'product_added', cart('19.99')]])).toEqual([])
  })

  test('an order or an emptied cart ends it', () => {
    const added: Moment = ['0m', 'product_added', cart('129.50')]
    expect(messages([added, ['30m', 'product_removed', cart('0.00', 0)]])).toEqual([])
    expect(messages([added, ['30m', 'order_completed', order]]).filter(one => one.includes('cart'))).toEqual(
      [],
    )
  })
})

describe('checkout recovery', () => {
  const started: Moment = ['5m', 'checkout_started', cart('129.50')]

  test('takes over from the cart', () => {
    expect(messages([['0m', 'product_added', cart('129.50')], started])).toEqual([
      '35m email checkout-recovery remind',
      '395m sms checkout-recovery nudge',
    ])
  })

  test('helps where the payment failed', () => {
    expect(messages([started, ['10m', 'payment_failed', cart('129.50')]])[0]).toBe(
      '35m email checkout-recovery help',
    )
  })

  test('an order ends it', () => {
    const sent = messages([started, ['1h', 'order_completed', order]])
    expect(sent.filter(one => one.includes('checkout'))).toEqual(['35m email checkout-recovery remind'])
  })
})

describe('post-purchase', () => {
  test('thanks, and two days later asks for a review', () => {
    expect(messages([['0m', 'order_completed', order]])).toEqual([
      '120m email post-purchase thanks',
      '3000m email post-purchase ask',
    ])
  })

  test('a cancelled order gets neither', () => {
    const cancelled: Moment = ['1h', 'order_cancelled', { order: { id: 'o-1' } }]
    expect(messages([['0m', 'order_completed', order], cancelled])).toEqual([])
  })

  test('the next order is credited to it, and begins another pass', () => {
    const simulation = new Simulation(journeySet, aCustomer(), at('0m'))
    for (const [offset, id] of [
      ['0m', 'o-1'],
      ['1d', 'o-2'],
    ] as const) {
      simulation.advanceTo(at(offset))
      const properties = { order: { ...order.order, id } }
      simulation.hear(anEvent({ type: 'order_completed', occurredAt: at(offset), properties }))
    }
    const { conversion } = simulation.happenings.at(-1)!.outcome
    expect(conversion).toMatchObject({ value: '129.50', message: { stepId: 'thanks' } })
    const passes = simulation.state.enrollments.map(({ status }) => status)
    expect(passes.toSorted()).toEqual(['active', 'converted'])
  })
})

test('in the demo, nobody is ever in two recoveries of one cart, and every journey brings orders', () => {
  const recoveries = ['browse-abandonment', 'cart-recovery', 'checkout-recovery']
  const recording = generateRecording({ seed: 1, start, shoppers: 150 })
  const shoppers = new Set(recording.flatMap(({ customer }) => customer.id ?? []))
  const credited = new Set<string>()
  for (const shopper of shoppers) {
    const events = recording.filter(({ customer }) => customer.id === shopper)
    const simulation = new Simulation(journeySet, aCustomer(), start)
    for (const { type, id, properties, occurredAt } of events) {
      const when = new Date(occurredAt)
      simulation.advanceTo(when)
      simulation.hear(anEvent({ type, id, properties, occurredAt: when }))
      const inside = simulation.state.enrollments.filter(
        ({ status, journeyId }) => status === 'active' && recoveries.includes(journeyId),
      )
      expect(inside.length).toBeLessThanOrEqual(1)
      const { conversion } = simulation.happenings.at(-1)!.outcome
      if (conversion) credited.add(conversion.message.journeyId)
    }
  }
  expect([...credited].toSorted()).toEqual(journeys.map(({ id }) => id).toSorted())
})
