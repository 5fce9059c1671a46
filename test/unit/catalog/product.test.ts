// What is taken for a product, how every fault is named, and which of several states is the newest.
import { describe, expect, test } from 'vitest'
import { newestOfEach, type Product, parseProduct } from '../../../src/catalog/product.js'

const now = new Date('2026-11-20T10:00:00Z')
const full = {
  id: 'sku-1',
  name: 'Trail shoe',
  price: '129.50',
  currency: 'EUR',
  inStock: true,
  url: 'https://shop.example/p/sku-1',
  image: 'https://shop.example/p/sku-1.jpg',
  categories: ['shoes'],
}
const faultsOf = (raw: unknown) => {
  const parsed = parseProduct(raw, now)
  return 'faults' in parsed ? parsed.faults : []
}

describe('a product that is taken', () => {
  test('keeps all it has, also what no rule of ours knows', () => {
    const raw = { ...full, variants: [{ id: 'sku-1-42', stock: 3 }], colour: 'blue' }
    expect(parseProduct({ ...raw, updatedAt: '2026-11-20T10:00:00+01:00' }, now)).toMatchObject({
      product: { id: 'sku-1', data: raw, updatedAt: new Date('2026-11-20T09:00:00Z') },
    })
  })

  test('needs an id only', () => {
    expect(parseProduct({ id: ' sku-1 ' }, now)).toEqual({
      product: { id: 'sku-1', data: { id: 'sku-1' }, updatedAt: null },
    })
  })
})

describe('a product that is refused', () => {
  test('has all its faults named by path', () => {
    const raw = {
      id: 7,
      price: 129.5,
      currency: 'euro',
      inStock: 'yes',
      url: 'javascript:alert(1)',
      image: '/p/sku-1.jpg',
      categories: 'shoes',
      updatedAt: 'today',
      note: 'a\0b',
    }
    expect(
      faultsOf(raw)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(Object.keys(raw).sort())
    expect(faultsOf(raw)).toContainEqual({ path: 'id', message: 'must be a string, such as "sku-1"' })
  })

  test.each([null, 'sku-1', 7, [], {}, { id: '' }, { id: 'a\0' }, { id: 'x'.repeat(201) }])('is %j', raw => {
    expect(faultsOf(raw)).not.toEqual([])
  })

  test('says it was changed tomorrow, or before there were shops to say so', () => {
    for (const updatedAt of ['2026-11-20T11:00:01Z', '1969-12-31T23:59:59Z'])
      expect(faultsOf({ id: 'a', updatedAt })).toMatchObject([{ path: 'updatedAt' }])
  })

  test('is told no more than twenty faults of', () => {
    const raw = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, '\0']))
    expect(faultsOf(raw)).toHaveLength(20)
  })
})

describe('of several states of a product', () => {
  const state = (id: string, colour: string, minute: number | null): Product => ({
    id,
    data: { id, colour },
    updatedAt: minute === null ? null : new Date(now.getTime() + minute * 60_000),
  })
  const colours = (...states: Product[]) => newestOfEach(states, now).map(({ data }) => data.colour)

  test('the newest counts, in whichever order they come', () => {
    expect(colours(state('a', 'old', -2), state('a', 'new', -1))).toEqual(['new'])
    expect(colours(state('a', 'new', -1), state('a', 'old', -2))).toEqual(['new'])
  })

  test('the last counts where they are equally new; without a time, it is now', () => {
    expect(colours(state('a', 'first', -1), state('a', 'last', -1))).toEqual(['last'])
    expect(colours(state('a', 'first', null), state('a', 'last', null))).toEqual(['last'])
    expect(colours(state('a', 'now', null), state('a', 'old', -1))).toEqual(['now'])
  })

  test('each product has its own, in the order of the ids', () => {
    expect(colours(state('b', 'b', -1), state('a', 'a', -1), state('b', 'b2', -1))).toEqual(['a', 'b2'])
  })
})
