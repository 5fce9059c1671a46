// The currency of products whose platform names none.
import { expect, test } from 'vitest'
import { inCurrency } from '../../../src/catalog/own-currency.js'

test.each([
  [{ id: 'p', price: '1.00' }, 'EUR', 'EUR'],
  [{ id: 'p', price: '1.00', currency: '' }, 'EUR', 'EUR'],
  [{ id: 'p', price: '1.00', currency: 'USD' }, 'EUR', 'USD'],
  [{ id: 'p', price: '1.00', currency: 'USD' }, null, 'USD'],
])('%j in a shop of %j is in %j', (data, shop, currency) => {
  expect(inCurrency(data, shop)).toEqual({ ...data, currency })
})

test('nothing is made up before anything is published', () => {
  expect(inCurrency({ id: 'p' }, null)).toEqual({ id: 'p' })
})
