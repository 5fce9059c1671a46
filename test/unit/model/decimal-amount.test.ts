// Arithmetic with amounts: exact where floats are not, and null instead of a guess.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amountOf, isLess, timesUnits, unitsOf } from '../../../src/model/decimal-amount.js'

test('every amount comes back, with cents', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), units => {
      expect(unitsOf(amountOf(units))).toBe(units)
    }),
  )
  expect(['0', '1.5', '1.2345', '129.50'].map(amount => amountOf(unitsOf(amount)!))).toEqual([
    '0.00',
    '1.50',
    '1.2345',
    '129.50',
  ])
})

test('what is no amount is none', () => {
  for (const wrong of [1.5, null, undefined, '', '-1', '1,5', '1.23456', '1e3', ' 1', {}])
    expect(unitsOf(wrong)).toBeNull()
})

test('a quantity may have decimals, and must be a positive number', () => {
  expect([3, 1.5, 0.1].map(quantity => amountOf(timesUnits(unitsOf('0.10')!, quantity)!))).toEqual([
    '0.30',
    '0.15',
    '0.01',
  ])
  for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-9])
    expect(timesUnits(10000n, wrong)).toBeNull()
})

test('amounts are compared as numbers, and not at all where one is none', () => {
  expect([isLess('9.90', '10'), isLess('10.0', '10'), isLess('10', '9.90'), isLess('x', '1')]).toEqual([
    true,
    false,
    false,
    false,
  ])
})
