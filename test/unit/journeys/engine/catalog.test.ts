// Conditions on what the catalog says of a product, or of the products in a list.
import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import type { JsonObject, JsonValue } from '../../../../src/model/json.js'
import { judge } from './a-scope.js'

const products: Record<string, JsonObject> = {
  shoe: { stock: 3, price: '80.00' },
  sock: { stock: 0, price: '5.00' },
  gift: { price: '20.00' },
  '7': { stock: 1, price: '1.00' },
}
const given = (properties: JsonObject, data: JsonObject = {}) => ({
  properties,
  data,
  product: (id: string) => (id === 'later' ? undefined : (products[id] ?? null)),
})
const inStock = (match?: 'any' | 'every'): Condition => ({
  catalog: 'item',
  where: { stock: { gt: 0 } },
  ...(match && { match }),
})

describe('one product', () => {
  it.each<[JsonValue, boolean | null]>([
    ['shoe', true],
    ['sock', false],
    ['gift', null],
    ['none', null],
    ['later', null],
    [7, true],
    [{ productId: 'shoe', quantity: 1 }, true],
    [{ productId: 7 }, true],
    [{ sku: 'shoe' }, null],
    [{}, null],
    ['', null],
    [true, null],
    [null, null],
  ])('%j is %s', (item, truth) => {
    expect(judge(inStock(), given({ item })).truth).toBe(truth)
    expect(judge(inStock('every'), given({ item })).truth).toBe(truth)
  })
  it('says what the catalog said', () => {
    expect(judge(inStock(), given({ item: 'sock' })).because).toEqual([
      { catalog: 'item', product: 'sock', because: [{ path: 'stock', gt: 0, got: 0 }] },
    ])
  })
  it.each<[JsonObject, JsonObject]>([
    [{}, { unknown: 'missing' }],
    [{ item: 'none' }, { product: 'none', unknown: 'not in the catalog' }],
    [{ item: 'later' }, { product: 'later', unknown: 'not loaded' }],
    [{ item: true }, { got: true, unknown: 'wrong type' }],
  ])('of %j says why it is unknown', (properties, reason) => {
    expect(judge(inStock(), given(properties))).toEqual({
      truth: null,
      because: [{ catalog: 'item', ...reason }],
    })
  })
  it('is compared with what the event at hand said: the price has dropped', () => {
    const dropped: Condition = { catalog: 'item', where: { price: { lt: { path: 'price' } } } }
    expect(judge(dropped, given({ item: 'shoe', price: '90.00' })).truth).toBe(true)
    expect(judge(dropped, given({ item: 'shoe', price: '80.00' })).truth).toBe(false)
  })
  it('is found where any path leads', () => {
    const condition: Condition = { catalog: 'data.cart.item', where: { 'data.cart.max': { gte: 80 } } }
    expect(judge(condition, given({}, { cart: { item: 'shoe', max: 80 } })).truth).toBe(true)
  })
})

describe('a list of products', () => {
  it.each<[JsonValue[], any: boolean | null, every: boolean | null]>([
    [['shoe', { productId: '7' }], true, true],
    [['sock', 'shoe'], true, false],
    [['sock'], false, false],
    [['gift', 'shoe'], true, null],
    [['gift', 'sock'], null, false],
    [['gift'], null, null],
    [['shoe', null], true, null],
    [[], false, null],
  ])('%j: any %s, every %s', (item, any, every) => {
    expect(judge(inStock('any'), given({ item })).truth).toBe(any)
    expect(judge(inStock('every'), given({ item })).truth).toBe(every)
  })
  it('that is empty is not "every one of them"', () => {
    expect(judge(inStock('every'), given({ item: [] })).because).toEqual([
      { catalog: 'item', unknown: 'empty list' },
    ])
    expect(judge(inStock('any'), given({ item: [] })).because).toEqual([{ catalog: 'item', got: [] }])
  })
  it('asks at once for all that have yet to be loaded', () => {
    const asked: string[] = []
    const product = (id: string) => {
      asked.push(id)
      return undefined
    }
    judge(inStock('every'), { properties: { item: ['a', 'b', 'c'] }, product })
    expect(asked).toEqual(['a', 'b', 'c'])
  })
  it('gives the reasons of five at most, and none where it matches', () => {
    const item = Array.from({ length: 9 }, () => 'sock')
    expect(judge(inStock(), given({ item })).because).toHaveLength(5)
    expect(judge(inStock(), given({ item: [...item, 'shoe'] })).because).toEqual([])
  })
})
