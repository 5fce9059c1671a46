// Names that are no names, and names that everybody has: nobody becomes one with everybody, and what an event costs does
// not grow with them.
import { describe, expect, it } from 'vitest'
import { findCustomerId } from '../../../src/customers/index.js'
import type { Identifiers } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import { at, aWorld, posted, type World } from '../../support/pipeline-world.js'

const by = (customer: Identifiers, minutes = 0): Event =>
  posted('page_viewed', {}, { customer, occurredAt: at(minutes).toISOString() })
const hundred = Array.from({ length: 100 }, (_, n) => n)

async function count({ db }: World, table: 'customers' | 'identity_links' | 'customer_merges' | 'events') {
  const { n } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

describe('what a program writes where it has no name', () => {
  it('makes nobody one with another', async () => {
    const world = await aWorld({ journeys: [] })
    for (const nothing of ['undefined', 'null', '0', '[object Object]', 'NULL'])
      await world.post(
        ...hundred.map(n =>
          by({ id: nothing, email: `p${n}@example.com`, anonymousId: nothing, cartToken: nothing }),
        ),
        ...hundred.map(n => by({ anonymousId: `a${n}`, cartToken: nothing })),
      )
    await world.post(by({ id: 'c1', formerId: 'null' }), by({ id: 'c2', formerId: 'null' }))
    expect(await count(world, 'customers')).toBe(202)
    expect(await count(world, 'customer_merges')).toBe(0)
  })

  it('is somebody of its own where it is all there is, so that no event is lost', async () => {
    const world = await aWorld({ journeys: [] })
    await world.post(by({ anonymousId: 'undefined' }), by({ id: 'null', anonymousId: 'undefined' }))
    await world.post(by({ email: 'ann@example.com', anonymousId: 'undefined' }))
    expect([await count(world, 'events'), await count(world, 'customers')]).toEqual([3, 3])
  })
})

describe('a token that everybody has', () => {
  it('joins twenty browsers and no more', async () => {
    const world = await aWorld({ journeys: [] })
    await world.post(...hundred.map(n => by({ anonymousId: `a${n}`, cartToken: 'shared' })))
    await world.post(...hundred.map(n => by({ anonymousId: `b${n}`, cartToken: 'shared' })))
    expect(await count(world, 'identity_links')).toBe(20)
    await world.post(by({ email: 'ann@example.com', cartToken: 'shared' }))
    expect(await count(world, 'customers')).toBe(181)
  })
})

describe('a browser that everybody has', () => {
  it('stays with who had it first, and the others get nothing of it', async () => {
    const world = await aWorld({ journeys: [] })
    await world.post(...hundred.map(n => by({ email: `p${n}@example.com`, anonymousId: 'shared' }, n)))
    expect(await count(world, 'customers')).toBe(100)
    expect(await findCustomerId(world.db, 'anonymousId', 'shared')).toBe(
      await findCustomerId(world.db, 'email', 'p0@example.com'),
    )
  })
})

describe('a customer with very many browsers', () => {
  it('may be told of, lose one and become another’s', async () => {
    const world = await aWorld({ journeys: [] })
    const browsers = Array.from({ length: 2_000 }, (_, n) => `a${n}`)
    await world.post(...browsers.map(anonymousId => by({ email: 'ann@example.com', anonymousId })))
    await world.post(
      by({ email: 'bob@example.com', anonymousId: 'a17' }, -5),
      by({ id: 'c1', email: 'ann@example.com' }),
    )
    await world.post(by({ id: 'c0', formerId: 'c1' }))
    const idOf = async (value: string) => await findCustomerId(world.db, 'anonymousId', value)
    expect(await idOf('a18')).toBe(await findCustomerId(world.db, 'id', 'c0'))
    expect(await idOf('a17')).toBe(await findCustomerId(world.db, 'email', 'bob@example.com'))
    expect(await count(world, 'customers')).toBe(2)
  })
})
