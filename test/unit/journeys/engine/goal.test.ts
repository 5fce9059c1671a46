// What an event is worth to a goal.
import { expect, it } from 'vitest'
import { worthOf } from '../../../../src/journeys/engine/index.js'
import { parsePath } from '../../../../src/model/json.js'

const goal = { value: { amount: parsePath('booking.price'), currency: parsePath('booking.currency') } }
const unknown = { value: null, currency: null }

it.each(['129.50', '0', '4000000'])('money posted as %j is worth that', price => {
  expect(worthOf(goal, { booking: { price, currency: 'EUR' } })).toEqual({ value: price, currency: 'EUR' })
})

it.each([[129.5], ['-5'], ['129,50'], [null], [true], [{ amount: '1' }]])(
  'nothing known is what %j is worth',
  price => {
    expect(worthOf(goal, { booking: { price, currency: 'EUR' } })).toEqual(unknown)
  },
)

it('an amount without its currency is worth nothing known, and so is anything to a goal without value', () => {
  expect(worthOf(goal, { booking: { price: '5' } })).toEqual(unknown)
  expect(worthOf(goal, { booking: { price: '5', currency: 'eur' } })).toEqual(unknown)
  expect(worthOf({ value: null }, { booking: { price: '5', currency: 'EUR' } })).toEqual(unknown)
})
