// What can be taken only once: codes of a pool, places of a day. Exact, whoever else takes at the same moment.
import { describe, expect, it } from 'vitest'
import { addCodes } from '../../../src/cli/coupon-store.js'
import { inTransaction } from '../../../src/db/index.js'
import { takeCoupons } from '../../../src/pipeline/coupon-store.js'
import { processEvents } from '../../../src/pipeline/index.js'
import { takePlaces } from '../../../src/pipeline/place-store.js'
import { newId } from '../../../src/platform/new-id.js'
import { aDatabase } from '../../support/database.js'
import { at, aWorld, noon, posted, type World } from '../../support/pipeline-world.js'

const gift = {
  id: 'gift',
  name: 'Gift',
  trigger: { event: 'gift_asked' },
  key: 'gift',
  steps: [
    { id: 'code', coupon: 'SAVE10', whenEmpty: 'exit' },
    { id: 'rest', wait: '1d' },
  ],
}
const codes = (count: number): string[] => Array.from({ length: count }, (_, n) => `CODE-${100 + n}`)
const asked = (n: number) => posted('gift_asked', { gift: `g${n}` }, { customer: { id: `c${n}` } })
const outputs = async ({ db }: World) =>
  (await db.selectFrom('enrollments').select(['outputs', 'status']).orderBy('key').execute()).map(
    ({ outputs, status }) => [(outputs.code as { code?: string } | undefined)?.code ?? null, status],
  )
const taken = async ({ db }: World) =>
  (
    await db.selectFrom('coupons').select('code').where('claim', 'is not', null).orderBy('code').execute()
  ).map(({ code }) => code)

describe('a coupon step', () => {
  it('takes one code for each enrollment, also of customers who are new', async () => {
    const world = await aWorld({ journeys: [gift] })
    await addCodes(world.db, 'SAVE10', codes(3))
    await world.post(asked(1), asked(2))
    expect(await outputs(world)).toEqual([
      ['CODE-100', 'active'],
      ['CODE-101', 'active'],
    ])
    expect(await taken(world)).toEqual(['CODE-100', 'CODE-101'])
  })

  it('gives what is left when the pool runs dry, and says so to the rest', async () => {
    const world = await aWorld({ journeys: [gift] })
    await addCodes(world.db, 'SAVE10', codes(1))
    await world.post(asked(1), asked(2))
    expect((await outputs(world)).map(([code]) => code)).toEqual(['CODE-100', null])
  })

  it('takes nothing more when the event is delivered again, and nothing at all when the batch does not commit', async () => {
    const world = await aWorld({ journeys: [gift] })
    await addCodes(world.db, 'SAVE10', codes(3))
    const event = asked(1)
    await world.db
      .transaction()
      .execute(async trx => {
        await processEvents(trx, world.journeysOf, [event])
        throw new Error('the power goes')
      })
      .catch(() => undefined)
    expect(await taken(world)).toEqual([])
    await world.post(event)
    await world.post(event)
    expect(await taken(world)).toEqual(['CODE-100'])
  })

  it('never gives a code twice, however many batches take at once', async () => {
    const world = await aWorld({ journeys: [gift] })
    await addCodes(world.db, 'SAVE10', codes(50))
    const batches = Array.from({ length: 8 }, (_, b) => Array.from({ length: 8 }, (_, n) => asked(b * 8 + n)))
    await Promise.all(batches.map(batch => world.post(...batch)))
    const given = (await outputs(world)).flatMap(([code]) => (code === null ? [] : [code]))
    expect(new Set(given).size).toBe(given.length)
    expect([...given].sort()).toEqual(await taken(world))
    // Others may have held the last ones for a moment; nobody gets more than there are.
    expect(given.length).toBeLessThanOrEqual(50)
    expect(given.length).toBeGreaterThan(20)
  })
})

describe('codes', () => {
  const claimOf = (claim: string, pool = 'A') => ({ claim, pool, customerId: newId() })

  it('are the same again for the same claim, of the pool that was asked', async () => {
    const { db } = await aDatabase()
    await addCodes(db, 'A', ['a1', 'a2'])
    await addCodes(db, 'B', ['b1'])
    const [first, second, third] = [newId(), newId(), newId()] as const
    const once = await takeCoupons(db, [claimOf(first), claimOf(second, 'B')], noon)
    expect(once).toEqual(
      new Map([
        [first, 'a1'],
        [second, 'b1'],
      ]),
    )
    const again = await takeCoupons(db, [claimOf(third), claimOf(first), claimOf(newId(), 'B')], noon)
    expect(again).toEqual(
      new Map([
        [first, 'a1'],
        [third, 'a2'],
      ]),
    )
  })

  it('that somebody else is taking are passed over, without waiting', async () => {
    const { db } = await aDatabase()
    await addCodes(db, 'A', ['a1', 'a2'])
    await inTransaction(db, async trx => {
      await takeCoupons(trx, [claimOf(newId())], noon)
      const other = await takeCoupons(db, [claimOf(newId()), claimOf(newId())], noon)
      expect([...other.values()]).toEqual(['a2'])
    })
  })
})

describe('places', () => {
  const rollout = { ...gift, entry: { rollout: { perDay: 5 } }, steps: [{ id: 'rest', wait: '1d' }] }

  it('are never more than there are in a day, however many batches want them at once; the next day has new ones', async () => {
    const world = await aWorld({ journeys: [rollout] })
    const batches = (from: number) =>
      Array.from({ length: 6 }, (_, b) => Array.from({ length: 3 }, (_, n) => asked(from + b * 3 + n)))
    await Promise.all(batches(0).map(batch => world.post(...batch)))
    expect(await outputs(world)).toHaveLength(5)
    const refused = await world.db
      .selectFrom('events')
      .select('refusals')
      .where('refusals', 'is not', null)
      .execute()
    expect(refused.map(({ refusals }) => (refusals as { reason: string }[])[0]?.reason)).toEqual(
      Array(13).fill('full_today'),
    )
    await world.setTime(at(24 * 60))
    await Promise.all(
      batches(100).map(batch =>
        world.post(...batch.map(event => ({ ...event, occurredAt: at(24 * 60).toISOString() }))),
      ),
    )
    expect(await outputs(world)).toHaveLength(10)
    expect(
      await world.db.selectFrom('rollout_days').select(['day', 'taken']).orderBy('day').execute(),
    ).toMatchObject([{ taken: 5 }, { taken: 5 }])
  })

  it('are free again when the batch does not commit', async () => {
    const { db } = await aDatabase()
    const want = (perDay: number) => ({ claim: newId(), journeyId: 'j', day: '2026-11-20', perDay })
    await db
      .transaction()
      .execute(async trx => {
        expect((await takePlaces(trx, [want(1)])).size).toBe(1)
        throw new Error('the power goes')
      })
      .catch(() => undefined)
    expect((await takePlaces(db, [want(1)])).size).toBe(1)
    expect((await takePlaces(db, [want(1)])).size).toBe(0)
  })

  it('go to the first ones, and each journey and day has its own', async () => {
    const { db } = await aDatabase()
    const claims = ['a', 'b', 'c', 'd'].map((name, n) => ({
      claim: name,
      journeyId: n === 3 ? 'other' : 'j',
      day: n === 2 ? '2026-11-21' : '2026-11-20',
      perDay: 1,
    }))
    expect(await takePlaces(db, claims)).toEqual(new Set(['a', 'c', 'd']))
    expect(
      await takePlaces(
        db,
        claims.map(claim => ({ ...claim, perDay: 3 })),
      ),
    ).toEqual(new Set(['a', 'b', 'c', 'd']))
  })

  it('of several journeys, asked for one after the other in any order, never make two batches wait in a circle', async () => {
    const { db } = await aDatabase()
    let runs = 0
    const batch = (order: string[]) =>
      inTransaction(db, async trx => {
        runs++
        for (const journeyId of order)
          await takePlaces(trx, [{ claim: 'x', journeyId, day: '2026-11-20', perDay: 100 }])
      })
    await Promise.all(Array.from({ length: 12 }, (_, n) => batch(n % 2 === 0 ? ['a', 'b'] : ['b', 'a'])))
    expect(runs).toBe(12)
  })
})
