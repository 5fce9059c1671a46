// Amounts of others keep every digit they have, and lose what floats have added.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amountFrom, sumOf } from '../../../../src/ingest/names/amount.js'
import { isAmount } from '../../../../src/model/money.js'

describe('amounts', () => {
  test.each([
    ['18.99', '18.99'],
    ['27.50', '27.50'],
    [18.99, '18.99'],
    [30, '30'],
    [0, '0'],
    ['007.5', '7.5'],
    ['59.970000000000006', '59.97'],
    [0.1 + 0.2, '0.30'],
    ['9.99999', '10.00'],
    ['1.23456', '1.2346'],
    [' 12.5 ', '12.5'],
  ])('%j is %s', (theirs, ours) => {
    expect(amountFrom(theirs)).toBe(ours)
  })

  test.each(['$12', '1,299.00', '-3', -3, 'ten', '', '1e2', null, {}, [], Number.NaN, 1e21, '9'.repeat(16)])(
    '%j is none',
    theirs => {
      expect(amountFrom(theirs)).toBeUndefined()
    },
  )

  test('999999999999999.99999 would round to more than an amount holds', () => {
    expect(amountFrom('999999999999999.99999')).toBeUndefined()
  })

  test('whatever comes, it is an amount or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.double(), fc.integer(), fc.stringMatching(/^\d+\.\d+$/)),
        value => {
          const amount = amountFrom(value)
          expect(amount === undefined || isAmount(amount)).toBe(true)
        },
      ),
    )
  })
})

describe('the value of a list', () => {
  test('is price times quantity, to the cent', () => {
    expect(sumOf([{ price: '18.99' }, { price: '3', quantity: 2 }, { price: '0.1', quantity: 0 }])).toBe(
      '24.99',
    )
  })

  test('is unknown where a price is, and where there is no list', () => {
    expect(sumOf([{ price: '18.99' }, {}])).toBeUndefined()
    expect(sumOf([])).toBeUndefined()
  })
})
