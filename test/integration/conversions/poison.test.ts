// What cannot be counted of one customer holds up nobody else, is not tried for ever, and is told.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { creditAll, creditMarked } from '../../../src/conversions/index.js'
import { inTransaction } from '../../../src/db/index.js'
import { erase } from '../../../src/privacy/erase.js'
import { posted, type World, welcome } from '../../support/pipeline-world.js'
import { ann, aShop, counted, order, orders, when } from './a-shop.js'

/** As a bug of ours would be: everybody else is counted in the same rounds. */
const refuse = ({ db }: World, orderId: string) =>
  sql`alter table conversions add constraint poison check (order_id is distinct from ${sql.lit(orderId)}) not valid`.execute(
    db,
  )

async function aShopOfTwo(): Promise<World> {
  const world = await aShop()
  const bob = { id: 'bob', email: 'bob@example.com' }
  await world.post(posted('product_added', {}, { customer: bob, ...when(180) }))
  await sql`update messages set status = 'sent', wire_at = created_at where status = 'queued'`.execute(
    world.db,
  )
  await world.setTime(new Date('2026-11-20T18:00:00Z'))
  await world.credit()
  await world.post(order('good', '10.00', { customer: bob, ...when(200) }), order('bad', '20.00', when(200)))
  return world
}

it('the others are counted, it is told once, and whoever it was is counted with the next change', async () => {
  const world = await aShopOfTwo()
  await refuse(world, 'bad')
  const failed: string[] = []
  const round = () => creditMarked(world.db, { ...world, onFailed: id => failed.push(id) })
  await round()
  expect(await orders(world)).toMatchObject([{ order_id: 'good' }])
  await round()
  const { rows } = await sql<{
    customer_id: string
  }>`select customer_id from identities where value = 'ann'`.execute(world.db)
  expect(failed).toEqual([rows[0]!.customer_id])
  await sql`alter table conversions drop constraint poison`.execute(world.db)
  await world.post(posted('order_completed', {}, { customer: ann, ...when(210) }))
  await world.credit()
  expect(await orders(world)).toMatchObject([{ order_id: 'bad' }, { order_id: 'good' }, { order_id: null }])
})

it('what a version has earned that this program cannot read stays, until one can', async () => {
  const world = await aShop()
  await world.post(order('o1', '10.00', when(60)))
  await world.credit()
  const before = await counted(world)
  expect(before.outcomes).not.toEqual([])
  world.publish({ journeys: [welcome] })
  await creditAll(world.db)
  await world.credit()
  expect(await counted(world)).toEqual(before)
})

it('whoever is erased is erased', async () => {
  const world = await aShopOfTwo()
  await refuse(world, 'bad')
  await sql`insert into workspace (revision, settings, published_at) values (1, '{}', now())`.execute(
    world.db,
  )
  const { known } = await inTransaction(world.db, trx => erase(trx, { kind: 'id', value: 'ann' }))
  expect(known).toBe(true)
})

it('ids of orders that no index takes are stored, and counted by themselves', async () => {
  const world = await aShop()
  // No two alike, so that it cannot be made shorter.
  const long = Array.from({ length: 1_500 }, (_, n) => (n * n * 7_919 * 104_729).toString(36))
    .join('')
    .slice(0, 16_000)
  const { failed } = await world.post(order(long, '10.00', when(60)), order(long, '20.00', when(70)))
  expect(failed).toBe(0)
  await creditAll(world.db)
  await world.credit()
  expect(await orders(world)).toMatchObject([{ order_id: null }, { order_id: null }])
})
