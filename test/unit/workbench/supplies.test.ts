import { describe, expect, it } from 'vitest'
import { Supplies } from '../../../src/workbench/supplies.js'

describe('supplies', () => {
  it('give one code for each claim, always the same, until the pool is dry', () => {
    const supplies = new Supplies({ coupons: { SAVE10: ['A1', 'A2'] } })
    const take = (claim: string, pool = 'SAVE10') => supplies.take({ kind: 'coupon', claim, pool }).code
    expect([take('one'), take('two'), take('three'), take('one'), take('three')]).toEqual([
      'A1',
      'A2',
      null,
      'A1',
      null,
    ])
    expect(take('four', 'OTHER')).toBeNull()
  })

  it('count the places of each journey and day', () => {
    const supplies = new Supplies()
    const take = (claim: string, day = '2026-11-21', journeyId = 'cart') =>
      supplies.take({ kind: 'place', claim, journeyId, day, perDay: 1 }).place
    expect([take('one'), take('two'), take('one')]).toEqual([true, false, true])
    expect([take('three', '2026-11-22'), take('four', '2026-11-21', 'care')]).toEqual([true, true])
  })

  it('know the catalog as it was said last', () => {
    const supplies = new Supplies({ catalog: { shoe: { stock: 1 }, hat: { stock: 2 } } })
    supplies.stock({ shoe: { stock: 0 }, hat: null })
    expect([supplies.product('shoe'), supplies.product('hat'), supplies.product('bag')]).toEqual([
      { stock: 0 },
      null,
      null,
    ])
  })
})
