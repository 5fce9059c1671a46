// Interests that are kept while somebody is merged or erased: nobody who is gone comes back by an event that was read before.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { keepInterests } from '../../../src/catalog/keep-interests.js'
import { inTransaction } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { processEvents } from '../../../src/pipeline/process-events.js'
import { erase } from '../../../src/privacy/erase.js'
import { eventually } from '../../support/eventually.js'
import { at, aWorld, posted, type World } from '../../support/pipeline-world.js'

const month = 30 * 86_400_000
const shoe = { product: { productId: 'shoe' } }

const keep = (world: World) => inTransaction(world.db, trx => keepInterests(trx, month))
const interested = async ({ db }: World) =>
  (await db.selectFrom('product_interests').select('customer_id').execute()).map(row => row.customer_id)
const customers = async ({ db }: World) =>
  (await db.selectFrom('customers').select('id').execute()).map(({ id }) => id)

/** Keeps interests while this is done and not yet committed; it has read the events by then, and waits. */
async function keepWhile(world: World, work: (trx: Db) => Promise<unknown>): Promise<void> {
  let kept: Promise<unknown> = Promise.resolve()
  await inTransaction(world.db, async trx => {
    await work(trx)
    kept = keep(world)
    await eventually(async () => {
      const { rows } = await sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(
        world.db,
      )
      return rows.length > 0
    })
  })
  await kept
}

async function aVisitorOfAnn(): Promise<World> {
  const world = await aWorld()
  await world.post(posted('product_viewed', shoe, { customer: { anonymousId: 'browser' } }))
  await world.post(posted('customer_updated', {}, { customer: { email: 'ann@example.com' } }))
  await world.setTime(at(0.5))
  return world
}

it('a visitor who becomes a customer meanwhile takes the interest along', async () => {
  const world = await aVisitorOfAnn()
  const login = posted(
    'customer_updated',
    {},
    {
      customer: { anonymousId: 'browser', email: 'ann@example.com' },
    },
  )
  await keepWhile(world, trx => processEvents(trx, world.journeysOf, [login]))
  const [ann, ...others] = await customers(world)
  expect(others).toEqual([])
  expect(await interested(world)).toEqual([])

  await keep(world)
  expect(await interested(world)).toEqual([ann])
})

it('who is erased meanwhile stays erased', async () => {
  const world = await aVisitorOfAnn()
  await keepWhile(world, trx => erase(trx, { kind: 'anonymousId', value: 'browser' }))
  await keep(world)
  expect(await customers(world)).toHaveLength(1)
  expect(await interested(world)).toEqual([])
})
