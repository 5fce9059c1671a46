// Watches over customers: looked at when they are new, when an event matters, when they are due, and once after a publish.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { inTransaction } from '../../../src/db/index.js'
import { postponeFirstWatch } from '../../../src/journeys/watch-store.js'
import { passOver } from '../../../src/pipeline/begin-watches.js'
import { at, aWorld, posted, type Workspace, type World } from '../../support/pipeline-world.js'

/** Quiet for an hour: whoever looked at something, and then did not for an hour. */
const quiet: Workspace = {
  journeys: [
    {
      id: 'come-back',
      name: 'Come back',
      trigger: { enters: 'quiet' },
      entry: { reenter: 'always' },
      steps: [{ id: 'rest', wait: '30d' }],
    },
  ],
  segments: {
    quiet: { all: [{ did: 'product_viewed' }, { didNot: 'product_viewed', within: '1h' }] },
  },
}
const loyal: Workspace = {
  journeys: [
    {
      id: 'thanks',
      name: 'Thanks',
      trigger: { enters: 'gold' },
      exit: [{ leaves: 'gold' }],
      steps: [{ id: 'rest', wait: '30d' }],
    },
  ],
  segments: { gold: { 'customer.tier': 'gold' } },
}
const nothing: Workspace = { journeys: [] }

const viewed = (id: string, minute = 0) =>
  posted('product_viewed', {}, { customer: { id }, occurredAt: at(minute).toISOString() })
const tier = (id: string, value: string) => posted('customer_updated', { tier: value }, { customer: { id } })

const watches = ({ db }: World) =>
  db.selectFrom('watches').select(['customer_id', 'members', 'due_at', 'checked_at']).execute()
const statuses = async ({ db }: World) =>
  (await db.selectFrom('enrollments').select('status').orderBy('entered_at').execute()).map(
    ({ status }) => status,
  )
const typesOf = async ({ db }: World) =>
  (await db.selectFrom('events').select('type').orderBy('processed_at').execute()).map(({ type }) => type)

describe('nobody is watched', () => {
  it('where no journey asks for it', async () => {
    const world = await aWorld()
    await world.post(viewed('ann'))
    expect([await watches(world), await world.watches()]).toEqual([[], null])
  })
})

describe('a new customer', () => {
  it('is looked at after the first event, and enters a segment that is true of them at once', async () => {
    const world = await aWorld(loyal)
    const result = await world.post(tier('ann', 'gold'))
    expect(result.processed).toBe(1)
    expect(await statuses(world)).toEqual(['active'])
    expect((await watches(world)).map(({ members }) => Object.values(members))).toEqual([[true]])
  })

  it('has a watch that is due when the time may change something', async () => {
    const world = await aWorld(quiet)
    await world.post(viewed('ann'))
    const [watch] = await watches(world)
    expect(watch?.due_at).toEqual(at(60))
    expect(await statuses(world)).toEqual([])
  })
})

describe('a due watch', () => {
  it('brings the customer in by time alone, never early, and once', async () => {
    const world = await aWorld(quiet)
    await world.post(viewed('ann'))
    await world.setTime(new Date(at(60).getTime() - 5_000))
    expect((await world.timers()).taken).toBe(0)
    await world.setTime(at(60))
    const result = await world.timers()
    expect([result.taken, result.lateness.length]).toEqual([1, 1])
    expect(await statuses(world)).toEqual(['active'])
    expect(await typesOf(world)).toEqual(['product_viewed', 'segment_entered'])
    expect((await world.timers()).taken).toBe(0)
  })

  it('is looked at once by any number of workers, while events of the same customers come', async () => {
    const world = await aWorld(quiet)
    const people = Array.from({ length: 60 }, (_, n) => `c${n}`)
    await world.post(...people.map(id => viewed(id)))
    await world.setTime(at(60))
    const carts = (from: number) =>
      world.post(...people.slice(from, from + 20).map(id => posted('cart_viewed', {}, { customer: { id } })))
    await Promise.all([...Array.from({ length: 6 }, () => world.timers(25)), carts(0), carts(20), carts(40)])
    // Who was passed over, because an event had them, comes with the next look.
    for (let looks = 0; looks < 5; looks++) await world.timers(25)
    expect(await statuses(world)).toEqual(Array(60).fill('active'))
    expect((await typesOf(world)).filter(type => type === 'segment_entered')).toHaveLength(60)
  })

  it('is there again when its batch did not commit', async () => {
    const world = await aWorld(quiet)
    await world.post(viewed('ann'))
    await world.setTime(at(60))
    await sql`alter table enrollments add constraint broken check (journey_id <> 'come-back')`.execute(
      world.db,
    )
    await expect(world.timers()).rejects.toThrow('broken')
    expect(await typesOf(world)).toEqual(['product_viewed'])
    await sql`alter table enrollments drop constraint broken`.execute(world.db)
    expect((await world.timers()).taken).toBe(1)
    expect(await statuses(world)).toEqual(['active'])
  })

  it('can be put off by an hour when it fails the whole batch', async () => {
    const world = await aWorld(quiet)
    await world.post(viewed('ann'))
    await world.setTime(at(60))
    expect(await postponeFirstWatch(world.db)).toBe(true)
    expect(await postponeFirstWatch(world.db)).toBe(false)
    expect((await world.timers()).taken).toBe(0)
    await world.setTime(at(121))
    expect((await world.timers()).taken).toBe(1)
  })

  it('is decided together with the timers of its customer; other watches wait until there is room', async () => {
    const wait = {
      id: 'wait',
      name: 'Wait',
      trigger: { event: 'product_viewed', where: { wait: true } },
      steps: [{ id: 'rest', wait: '30m' }],
    }
    const world = await aWorld({ ...quiet, journeys: [...quiet.journeys!, wait] })
    const waiting = (id: string) => ({ ...viewed(id), properties: { wait: true } })
    await world.post(waiting('ann'), waiting('bob'), viewed('cid'))
    await world.setTime(at(61))
    expect((await world.timers(2)).taken).toBe(4)
    expect(
      await world.db.selectFrom('timers').select('due_at').where('due_at', '<', at(61)).execute(),
    ).toEqual([])
    expect((await world.timers(2)).taken).toBe(1)
    expect((await typesOf(world)).filter(type => type === 'segment_entered')).toHaveLength(3)
  })
})

describe('an event that matters to a segment', () => {
  it('takes a customer in and out of it, and out of journeys for it', async () => {
    const world = await aWorld(loyal)
    await world.post(tier('ann', 'silver'))
    expect(await statuses(world)).toEqual([])
    await world.post(tier('ann', 'gold'))
    expect(await statuses(world)).toEqual(['active'])
    await world.post(tier('ann', 'silver'))
    expect(await statuses(world)).toEqual(['exited'])
    expect((await watches(world)).map(({ members }) => Object.values(members))).toEqual([[false]])
  })
})

describe('the first look at every customer after a publish', () => {
  const people = ['ann', 'bob', 'cid', 'dan', 'eve']

  async function aShop(): Promise<World> {
    const world = await aWorld(nothing)
    await world.post(...people.map(id => tier(id, 'gold')), ...people.map(id => viewed(id)))
    return world
  }

  it('is silent about what is so already, and goes on where it stopped until it is done', async () => {
    const world = await aShop()
    world.publish(loyal)
    expect((await world.watches(2))?.looked).toBe(2)
    expect(await watches(world)).toHaveLength(2)
    expect((await world.watches(2))?.looked).toBe(2)
    expect((await world.watches(2))?.looked).toBe(1)
    expect(await world.watches(2)).toBeNull()
    expect((await watches(world)).map(({ members }) => Object.values(members))).toEqual(Array(5).fill([true]))
    expect(await statuses(world)).toEqual([])
    await world.post(tier('ann', 'silver'))
    await world.post(tier('ann', 'gold'))
    expect(await statuses(world)).toEqual(['active'])
  })

  it('finds when time will change something for those who do nothing any more', async () => {
    const world = await aShop()
    world.publish(quiet)
    await world.watches()
    await world.setTime(at(60))
    expect((await world.timers()).taken).toBe(5)
    expect(await statuses(world)).toEqual(Array(5).fill('active'))
  })

  it('is done once by any number of processes', async () => {
    const world = await aShop()
    world.publish(loyal)
    const looked = async (): Promise<number> => (await world.watches(1))?.looked ?? 0
    let sum = 0
    for (let round = 0; round < 12 && sum < 5; round++)
      sum += (await Promise.all([looked(), looked(), looked()])).reduce((a, b) => a + b)
    expect(sum).toBe(5)
    expect(await watches(world)).toHaveLength(5)
  })

  it('begins anew for another plan, also for one that was there before', async () => {
    const world = await aShop()
    for (const workspace of [loyal, quiet, loyal]) {
      world.publish(workspace)
      expect((await world.watches())?.looked).toBe(5)
      expect(await world.watches()).toBeNull()
    }
  })

  it('can pass over a customer who fails it', async () => {
    const world = await aShop()
    world.publish(loyal)
    expect(await inTransaction(world.db, trx => passOver(trx, world.journeysOf))).toBe(true)
    expect((await world.watches())?.looked).toBe(4)
    expect(await watches(world)).toHaveLength(4)
  })

  it('leaves alone whoever is watched: what changed meanwhile is still news', async () => {
    const world = await aShop()
    world.publish(loyal)
    await world.post(tier('fay', 'silver'))
    const looked = (await world.watches())?.looked
    expect([looked, await statuses(world)]).toEqual([6, []])
    await world.post(tier('fay', 'gold'))
    expect(await statuses(world)).toEqual(['active'])
  })

  it('begins anew, and silently, when nothing was watched in between', async () => {
    const world = await aWorld(loyal)
    await world.post(tier('ann', 'silver'))
    expect((await world.watches())?.looked).toBe(1)
    world.publish(nothing)
    expect(await world.watches()).toBeNull()
    await world.post(tier('ann', 'gold'), tier('bob', 'gold'))
    world.publish(loyal)
    expect((await world.watches())?.looked).toBe(2)
    expect((await watches(world)).map(({ members }) => Object.values(members))).toEqual([[true], [true]])
    expect(await statuses(world)).toEqual([])
  })

  it('does not make up for moments of a schedule before it was published, whoever looks first', async () => {
    const daily = {
      id: 'daily',
      name: 'Daily',
      trigger: { schedule: { every: 'day', at: '12:30' }, segment: 'all' },
      entry: { reenter: 'always' },
      steps: [{ id: 'rest', wait: '1h' }],
    }
    const all = { 'customer.tier': { exists: false } }
    const world = await aWorld(quiet)
    await world.post(viewed('ann'), viewed('bob'))
    await world.setTime(at(70))
    world.publish({ journeys: [...quiet.journeys!, daily], segments: { ...quiet.segments!, all } })
    await world.post(viewed('ann', 70))
    await world.watches()
    await world.timers()
    expect(await typesOf(world)).not.toContain('date_reached')
    await world.setTime(at(24 * 60 + 31))
    await world.timers()
    expect((await typesOf(world)).filter(type => type === 'date_reached')).toHaveLength(2)
  })
})
