// What no customer ever does, but a robot, a till or an address of a whole office: it must be counted in time, and nothing of
// it must break what is written.
import { describe, expect, it } from 'vitest'
import { TooManyTouches } from '../../../src/conversions/credit.js'
import { creditsOf, outcomesOf } from '../../../src/conversions/index.js'
import { at } from '../../support/builders.js'
import { aLedger, aMessage, anOrder, aPass, journeys } from './a-ledger.js'

/** Milliseconds; on a machine that does much else. */
const patience = 30_000

const each = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n))
const minutes = (n: number): Date => at(`${n}m`)

describe('of very many', () => {
  it('messages, orders and passes, what was earned is counted in seconds', { timeout: patience }, () => {
    const many = 4_000
    const ledger = aLedger({
      passes: each(many, n => aPass({ id: `pass-${n}`, enteredAt: minutes(600 * n) })),
      messages: each(many, n =>
        aMessage({ id: `message-${n}`, enrollmentId: `pass-${n}`, wireAt: minutes(600 * n + 1) }),
      ),
      events: each(2_000, n => anOrder({ id: `order-${n}`, orderId: `o${n}`, at: minutes(1_200 * n + 5) })),
    })
    const began = performance.now()
    expect(creditsOf(ledger, journeys())).toHaveLength(2_000)
    expect(outcomesOf(ledger, journeys())).toHaveLength(many - 1)
    expect(performance.now() - began).toBeLessThan(15_000)
  })

  it('reports of one order, it is one in seconds', { timeout: patience }, () => {
    const events = each(10_000, n => anOrder({ id: `report-${n}`, at: minutes(70 + (n % 100)) }))
    const began = performance.now()
    expect(creditsOf(aLedger({ events }), journeys())).toMatchObject([{ eventId: 'report-0' }])
    expect(performance.now() - began).toBeLessThan(15_000)
  })

  it('touches, the latest hundred share one conversion', { timeout: patience }, () => {
    const messages = each(5_000, n =>
      aMessage({ id: `message-${n}`, wireAt: new Date(minutes(60).getTime() + n) }),
    )
    const [conversion] = creditsOf(aLedger({ messages }), journeys())
    expect(conversion).toMatchObject({ messageId: 'message-4999' })
    expect(conversion!.credits).toHaveLength(100)
    expect(new Set(conversion!.credits.map(({ linear }) => linear))).toEqual(new Set(['0.01000000']))
  })
})

it('a machine that is written to and orders without end is refused, before it fills the memory', {
  timeout: patience,
}, () => {
  const ledger = aLedger({
    messages: each(150, n => aMessage({ id: `message-${n}`, wireAt: new Date(minutes(60).getTime() + n) })),
    events: each(600, n => anOrder({ id: `order-${n}`, orderId: `o${n}`, at: minutes(70 + n) })),
  })
  expect(() => creditsOf(ledger, journeys())).toThrow(TooManyTouches)
})

describe('what no index takes', () => {
  it('is no number of an order: such an event counts by itself', () => {
    const long = 'o'.repeat(201)
    const events = [anOrder({ id: 'one', orderId: long }), anOrder({ id: 'two', orderId: long })]
    expect(creditsOf(aLedger({ events }), journeys())).toMatchObject([
      { eventId: 'one', orderId: null },
      { eventId: 'two', orderId: null },
    ])
    const fits = anOrder({ orderId: 'o'.repeat(200) })
    expect(creditsOf(aLedger({ events: [fits] }), journeys())).toMatchObject([{ orderId: 'o'.repeat(200) }])
  })

  it('is no category: it is cut, and between characters', () => {
    const items = [{ productId: 'p', price: '100.00', categories: [`${'c'.repeat(99)}😀😀`] }]
    const order = { id: 'o1', total: '100.00', currency: 'EUR', items }
    expect(creditsOf(aLedger({ events: [anOrder({ properties: { order } })] }), journeys())).toMatchObject([
      { categories: { [`${'c'.repeat(99)}😀`]: '100.00' } },
    ])
  })

  it('is no currency: the order counts, and is worth nothing known', () => {
    for (const currency of ['euros', 'eur', '€', 'E'.repeat(5_000)]) {
      const order = { id: 'o1', total: '100.00', currency }
      expect(creditsOf(aLedger({ events: [anOrder({ properties: { order } })] }), journeys())).toMatchObject([
        { value: null, currency: null },
      ])
    }
  })
})
