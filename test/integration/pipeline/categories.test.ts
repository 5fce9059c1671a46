// Items of shops that tell no categories have those of the catalog, in conditions and in what is stored.
import { expect, it } from 'vitest'
import { putProducts } from '../../../src/catalog/index.js'
import { aWorld, posted } from '../../support/pipeline-world.js'

const shoes = {
  id: 'shoes',
  name: 'Shoes',
  trigger: { event: 'order_completed', where: { 'order.categories': { contains: 'shoes' } } },
  steps: [{ id: 'mail', send: 'email', template: 'shoes', category: 'transactional' }],
}
const order = (...items: object[]) =>
  posted('order_completed', { order: { id: 'o1', total: '9.00', currency: 'EUR', items: items as never } })

async function aShop() {
  const world = await aWorld({ journeys: [shoes] })
  await putProducts(world.db, [
    { id: 'boot', name: 'Boot', categories: ['shoes', 'winter'] },
    { id: 'gift', name: 'Gift' },
  ])
  const stored = async () =>
    (await world.db.selectFrom('events').select('properties').executeTakeFirstOrThrow()).properties
  return { ...world, stored }
}

it('an order without categories begins the journey for what was bought', async () => {
  const shop = await aShop()
  await shop.post(order({ productId: 'boot' }, { productId: 'gift' }, { productId: 'nobody' }))
  expect(await shop.db.selectFrom('enrollments').select('journey_id').execute()).toHaveLength(1)
  expect(await shop.stored()).toMatchObject({
    order: {
      categories: ['shoes', 'winter'],
      items: [
        { productId: 'boot', categories: ['shoes', 'winter'] },
        { productId: 'gift' },
        { productId: 'nobody' },
      ],
    },
  })
})

it('what the shop has told stays as it was told', async () => {
  const shop = await aShop()
  const told = { productId: 'boot', categories: ['sale'] }
  await shop.post(order(told))
  expect(await shop.stored()).toMatchObject({ order: { items: [told] } })
  expect((await shop.stored()).order).not.toHaveProperty('categories')
  expect(await shop.db.selectFrom('enrollments').selectAll().execute()).toEqual([])
})

it('a product that is looked at has them too, and strange things are left alone', async () => {
  const shop = await aShop()
  await shop.post(posted('product_viewed', { product: { productId: 'boot' }, cart: 'none', order: [] }))
  expect(await shop.stored()).toEqual({
    product: { productId: 'boot', categories: ['shoes', 'winter'] },
    cart: 'none',
    order: [],
  })
})
