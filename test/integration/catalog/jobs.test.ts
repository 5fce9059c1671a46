// The catalog's jobs on a real PostgreSQL: who is interested in what follows from the events, and a change is told once
// to everybody it concerns, and to nobody else.
import { describe, expect, onTestFinished, test } from 'vitest'
import { putProducts, startCatalogJobs } from '../../../src/catalog/index.js'
import { keepInterests } from '../../../src/catalog/keep-interests.js'
import { tellChanges } from '../../../src/catalog/tell-changes.js'
import { identifiersOf } from '../../../src/customers/index.js'
import { inTransaction } from '../../../src/db/index.js'
import type { Event } from '../../../src/model/event.js'
import { partOf } from '../../../src/model/ids.js'
import { createLogger } from '../../../src/platform/logger.js'
import { newId } from '../../../src/platform/new-id.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'

const day = 86_400_000
const within = 30 * day
const ago = (ms: number) => new Date(Date.now() - ms)
const shoe = (price: string, more: object = {}) => ({
  id: 'shoe',
  name: 'Trail shoe',
  price,
  currency: 'EUR',
  url: 'https://shop.example/shoe',
  image: 'https://shop.example/shoe.jpg',
  categories: ['shoes'],
  ...more,
})

async function aShop() {
  const { db } = await aDatabase()
  let n = 0
  const accepted: Event[] = []
  const customer = async (email?: string) => {
    const id = newId()
    await db
      .insertInto('customers')
      .values({
        id,
        part: partOf(id),
        email: email ?? null,
        phone: null,
        attributes: '{}',
        created_at: ago(0),
        updated_at: ago(0),
      } as never)
      .execute()
    if (email)
      await db
        .insertInto('identities')
        .values({
          kind: 'email',
          value: email,
          customer_id: id,
          part: partOf(id),
          created_at: ago(0),
        } as never)
        .execute()
    return id
  }
  const event = (
    customerId: string,
    type: string,
    properties: object,
    occurredAt = ago(60_000),
    processedAt = ago(5_000),
  ) =>
    db
      .insertInto('events')
      .values({
        source_id: 'shop',
        id: `e-${n++}`,
        customer_id: customerId,
        part: partOf(customerId),
        type,
        occurred_at: occurredAt,
        received_at: occurredAt,
        processed_at: processedAt,
        properties: JSON.stringify(properties),
        refusals: null,
      } as never)
      .execute()
  const viewed = (customerId: string, productId = 'shoe', at?: Date) =>
    event(customerId, 'product_viewed', { product: { productId } }, at)
  const keep = async () => {
    while (await inTransaction(db, trx => keepInterests(trx, within)));
  }
  const telling = {
    accept: async (events: readonly Event[]) => void accepted.push(...events),
    namesOf: identifiersOf,
  }
  const tell = async () => {
    while (await inTransaction(db, trx => tellChanges(trx, within, telling)));
  }
  const interests = () => db.selectFrom('product_interests').selectAll().orderBy('product_id').execute()
  return { db, customer, event, viewed, keep, tell, telling, interests, accepted }
}

describe('interests', () => {
  test('follow from views, carts and orders, and are the same when they are kept again', async () => {
    const { db, customer, event, viewed, keep, interests } = await aShop()
    const ann = await customer()
    await viewed(ann, 'a')
    await event(ann, 'product_added', {
      product: { productId: 'b' },
      cart: { items: [{ productId: 'b' }, { productId: 7 }] },
    })
    await event(ann, 'checkout_started', { cart: { items: 'none' }, items: [{ productId: 'd' }, 'x', null] })
    await event(ann, 'order_completed', { order: { items: [{ productId: 'b' }, { productId: '' }, {}] } })
    await event(ann, 'email_opened', { product: { productId: 'z' } })
    await keep()
    const first = await interests()
    expect(
      first.map(({ product_id, viewed_at, carted_at, bought_at }) => [
        product_id,
        !!viewed_at,
        !!carted_at,
        !!bought_at,
      ]),
    ).toEqual([
      ['7', false, true, false],
      ['a', true, false, false],
      ['b', false, true, true],
      ['d', false, true, false],
    ])
    await db.deleteFrom('job_cursors').execute()
    await keep()
    expect(await interests()).toEqual(first)
  })

  test('take in what was committed late, and keep to the latest moment', async () => {
    const { customer, event, keep, viewed, interests } = await aShop()
    const ann = await customer()
    await viewed(ann, 'a', ago(1_000))
    await keep()
    await event(ann, 'product_viewed', { product: { productId: 'a' } }, ago(day), ago(20_000))
    await event(ann, 'product_viewed', { product: { productId: 'b' } }, ago(day), ago(20_000))
    await keep()
    const [a, b] = await interests()
    expect(a?.viewed_at?.getTime()).toBeGreaterThan(ago(day / 2).getTime())
    expect(b?.product_id).toBe('b')
  })

  test('of somebody who was merged into another are left out', async () => {
    const { viewed, keep, interests } = await aShop()
    await viewed(newId())
    await keep()
    expect(await interests()).toEqual([])
  })
})

describe('a price that fell', () => {
  test('is told to those who looked at it or carted it, and not to those who bought it since', async () => {
    const { db, customer, event, viewed, keep, tell, accepted } = await aShop()
    const [ann, bob, cem, dan] = await Promise.all(
      ['ann', 'bob', 'cem', 'dan'].map(name => customer(`${name}@example.com`)),
    )
    const nobody = await customer()
    await putProducts(db, [shoe('100.00')])
    await viewed(ann!)
    await viewed(nobody)
    await event(bob!, 'cart_updated', { cart: { items: [{ productId: 'shoe' }] } })
    await viewed(cem!, 'shoe', ago(120_000))
    await event(cem!, 'order_completed', { order: { items: [{ productId: 'shoe' }] } })
    await viewed(dan!, 'shoe', ago(31 * day))
    await keep()
    await putProducts(db, [shoe('100.00', { salePrice: '80.00' })])
    await tell()
    expect(accepted.map(({ customer }) => customer.email).sort()).toEqual([
      'ann@example.com',
      'bob@example.com',
    ])
    expect(accepted[0]).toMatchObject({
      source: 'triggerfish',
      type: 'price_dropped',
      properties: {
        product: {
          productId: 'shoe',
          name: 'Trail shoe',
          price: '80.00',
          oldPrice: '100.00',
          currency: 'EUR',
          url: 'https://shop.example/shoe',
          imageUrl: 'https://shop.example/shoe.jpg',
          categories: ['shoes'],
        },
        previousPrice: '100.00',
      },
    })
    await tell()
    expect(accepted).toHaveLength(2)
  })

  test('is told as the same events when it is told again', async () => {
    const { db, customer, viewed, keep, tell, accepted } = await aShop()
    await viewed(await customer('ann@example.com'))
    await keep()
    await putProducts(db, [shoe('100.00')])
    await putProducts(db, [shoe('80.00')])
    await tell()
    await db.updateTable('product_changes').set({ done_at: null, after_customer: null }).execute()
    await tell()
    expect(new Set(accepted.map(({ id }) => id)).size).toBe(1)
    expect(accepted).toHaveLength(2)
  })

  test('is not told when it is over by then', async () => {
    const { db, customer, viewed, keep, tell, accepted } = await aShop()
    await viewed(await customer('ann@example.com'))
    await keep()
    for (const product of [shoe('100.00'), shoe('80.00'), shoe('90.00')]) await putProducts(db, [product])
    await putProducts(db, [shoe('60.00'), shoe('60.00', { inStock: false })])
    await tell()
    expect(accepted).toEqual([])
  })

  test('is told to everybody, portion by portion, also after a failure', async () => {
    const { db, tell, telling, accepted } = await aShop()
    await putProducts(db, [shoe('100.00', { inStock: false })])
    const ids = Array.from({ length: 2_100 }, newId)
    await db
      .insertInto('product_interests')
      .values(
        ids.map(id => ({
          product_id: 'shoe',
          customer_id: id,
          part: 1,
          viewed_at: ago(1),
          carted_at: null,
          bought_at: null,
        })),
      )
      .execute()
    await db
      .insertInto('identities')
      .values(
        ids.map(id => ({ kind: 'id', value: id, customer_id: id, part: 1, created_at: ago(0) })) as never,
      )
      .execute()
    await putProducts(db, [shoe('100.00', { inStock: true })])
    const down = { ...telling, accept: () => Promise.reject(new Error('Redis is away')) }
    await expect(inTransaction(db, trx => tellChanges(trx, within, down))).rejects.toThrow('away')
    await tell()
    expect(new Set(accepted.map(({ customer }) => customer.id))).toEqual(new Set(ids))
    expect(accepted).toHaveLength(2_100)
    expect(accepted[0]).toMatchObject({ type: 'back_in_stock' })
  })
})

test('the jobs do all of that by themselves, in two processes as in one', async () => {
  const { db, customer, viewed, telling, accepted } = await aShop()
  const jobs = [1, 2].map(() =>
    startCatalogJobs({ db, ...telling, everyMs: 20, logger: createLogger({ level: 'silent' }) }),
  )
  onTestFinished(async () => {
    for (const job of jobs) await job.stop()
  })
  await viewed(await customer('ann@example.com'))
  await eventually(async () =>
    expect(await db.selectFrom('product_interests').selectAll().execute()).toHaveLength(1),
  )
  await putProducts(db, [shoe('100.00')])
  await putProducts(db, [shoe('80.00')])
  await eventually(() => expect(accepted).toHaveLength(1))
})
