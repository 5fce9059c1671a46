// The catalog on a real PostgreSQL: shops put products, rules read them, nothing old replaces anything new.
import supertest from 'supertest'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { catalogRoutes, loadProducts } from '../../../src/catalog/index.js'
import { connect, isDatabaseAway } from '../../../src/db/index.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { aDatabase } from '../../support/database.js'
import { aWayTo } from '../queue/cut-off.js'

const shoe = { id: 'sku-1', name: 'Trail shoe', price: '129.50', currency: 'EUR', inStock: true }
const path = '/v1/catalog/products'

async function aShop(scopes: Scope[] = ['read', 'write']) {
  const { db, url } = await aDatabase()
  const { key } = await createKey(db, { source: 'shop-de', name: 'test', scopes })
  const way = await aWayTo(url)
  const near = connect(way.url, { max: 3 })
  onTestFinished(() => near.close())
  const routers = [catalogRoutes({ db: near.db, authenticator: createAuthenticator({ db: near.db }) })]
  const app = createHttp({ routers, isDatabaseAway, logger: createLogger({ level: 'silent' }) })
  const http = supertest.agent(app).set('authorization', `Bearer ${key}`)
  return { db, http, cut: way.cut, put: (...products: unknown[]) => http.put(path).send({ products }) }
}

describe('PUT /v1/catalog/products', () => {
  test('what a shop puts is what rules read and what is answered', async () => {
    const { db, http, put } = await aShop()
    const boot = { id: 'sku/2 "x"', tags: ['a', null], updatedAt: '2026-11-20T10:00:00+01:00' }
    const { body } = await put(shoe, boot).expect(200)
    expect(body).toEqual({ stored: 2, outdated: 0, rejected: [] })
    expect(await loadProducts(db, ['sku-1', 'sku/2 "x"', 'sku-3'])).toEqual(
      new Map<string, object>([
        ['sku-1', { ...shoe, currentPrice: '129.50' }],
        ['sku/2 "x"', { id: 'sku/2 "x"', tags: ['a', null] }],
      ]),
    )
    expect((await http.get(`${path}/sku-1`).expect(200)).body).toEqual({
      ...shoe,
      currentPrice: '129.50',
      updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect((await http.get(`${path}/${encodeURIComponent(boot.id)}`).expect(200)).body).toEqual({
      ...boot,
      updatedAt: '2026-11-20T09:00:00.000Z',
    })
  })

  test('a later state replaces all of an earlier one, and the same again changes nothing', async () => {
    const { db, put } = await aShop()
    await put(shoe).expect(200)
    for (let times = 0; times < 2; times++) {
      const { body } = await put({ id: 'sku-1', inStock: false }).expect(200)
      expect(body).toMatchObject({ stored: 1, outdated: 0 })
    }
    expect((await loadProducts(db, ['sku-1'])).get('sku-1')).toEqual({ id: 'sku-1', inStock: false })
  })

  test('an older state comes too late, also one from the same batch', async () => {
    const { db, put } = await aShop()
    const at = (minute: number, price: string) => ({
      id: 'sku-1',
      price,
      updatedAt: `2026-11-20T10:0${minute}:00Z`,
    })
    const price = async () => (await loadProducts(db, ['sku-1'])).get('sku-1')?.price
    expect((await put(at(2, '2'), at(1, '1'))).body).toEqual({ stored: 1, outdated: 1, rejected: [] })
    expect((await put(at(1, '1'))).body).toEqual({ stored: 0, outdated: 1, rejected: [] })
    expect(await price()).toBe('2')
    expect((await put(at(2, '3'))).body).toEqual({ stored: 1, outdated: 0, rejected: [] })
    await put({ id: 'sku-1', price: '4' }).expect(200)
    expect((await put(at(3, '5'))).body).toEqual({ stored: 0, outdated: 1, rejected: [] })
    expect(await price()).toBe('4')
  })

  test('batches that bring the same products crosswise all come through', async () => {
    const { db, put } = await aShop()
    const products = Array.from({ length: 300 }, (_, n) => ({ id: `sku-${n}`, stock: n }))
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => put(...(n % 2 ? products : [...products].reverse()))),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect(
      (
        await loadProducts(
          db,
          products.map(({ id }) => id),
        )
      ).size,
    ).toBe(300)
  })

  test('a bad product is named by index and path, and does not cost a good one', async () => {
    const { db, put } = await aShop()
    const { body } = await put(shoe, { id: 'sku-2', price: 5 }, 'nonsense', { id: 'sku-3' }).expect(200)
    expect(body).toMatchObject({
      stored: 2,
      rejected: [
        { index: 1, errors: [{ path: 'price' }] },
        { index: 2, errors: [{ path: '' }] },
      ],
    })
    expect([...(await loadProducts(db, ['sku-1', 'sku-2', 'sku-3'])).keys()].sort()).toEqual([
      'sku-1',
      'sku-3',
    ])
  })

  test('nothing usable is a 400, and too much is refused whole', async () => {
    const { db, http, put } = await aShop()
    expect((await put({ name: 'no id' }).expect(400)).body).toMatchObject({
      code: 'no_valid_product',
      rejected: [{ index: 0, errors: [{ path: 'id' }] }],
    })
    for (const body of [{}, [], { products: [] }, { products: 'x' }, [shoe]]) {
      expect((await http.put(path).send(body).expect(400)).body).toMatchObject({ code: 'no_valid_product' })
    }
    const many = Array.from({ length: 1_001 }, (_, n) => ({ id: `sku-${n}` }))
    expect((await put(...many).expect(413)).body).toMatchObject({ code: 'batch_too_large' })
    await http.put(path).set('content-type', 'text/plain').send('x').expect(415)
    await http.post(path).send({}).expect(405)
    expect(await db.selectFrom('products').selectAll().execute()).toEqual([])
  })

  test('who may only bring events, or only read, changes no product', async () => {
    const { db, put } = await aShop(['ingest', 'read'])
    expect((await put(shoe).expect(403)).body).toMatchObject({ code: 'scope_missing' })
    expect(await db.selectFrom('products').selectAll().execute()).toEqual([])
  })

  test('PostgreSQL away: 503 with Retry-After', async () => {
    const { http, put, cut } = await aShop()
    await put(shoe).expect(200)
    await http.get(`${path}/sku-1`).expect(200)
    await cut()
    for (const request of [put(shoe), http.get(`${path}/sku-1`)]) {
      const answer = await request.expect(503)
      expect(answer.body).toMatchObject({ code: 'database_unavailable' })
      expect(answer.headers['retry-after']).toBe('5')
    }
  })
})

describe('GET /v1/catalog/products/:id', () => {
  test('answers 404 for what the catalog does not know, and for what no id can be', async () => {
    const { http } = await aShop(['read'])
    for (const id of ['sku-1', '%00'])
      expect((await http.get(`${path}/${id}`).expect(404)).body).toMatchObject({ code: 'product_not_found' })
    await http.get(`${path}/%E0%A4%A`).expect(400)
  })

  test('is not for keys that may only bring events', async () => {
    const { http } = await aShop(['ingest'])
    await http.get(`${path}/sku-1`).expect(403)
  })
})

test('asked for no products, the catalog is not asked', async () => {
  const { db } = await aDatabase()
  expect(await loadProducts(db, [])).toEqual(new Map())
})
