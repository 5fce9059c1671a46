// What somebody has lived through under one name counts under the other, once the two are one customer.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { customersOfDue } from '../../../src/dispatch/claim-store.js'
import { markOnWire } from '../../../src/dispatch/hand-over-store.js'
import type { Identifiers } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import { at, aWorld, cart, posted, type World } from '../../support/pipeline-world.js'

const ann = { email: 'ann@example.com' }
const account = { id: 'c1' }
const by = (customer: Identifiers, type = 'page_viewed', properties = {}, minutes = 0): Event =>
  posted(type, properties, {
    customer,
    occurredAt: at(minutes).toISOString(),
    receivedAt: at(minutes).toISOString(),
  })
const mail = { id: 'mail', send: 'email', template: 'sale' }
const journey = (rest: object) => ({
  id: 'sale',
  name: 'Sale',
  trigger: { event: 'product_added' },
  steps: [mail],
  ...rest,
})
const says = (customer: Identifiers, status: string): Event =>
  by(customer, 'consent_changed', { channel: 'email', status })
const merge = async (world: World): Promise<unknown> => await world.post(by({ ...account, ...ann }))

describe('after a merge', () => {
  it('whoever had a journey once under one of the names has had it', async () => {
    const world = await aWorld({ journeys: [journey({ entry: { reenter: 'never' } })] })
    await world.post(by(ann, 'product_added', cart()), by(account))
    await merge(world)
    await world.post(by(account, 'product_added', cart()))
    const { rows } = await sql<{ status: string }>`select status from enrollments`.execute(world.db)
    expect(rows).toEqual([{ status: 'completed' }])
  })

  it('a message that was claimed is not handed over, when the other one had said no', async () => {
    const world = await aWorld({ journeys: [journey({ key: 'cart.id' })] })
    await world.post(says(ann, 'subscribed'), says(account, 'unsubscribed'))
    await world.post(by(ann, 'product_added', cart()))
    const token = '00000000-0000-4000-8000-000000000001'
    const { rows } = await sql<{ id: string }>`
      update messages set status = 'claimed', claim_token = ${token} returning id`.execute(world.db)
    await merge(world)
    expect(await markOnWire(world.db, [{ id: rows[0]!.id, token }], 60_000)).toEqual(new Set())
  })

  it('a message that waits is the other’s, and is claimed under their lock', async () => {
    const world = await aWorld({ journeys: [journey({ key: 'cart.id' })] })
    await world.post(says(ann, 'subscribed'), by(account))
    const { messages } = await world.post(by(ann, 'product_added', cart()))
    await merge(world)
    const ids = messages.map(({ id }) => id)
    const { rows } = await sql<{ id: string }>`select id from customers`.execute(world.db)
    expect(await customersOfDue(world.db, ids)).toEqual(rows.map(({ id }) => id))
  })

  it('an order is credited to the message that was sent under the other name', async () => {
    const goal = { event: 'order_completed', within: '5d', value: 'order.total' }
    const world = await aWorld({ journeys: [journey({ key: 'cart.id', goal })] })
    await world.post(says(ann, 'subscribed'), by(account))
    await world.post(by(ann, 'product_added', cart()))
    await sql`update messages set status = 'sent', wire_at = created_at`.execute(world.db)
    await merge(world)
    const order = { order: { id: 'o1', total: '10.00', currency: 'EUR' } }
    await world.setTime(at(5))
    await world.post(by(account, 'order_completed', order, 3))
    await world.credit()
    expect(await world.db.selectFrom('conversions').select('value').execute()).toEqual([{ value: '10.0000' }])
  })

  it('in one batch with it, an order that comes after is credited, and a pass that comes after is refused', async () => {
    const goal = { event: 'order_completed', within: '5d', value: 'order.total' }
    const world = await aWorld({ journeys: [journey({ entry: { reenter: 'never' }, goal })] })
    await world.post(says(ann, 'subscribed'), by(account))
    await world.post(by(ann, 'product_added', cart()))
    await sql`update messages set status = 'sent', wire_at = created_at`.execute(world.db)
    await world.setTime(at(5))
    const order = { order: { id: 'o1', total: '10.00', currency: 'EUR' } }
    const { processed, refused } = await world.post(
      by({ ...account, ...ann }, 'page_viewed', {}, 2),
      by(account, 'order_completed', order, 3),
      by(account, 'product_added', cart(), 4),
    )
    expect({ processed, refused }).toEqual({ processed: 3, refused: 1 })
    await world.credit()
    expect(await world.db.selectFrom('conversions').select('value').execute()).toEqual([{ value: '10.0000' }])
  })

  it('what was said before it and after it in one batch counts', async () => {
    const world = await aWorld()
    await world.post(by(account), by(ann))
    const result = await world.post(
      by(ann, 'customer_updated', { size: 'S' }),
      by({ ...account, ...ann }),
      by(account, 'customer_updated', { color: 'red' }),
    )
    expect(result.processed).toBe(3)
    const { rows } = await sql<{ attributes: object }>`select attributes from customers`.execute(world.db)
    expect(rows).toEqual([{ attributes: { size: 'S', color: 'red' } }])
  })
})
