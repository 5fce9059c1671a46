// What becomes of products on a real PostgreSQL: stock told apart, products taken out, and the changes that customers
// would like to hear of.
import { describe, expect, test } from 'vitest'
import { loadProducts, putProducts, putStock, removeProducts } from '../../../src/catalog/index.js'
import { aDatabase } from '../../support/database.js'

const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00Z`
const shirt = (minute: number, stock: number) => ({
  id: 'shirt',
  price: '20.00',
  currency: 'EUR',
  updatedAt: at(minute),
  variants: [{ id: 'shirt-s', inventoryItemId: 'item-1', stock }],
})
const level = (minute: number, available: number | null, locationId = 'berlin') => ({
  inventoryItemId: 'item-1',
  locationId,
  available,
  updatedAt: at(minute),
})

async function aCatalog() {
  const { db } = await aDatabase()
  const shown = async (id = 'shirt') => (await loadProducts(db, [id])).get(id)
  const changes = () =>
    db.selectFrom('product_changes').select(['kind', 'product_id', 'old', 'new']).orderBy('kind').execute()
  return { db, shown, changes }
}

describe('stock', () => {
  test('ends in the same whichever of product and stock comes first', async () => {
    for (const [available, stock] of [
      [0, 9],
      [12, 12],
    ] as const)
      for (const first of ['product', 'stock']) {
        const { db, shown } = await aCatalog()
        if (first === 'product') await putProducts(db, [shirt(1, 9)])
        await putStock(db, [level(2, available)])
        if (first === 'stock') await putProducts(db, [shirt(1, 9)])
        expect(await shown()).toMatchObject({ stock, inStock: true, variants: [{ stock }] })
      }
  })

  test('is not over while other places, which have told nothing yet, have the rest', async () => {
    const { db, shown, changes } = await aCatalog()
    await putProducts(db, [shirt(1, 9)])
    await putStock(db, [level(2, 0)])
    expect(await shown()).toMatchObject({ stock: 9, inStock: true })
    await putStock(db, [level(3, 7, 'paris')])
    expect(await shown()).toMatchObject({ stock: 9 })
    await putStock(db, [level(4, 1, 'paris')])
    expect(await shown()).toMatchObject({ stock: 3 })
    // As many as the places have together: there is no other.
    await putProducts(db, [shirt(5, 1)])
    await putStock(db, [level(6, 0, 'paris')])
    expect(await shown()).toMatchObject({ stock: 0, inStock: false })
    // Nor does an older word of the product bring it back.
    await putProducts(db, [shirt(6, 1)])
    expect(await shown()).toMatchObject({ stock: 0, inStock: false })
    expect(await changes()).toEqual([])
    await putStock(db, [level(7, 2, 'rome')])
    expect(await shown()).toMatchObject({ stock: 2, inStock: true })
    expect(await changes()).toHaveLength(1)
  })

  test('of a shop with one place is exact from the first word of the product after it', async () => {
    const { db, shown } = await aCatalog()
    await putProducts(db, [shirt(1, 9)])
    await putStock(db, [level(3, 8)])
    // A second before the place, as clocks have it.
    await putProducts(db, [shirt(2, 8)])
    await putStock(db, [level(4, 0)])
    expect(await shown()).toMatchObject({ stock: 0, inStock: false })
  })

  test('of all places counts together, and an older level or product comes too late', async () => {
    const { db, shown } = await aCatalog()
    await putProducts(db, [shirt(1, 9)])
    await putStock(db, [level(3, 0), level(3, 4, 'paris'), level(2, 7)])
    expect(await shown()).toMatchObject({ stock: 9, inStock: true })
    await putStock(db, [level(2, 7)])
    await putProducts(db, [shirt(2, 30)])
    expect(await shown()).toMatchObject({ stock: 9 })
    await putProducts(db, [shirt(4, 30)])
    expect(await shown()).toMatchObject({ stock: 30 })
    await putStock(db, [level(5, null)])
    expect(await shown()).toMatchObject({ inStock: true, variants: [{ stock: null }] })
  })

  test('of what no product has, of tomorrow or beyond all counting, does no harm', async () => {
    const { db, shown } = await aCatalog()
    await putStock(db, [])
    await putProducts(db, [shirt(1, 9)])
    await putStock(db, [
      { inventoryItemId: 'x"\\', locationId: '', available: 1, updatedAt: 'yesterday' },
      { inventoryItemId: 'item-1', locationId: 'berlin', available: 1e15, updatedAt: '2999-01-01T00:00:00Z' },
    ])
    expect(await shown()).toMatchObject({ inStock: true })
  })
})

describe('a product taken out', () => {
  test('is kept and said to be gone, until a newer word brings it back', async () => {
    const { db, shown } = await aCatalog()
    await putProducts(db, [shirt(1, 9)])
    expect(await removeProducts(db, [{ id: 'shirt', updatedAt: at(3) }])).toBe(1)
    expect(await shown()).toMatchObject({ price: '20.00', inStock: false, removed: true })
    expect(await putProducts(db, [shirt(2, 9)])).toMatchObject({ stored: 0, outdated: 1 })
    expect(await shown()).toMatchObject({ removed: true })
    await putProducts(db, [shirt(4, 9)])
    expect(await shown()).not.toHaveProperty('removed')
  })

  test('before anybody told it, stays out when its older word comes late', async () => {
    const { db, shown } = await aCatalog()
    await removeProducts(db, [
      { id: 'shirt', updatedAt: at(3) },
      { id: 'shirt', updatedAt: at(1) },
    ])
    await putProducts(db, [shirt(2, 9)])
    expect(await shown()).toMatchObject({ removed: true })
    expect(await removeProducts(db, [])).toBe(0)
  })
})

describe('a change', () => {
  const shoe = (price: string, more: object = {}) => ({ id: 'shoe', price, currency: 'EUR', ...more })

  test('is written with the product, once', async () => {
    const { db, changes } = await aCatalog()
    await putProducts(db, [shoe('100.00')])
    expect(await changes()).toEqual([])
    for (let times = 0; times < 2; times++) await putProducts(db, [shoe('100.00', { salePrice: '80.00' })])
    await putProducts(db, [shoe('79.00')])
    expect(await changes()).toEqual([
      {
        kind: 'price_dropped',
        product_id: 'shoe',
        old: { currentPrice: '100.00' },
        new: { currentPrice: '80.00' },
      },
    ])
  })

  test('follows what the settings call a drop', async () => {
    const { db, changes } = await aCatalog()
    await db
      .insertInto('workspace')
      .values({
        revision: 1,
        settings: JSON.stringify({ catalog: { priceDrop: 30 } }),
        published_at: new Date(),
      })
      .execute()
    await putProducts(db, [shoe('100.00')])
    await putProducts(db, [shoe('71.00')])
    expect(await changes()).toEqual([])
    await putProducts(db, [shoe('49.00')])
    expect(await changes()).toHaveLength(1)
  })

  test('is a return, told by a feed, by stock, or after it had been taken out', async () => {
    const { db, changes } = await aCatalog()
    await putProducts(db, [shoe('100.00', { inStock: false }), shirt(1, 0)])
    await putProducts(db, [shoe('100.00', { inStock: true })])
    await putStock(db, [level(2, 5)])
    await removeProducts(db, [{ id: 'shirt', updatedAt: at(3) }])
    await putProducts(db, [shirt(4, 5)])
    expect((await changes()).map(({ product_id }) => product_id).sort()).toEqual(['shirt', 'shirt', 'shoe'])
  })

  test('is none where the word is older than what is known', async () => {
    const { db, changes } = await aCatalog()
    await putProducts(db, [shoe('100.00', { updatedAt: at(5) })])
    await putProducts(db, [shoe('50.00', { updatedAt: at(4) })])
    expect(await changes()).toEqual([])
  })
})
