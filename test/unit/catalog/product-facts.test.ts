// What follows from what a feed told: what a product costs now, whether any is left, of variants too; and whether a
// change of it is worth a word.
import { describe, expect, test } from 'vitest'
import { hasFallen } from '../../../src/catalog/amount.js'
import { applyStock } from '../../../src/catalog/apply-stock.js'
import { changesOf } from '../../../src/catalog/changes.js'
import { completeProduct, factsOf } from '../../../src/catalog/product-facts.js'
import type { JsonObject } from '../../../src/model/json.js'

const at = new Date('2026-11-20T10:00:00Z')
const later = new Date('2026-11-20T11:00:00Z')

describe('the current price', () => {
  test.each<[JsonObject, string | undefined]>([
    [{ price: '20.00' }, '20.00'],
    [{ price: '20.00', salePrice: '15.00' }, '15.00'],
    [{ price: '20.00', salePrice: '20' }, '20.00'],
    [{ price: '20.00', salePrice: '25.00' }, '20.00'],
    [{ price: '100.00', salePrice: '99.50' }, '99.50'],
    [{ salePrice: '15.00' }, '15.00'],
    [{ price: 20 }, undefined],
    [{}, undefined],
  ])('of %j is %j', (told, price) => {
    expect(completeProduct(told).currentPrice).toBe(price)
  })

  test('is that of the cheapest variant, where only those have one', () => {
    const variants = [{ price: '30.00' }, { price: '40.00', salePrice: '9.00' }, 'blue', { id: 'no-price' }]
    expect(completeProduct({ variants } as JsonObject)).toMatchObject({
      price: '40.00',
      salePrice: '9.00',
      currentPrice: '9.00',
    })
    expect(completeProduct({ price: '50.00', variants } as JsonObject).currentPrice).toBe('50.00')
  })
})

describe('in stock', () => {
  test.each<[JsonObject, boolean | undefined]>([
    [{ stock: 3 }, true],
    [{ stock: '3' }, true],
    [{ stock: 0 }, false],
    [{ stock: -2 }, false],
    [{ stock: 0, backorder: true }, true],
    [{ stock: 0, inStock: true }, true],
    [{ stock: 5, inStock: false }, false],
    [{ stock: null }, undefined],
    [{ stock: 'plenty' }, undefined],
    [{}, undefined],
    [{ variants: [{ stock: 0 }, { stock: 2 }] }, true],
    [{ variants: [{ stock: 0 }, { inStock: false }] }, false],
    [{ inStock: false, variants: [{ stock: 2 }] }, false],
    [{ variants: [{ id: 'a' }] }, undefined],
    [{ variants: 'many' }, undefined],
  ])('of %j is %j', (told, inStock) => {
    expect(completeProduct(told).inStock).toBe(inStock)
  })

  test('counts variants together', () => {
    expect(completeProduct({ variants: [{ stock: 2 }, { stock: 3 }] }).stock).toBe(5)
  })
})

test('what has another shape is kept and not relied upon', () => {
  const odd = { categories: ['shoes', 7], collections: 'all', brand: 7, currency: 'EUR' }
  expect(completeProduct(odd)).toEqual(odd)
  expect(factsOf(odd)).toEqual({
    inStock: null,
    currentPrice: null,
    currency: 'EUR',
    categories: ['shoes'],
    collections: [],
    brand: null,
  })
})

describe('stock told apart', () => {
  const shirt = completeProduct({
    id: 'shirt',
    variants: [
      { inventoryItemId: 'i-1', stock: 4 },
      { inventoryItemId: 'i-2', stock: 0 },
    ],
  })
  const levels = (here: number | null, updatedAt: Date) =>
    new Map([['i-1', { here, elsewhere: null, places: 1, updatedAt }]])

  test('replaces what the product said before, and what followed from it', () => {
    expect(applyStock(shirt, levels(0, later), at)).toMatchObject({ stock: 0, inStock: false })
    expect(applyStock(shirt, levels(7, later), at)).toMatchObject({ stock: 7, inStock: true })
    expect(applyStock(shirt, levels(null, later), at)).toMatchObject({ inStock: true })
  })

  test('that is older than the product, or of something else, changes nothing', () => {
    expect(applyStock(shirt, levels(0, at), later)).toBe(shirt)
    expect(applyStock(shirt, new Map(), at)).toBe(shirt)
    const other = { id: 'x', variants: 'many' }
    expect(applyStock(other, levels(0, later), at)).toBe(other)
  })

  test('what is sold with none left goes on being sold', () => {
    const made = completeProduct({ variants: [{ inventoryItemId: 'i-1', stock: 0, inStock: true }] })
    const counted = applyStock(made, levels(3, later), at)
    expect(applyStock(counted, levels(0, later), at)).toMatchObject({ stock: 0, inStock: true })
  })
})

describe('a price has fallen', () => {
  test.each([
    ['100.00', '95.00', 5, true],
    ['100.00', '95.01', 5, false],
    ['100.00', '100.00', 0, false],
    ['0.30', '0.29', 0, true],
    ['100', '97.5', 2.5, true],
    ['0', '0', 5, false],
    ['999999999999999.9999', '999999999999999.9998', 0, true],
  ])('from %s to %s, where %s %% are worth a word: %s', (before, now, percent, fallen) => {
    expect(hasFallen(before, now, percent)).toBe(fallen)
  })
})

describe('a change', () => {
  const before = { currentPrice: '100', currency: 'EUR', inStock: true }
  const kinds = (was: object, data: JsonObject) =>
    changesOf('a', { ...before, ...was }, completeProduct(data), at, 5).map(({ kind }) => kind)

  test('is a lower price, and a return', () => {
    expect(kinds({}, { price: '100.00', salePrice: '80.00', currency: 'EUR' })).toEqual(['price_dropped'])
    expect(kinds({ inStock: false }, { inStock: true })).toEqual(['back_in_stock'])
    expect(kinds({ inStock: false }, { inStock: true, price: '50', currency: 'EUR' })).toHaveLength(2)
  })

  test('is not another currency, nor what cannot be bought, nor what nobody knew', () => {
    expect(kinds({}, { price: '80', currency: 'USD' })).toEqual([])
    expect(kinds({}, { price: '80', currency: 'EUR', inStock: false })).toEqual([])
    expect(kinds({ currentPrice: null }, { price: '80', currency: 'EUR' })).toEqual([])
    expect(kinds({ inStock: null }, { inStock: true })).toEqual([])
  })
})
