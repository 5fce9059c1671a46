// Whose credit is counted along with somebody's: of an order that several have told of, which is one's alone.
import { expect, it } from 'vitest'
import { sharingOrders } from '../../../src/conversions/ledger-queries.js'
import type { Event } from '../../../src/model/event.js'
import { aWorld, posted, type World } from '../../support/pipeline-world.js'

const order = (id: string, customer: string, rest: Partial<Event> = {}): Event =>
  posted('order_completed', { order: { id } }, { customer: { id: customer }, ...rest })

async function sharers({ db }: World, of: string): Promise<string[]> {
  const known = await db.selectFrom('identities').select(['value', 'customer_id']).execute()
  const names = new Map(known.map(({ value, customer_id }) => [customer_id, value]))
  const [one] = known.filter(({ value }) => value === of)
  const ids = await sharingOrders(db, [one!.customer_id])
  return ids.map(id => names.get(id)!).sort()
}

it('those who have told of it by the same source, and whom these share it with by another', async () => {
  const world = await aWorld()
  const fr = { source: 'shop-fr' }
  await world.post(
    order('o1', 'ann'),
    order('o1', 'bob'),
    order('o1', 'bob', fr),
    order('o1', 'cid', fr),
    order('o2', 'dan'),
    order('o2', 'eve', fr),
  )
  expect(await sharers(world, 'ann')).toEqual(['bob', 'cid'])
  expect(await sharers(world, 'cid')).toEqual(['ann', 'bob'])
  expect(await sharers(world, 'dan')).toEqual([])
})

it('not those who share another order with them: that one is nobody else’s by this', async () => {
  const world = await aWorld()
  const chain = Array.from({ length: 10 }, (_, n) => [order(`o${n}`, `c${n}`), order(`o${n}`, `c${n + 1}`)])
  await world.post(...chain.flat())
  expect(await sharers(world, 'c0')).toEqual(['c1'])
  expect(await sharers(world, 'c5')).toEqual(['c4', 'c6'])
})

it('not a whole shop that calls every order "undefined"', async () => {
  const world = await aWorld()
  await world.post(...Array.from({ length: 300 }, (_, n) => order('undefined', `c${n}`)))
  for (const customer of ['c0', 'c150', 'c299'])
    expect((await sharers(world, customer)).length).toBeLessThanOrEqual(100)
})
