// What a message shows of products, from values to values: what the event said beside what the catalog knows.
import { describe, expect, it } from 'vitest'
import type { KnownProduct } from '../../../src/catalog/index.js'
import { currentItems, type ItemsQuestion } from '../../../src/dispatch/current-items.js'
import type { JsonObject } from '../../../src/model/json.js'

const told = new Date('2026-11-20T10:00:00Z')
const later = new Date('2026-11-20T12:00:00Z')
const earlier = new Date('2026-11-19T12:00:00Z')

const product = (id: string, data: JsonObject = {}, more: Partial<KnownProduct> = {}): KnownProduct => ({
  id,
  data: { id, ...data },
  updatedAt: later,
  removed: false,
  inStock: null,
  ...more,
})

const show = (
  data: JsonObject,
  products: readonly KnownProduct[],
  change: Partial<Omit<ItemsQuestion, 'substitutes'>> & {
    substitutes?: Record<string, readonly KnownProduct[]>
  } = {},
) =>
  currentItems({
    outputs: {},
    outOfStock: 'drop',
    toldAt: told,
    currency: 'EUR',
    products: new Map(products.map(one => [one.id, one])),
    bought: [],
    ...change,
    data,
    substitutes: new Map(Object.entries(change.substitutes ?? {})),
  })

const cart = (...items: JsonObject[]): JsonObject => ({ cart: { value: '90.00', currency: 'EUR', items } })
const itemsOf = (shown: { data: JsonObject }): JsonObject[] =>
  (shown.data.cart as JsonObject).items as JsonObject[]

describe('an item of which the catalog knows', () => {
  it('gets the name, address, picture, price, stock, categories and brand of now; the rest stays', () => {
    const shoe = product('p1', {
      name: 'Trail shoe 2',
      url: 'https://shop.example/p1',
      image: 'https://shop.example/p1.jpg',
      price: '60.00',
      salePrice: '45.5',
      currency: 'EUR',
      inStock: true,
      categories: ['shoes'],
      brand: 'Vale',
    })
    const shown = show(cart({ productId: 'p1', name: 'Trail shoe', price: '60.00', quantity: 2, sku: 'A' }), [
      shoe,
    ])
    expect(shown).toEqual({
      data: {
        cart: {
          value: '90.00',
          currency: 'EUR',
          currentValue: '91.00',
          items: [
            {
              productId: 'p1',
              name: 'Trail shoe 2',
              url: 'https://shop.example/p1',
              imageUrl: 'https://shop.example/p1.jpg',
              price: '45.5',
              oldPrice: '60.00',
              currency: 'EUR',
              inStock: true,
              categories: ['shoes'],
              brand: 'Vale',
              quantity: 2,
              sku: 'A',
            },
          ],
        },
      },
      outputs: {},
      changes: [{ productId: 'p1', change: 'priced', from: '60.00', to: '45.5' }],
      nothingInStock: false,
    })
  })

  it('costs what the newer of the two says', () => {
    const data = cart({ productId: 'p1', price: '45.00' })
    const price = (updatedAt: Date) =>
      itemsOf(show(data, [product('p1', { price: '60.00' }, { updatedAt })]))[0]?.price
    expect([price(later), price(earlier)]).toEqual(['60.00', '45.00'])
    expect(
      itemsOf(show(cart({ productId: 'p1' }), [product('p1', { price: '60.00' }, { updatedAt: earlier })])),
    ).toEqual([{ productId: 'p1', price: '60.00', currency: 'EUR' }])
  })

  it('keeps the price of the event where the catalog speaks another currency, or knows none', () => {
    const dollars = { cart: { currency: 'USD', items: [{ productId: 'p1', price: '45.00' }] } }
    expect(itemsOf(show(dollars, [product('p1', { price: '60.00', currency: 'EUR' })]))[0]).toEqual({
      productId: 'p1',
      price: '45.00',
    })
    expect(itemsOf(show(cart({ productId: 'p1', price: '45.00' }), [product('p1')]))[0]?.price).toBe('45.00')
  })

  it('is the variant that lies in the cart, in price and in stock', () => {
    const shoe = product('p1', {
      price: '60.00',
      inStock: true,
      variants: [
        { id: '41', price: '61.00', salePrice: '50.00', inStock: true },
        { id: '42', stock: 0 },
        { id: '43', stock: 3 },
      ],
    })
    const data = cart(
      { productId: 'p1', variantId: '41' },
      { productId: 'p1', variantId: 42 },
      { productId: 'p1', variantId: '43' },
      { productId: 'p1', variantId: 'unheard of' },
    )
    expect(
      itemsOf(show(data, [shoe])).map(({ variantId, price, oldPrice }) => [variantId, price, oldPrice]),
    ).toEqual([
      ['41', '50.00', '61.00'],
      ['43', '60.00', undefined],
      ['unheard of', '60.00', undefined],
    ])
  })

  it('has no old price that is not above the one of now', () => {
    const told = { product: { productId: 'p1', price: '40.00', oldPrice: '50.00', currency: 'EUR' } }
    const now = (price: string) => show(told, [product('p1', { price })]).data.product
    expect(now('40.00')).toMatchObject({ price: '40.00', oldPrice: '50.00' })
    expect(now('55.00')).not.toHaveProperty('oldPrice')
  })
})

describe('what the catalog does not know', () => {
  it('stays as the event said it', () => {
    const data: JsonObject = {
      ...cart({ productId: 'p9', price: '45.00', name: 'Old' }),
      note: [1, null, 'x'],
      productId: '',
    }
    const cart45 = { cart: { ...(data.cart as JsonObject), currentValue: '45.00' } }
    expect(show(data, [])).toEqual({
      data: { ...data, ...cart45 },
      outputs: {},
      changes: [],
      nothingInStock: false,
    })
  })

  it('does not leave for a stock nobody told of', () => {
    expect(itemsOf(show(cart({ productId: 'p1' }), [product('p1')]))).toHaveLength(1)
  })
})

describe('what is sold out', () => {
  const gone = product('p1', { name: 'Gone', collections: ['trail'] }, { inStock: false })
  const here = product('p2', { price: '20.00' }, { inStock: true })
  const other = product('p3', { name: 'Other', price: '30.00' }, { inStock: true })
  const data = cart({ productId: 'p1', price: '70.00' }, { productId: 'p2', price: '20.00' })

  it('is dropped from the list, and from what the cart is worth now', () => {
    const shown = show(data, [gone, here])
    expect(shown.data.cart).toMatchObject({ value: '90.00', currentValue: '20.00' })
    expect(itemsOf(shown).map(({ productId }) => productId)).toEqual(['p2'])
    expect(shown.changes).toEqual([{ productId: 'p1', change: 'dropped', why: 'out_of_stock' }])
    expect(shown.nothingInStock).toBe(false)
  })

  it('is gone too when the shop has taken it out of the catalog', () => {
    const removed = product('p1', { inStock: true }, { inStock: true, removed: true })
    expect(show(data, [removed, here]).changes).toEqual([
      { productId: 'p1', change: 'dropped', why: 'removed' },
    ])
  })

  it('leaves nothing to write about when it was all there was', () => {
    expect(show(cart({ productId: 'p1' }), [gone])).toMatchObject({ nothingInStock: true })
    expect(show({ product: { productId: 'p1' } }, [gone])).toMatchObject({ nothingInStock: true })
    expect(show(cart(), [gone])).toMatchObject({ nothingInStock: false })
  })

  it('does not silence a message that a full cart came along with', () => {
    const both = { product: { productId: 'p1' }, ...cart({ productId: 'p2' }) }
    const shown = show(both, [gone, here])
    expect(shown.nothingInStock).toBe(false)
    expect(shown.data.product).toMatchObject({ inStock: false })
  })

  it('is replaced by the nearest that is in stock, which says for what it stands', () => {
    const shown = show(data, [gone, here], { outOfStock: 'replace', substitutes: { p1: [other] } })
    expect(itemsOf(shown)[0]).toEqual({
      productId: 'p3',
      name: 'Other',
      price: '30.00',
      currency: 'EUR',
      inStock: true,
      replaces: 'p1',
    })
    expect(shown.data.cart).toMatchObject({ currentValue: '20.00' })
    expect(shown.changes).toEqual([{ productId: 'p1', change: 'replaced', why: 'out_of_stock', by: 'p3' }])
  })

  it('is replaced by nothing that is in the message already, came in before, or was just bought', () => {
    const twice = cart({ productId: 'p1' }, { productId: 'p1', variantId: 'x' }, { productId: 'p2' })
    const replace = { outOfStock: 'replace', substitutes: { p1: [here, other] } } as const
    expect(itemsOf(show(twice, [gone, here], replace)).map(({ productId }) => productId)).toEqual([
      'p3',
      'p2',
    ])
    expect(itemsOf(show(data, [gone, here], { ...replace, bought: ['p3'] }))).toHaveLength(1)
  })

  it('stays where the shop wants it to', () => {
    expect(itemsOf(show(data, [gone, here], { outOfStock: 'keep' }))[0]).toMatchObject({ inStock: false })
  })

  it('takes a list of a step along, which silences nothing', () => {
    const outputs = { ask: { body: { items: [{ productId: 'p1' }] } } }
    const shown = show(cart({ productId: 'p2' }), [gone, here], { outputs })
    expect(shown).toMatchObject({ outputs: { ask: { body: { items: [] } } }, nothingInStock: false })
  })
})

describe('what was ordered', () => {
  const gone = product(
    'p1',
    {
      name: 'New name',
      price: '10.00',
      url: 'https://shop.example/new',
      image: 'https://shop.example/new.jpg',
    },
    { inStock: false },
  )
  const ordered = { productId: 'p1', name: 'Trail shoe', price: '70.00', url: 'https://shop.example/old' }
  const fresh = { ...ordered, url: 'https://shop.example/new', imageUrl: 'https://shop.example/new.jpg' }

  it('is shown at the price it was ordered for, with the address and picture of now', () => {
    const shown = show(cart(ordered), [gone], { outOfStock: null })
    expect(shown).toEqual({
      data: { cart: { value: '90.00', currency: 'EUR', items: [fresh] } },
      outputs: {},
      changes: [],
      nothingInStock: false,
    })
  })

  it('is so in marketing too, since a review is asked of what somebody has', () => {
    const shown = show({ order: { total: '70.00', items: [ordered] } }, [gone], { outOfStock: 'replace' })
    expect(shown).toMatchObject({ data: { order: { items: [fresh] } }, changes: [], nothingInStock: false })
  })
})

describe('the value of a cart now', () => {
  it('is exact, and is not told where an item has no price', () => {
    const items = cart(
      { productId: 'a', price: '0.1', quantity: 3 },
      { productId: 'b', price: '0.2', quantity: 1.5 },
    )
    expect(show(items, []).data.cart).toMatchObject({ currentValue: '0.60' })
    expect(show(cart({ productId: 'a' }), []).data.cart).not.toHaveProperty('currentValue')
  })
})
