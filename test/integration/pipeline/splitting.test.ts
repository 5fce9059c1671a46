// Two people who were taken for one become two again, by hand.
import { describe, expect, it } from 'vitest'
import { findCustomerId } from '../../../src/customers/index.js'
import type { Identifiers } from '../../../src/model/customer.js'
import { mergesOf, splitNames, undoMerge } from '../../../src/pipeline/index.js'
import { at, aWorld, cart, posted, type World, welcome } from '../../support/pipeline-world.js'

const ann = { email: 'ann@example.com' }
const account = { id: 'c1' }

/** Ann's address and an account that was told to be hers: each with a cart, and words of its own. */
async function merged(): Promise<World> {
  const world = await aWorld({ journeys: [welcome] })
  await world.post(
    posted('product_added', cart('hers'), { customer: ann }),
    posted('customer_updated', { size: 'S' }, { customer: ann }),
    posted('consent_changed', { channel: 'email', status: 'unsubscribed' }, { customer: ann }),
    posted('product_added', cart('theirs'), { customer: account }),
    posted('customer_updated', { color: 'red' }, { customer: account }),
  )
  await world.post(posted('product_viewed', {}, { customer: { ...account, ...ann } }))
  return world
}

async function whole({ db }: World, names: Identifiers) {
  const [[kind, value]] = Object.entries(names) as [['id' | 'email', string]]
  const id = (await findCustomerId(db, kind, value))!
  const {
    attributes,
    email,
    email_consent: consent,
  } = await db.selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const passes = await db
    .selectFrom('enrollments')
    .select('key')
    .where('customer_id', '=', id)
    .orderBy('key')
    .execute()
  return { attributes, email, consent, carts: passes.map(({ key }) => key) }
}

describe('a merge that is undone', () => {
  it('gives each back what came by their names', async () => {
    const world = await merged()
    expect(await whole(world, account)).toEqual({
      attributes: { size: 'S', color: 'red' },
      email: 'ann@example.com',
      consent: 'unsubscribed',
      carts: ['hers', 'theirs'],
    })
    const [merge] = await mergesOf(world.db, (await findCustomerId(world.db, 'id', 'c1'))!)
    await undoMerge(world.db, merge!.id)
    expect(await whole(world, account)).toEqual({
      attributes: { color: 'red' },
      email: null,
      consent: 'unknown',
      carts: ['theirs'],
    })
    expect(await whole(world, ann)).toEqual({
      attributes: { size: 'S' },
      email: 'ann@example.com',
      consent: 'unsubscribed',
      carts: ['hers'],
    })
    await world.setTime(at(61))
    expect((await world.timers()).taken).toBe(2)
  })

  it('is not done again by the same two names, and a new one may still claim the address', async () => {
    const world = await merged()
    await splitNames(world.db, [{ kind: 'email', value: ann.email }], 'not the same person')
    await world.post(posted('product_viewed', {}, { customer: { ...account, ...ann } }))
    expect(await findCustomerId(world.db, 'email', ann.email)).not.toBe(
      await findCustomerId(world.db, 'id', 'c1'),
    )
    await world.post(posted('product_viewed', {}, { customer: { id: 'c2', ...ann } }))
    expect(await findCustomerId(world.db, 'email', ann.email)).toBe(
      await findCustomerId(world.db, 'id', 'c2'),
    )
  })

  it('stands in the history of both', async () => {
    const world = await merged()
    const { newCustomerId, customerId } = await splitNames(
      world.db,
      [{ kind: 'email', value: ann.email }],
      'a mix-up',
    )
    for (const id of [newCustomerId, customerId])
      expect((await mergesOf(world.db, id)).map(({ kind, reason }) => `${kind}: ${reason}`)).toContain(
        'split: a mix-up',
      )
  })
})

describe('nothing is split', () => {
  it('where all names would go, where they are of two customers, and where nobody has them', async () => {
    const world = await merged()
    await world.post(posted('product_viewed', {}, { customer: { id: 'bob' } }))
    const by = (kind: 'id' | 'email', value: string) => ({ kind, value })
    await expect(splitNames(world.db, [by('id', 'c1')], '')).rejects.toThrow('all the names')
    await expect(splitNames(world.db, [by('id', 'bob'), by('id', 'c1')], '')).rejects.toThrow(
      'several customers',
    )
    await expect(splitNames(world.db, [by('id', 'nobody')], '')).rejects.toThrow('Nobody')
    await expect(undoMerge(world.db, '00000000-0000-4000-8000-000000000000')).rejects.toThrow('no such merge')
  })
})
