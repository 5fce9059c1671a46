// The shop beside what journeys claim of it, and by how much they claim too many.
import { beforeEach, describe, expect, it } from 'vitest'
import { recountAll } from '../../../src/rollups/index.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { at, type Rows, rowsOf } from '../rollups/rows.js'
import { followed, report } from './asked.js'

let database: TestDatabase
let rows: Rows

beforeEach(async () => {
  database = await aDatabase()
  rows = rowsOf(database.db)
  await rows.publish({ currency: 'EUR', timeZone: 'UTC', reports: { rates: { USD: '0.5' } } })
  for (const id of ['browse', 'cart']) {
    await database.db.insertInto('journeys').values({ id, status: 'active', version: 1 }).execute()
    await rows.version(1, { goal: { event: 'order_completed', within: '5d' } }, id)
  }
})

async function conversions(texts: Record<string, string> = {}) {
  await recountAll(database.db)
  const { facts, ...found } = await report(database.db, 'conversions', texts)
  return { ...found, shop: facts!.shop as Record<string, unknown>, overClaim: facts!.overClaim }
}

/** Earned by a mail of "cart", and by one of "browse" before it where `both`. */
async function claimed(
  event_id: string,
  { both = false, ...row }: { both?: boolean; refunded?: string; cancelled?: boolean } = {},
): Promise<void> {
  const last = both ? { first_touch: '0', linear: '0.5', position: '0.5', decay: '0.6' } : {}
  const first = { journey_id: 'browse', last_touch: '0', linear: '0.5', position: '0.5', decay: '0.4' }
  const touched_at = at('10T12:30:00')
  await rows.order({ event_id, ...row })
  await rows.conversion({ event_id, ...row }, last, ...(both ? [{ ...first, touched_at }] : []))
}

describe('the shop', () => {
  it('has all orders, and last touch a share of them that all journeys together cannot exceed', async () => {
    await claimed('a', { both: true })
    await claimed('b')
    for (const value of ['150', '50']) await rows.order({ value })
    const { rows: found, total, shop } = await conversions()
    expect(shop).toMatchObject({ orders: 4, revenue: '400.00', refunded: '0.00', cancelled: 0 })
    expect(shop.claims).toEqual({
      lastTouch: { orders: 2, revenue: '200.00', share: 0.5, revenueShare: 0.5 },
      firstTouch: { orders: 2, revenue: '200.00', share: 0.5, revenueShare: 0.5 },
      linear: { orders: 2, revenue: '200.00', share: 0.5, revenueShare: 0.5 },
      position: { orders: 2, revenue: '200.00', share: 0.5, revenueShare: 0.5 },
      decay: { orders: 2, revenue: '200.00', share: 0.5, revenueShare: 0.5 },
      influenced: { orders: 2, revenue: '200.00', share: 0.5, revenueShare: 0.5 },
    })
    expect(shop.influencedAddedUp).toEqual({ orders: 3, revenue: '300.00', share: 0.75, revenueShare: 0.75 })
    expect(found).toMatchObject([
      { id: 'browse', share: 0, lastTouch: { share: 0 }, influenced: { share: 0.25, revenueShare: 0.25 } },
      { id: 'cart', share: 0.5, revenueShare: 0.5, influenced: { share: 0.5 }, shop: { orders: 4 } },
    ])
    expect(total).toMatchObject({ share: 0.5, shop: { orders: 4, revenue: '400.00' } })
  })

  it('is shared in by the model that is asked for, also by one journey', async () => {
    await claimed('a', { both: true })
    await rows.order()
    const { rows: found, shop } = await conversions({ model: 'decay' })
    expect(found).toMatchObject([
      { id: 'browse', share: 0.2 },
      { id: 'cart', share: 0.3, lastTouch: { share: 0.5 } },
    ])
    expect(shop.claims).toMatchObject({ decay: { orders: 1 } })
    const browse = await conversions({ journey: 'browse', model: 'decay' })
    expect(browse.shop).toMatchObject({ orders: 2, influencedAddedUp: null })
    expect(browse.shop.claims).toMatchObject({ lastTouch: { orders: 0 }, decay: { orders: 0.4, share: 0.2 } })
  })

  it('nets refunds, leaves out what was cancelled, and converts or keeps apart other currencies', async () => {
    await claimed('a', { refunded: '30' })
    await claimed('b', { cancelled: true })
    await rows.order({ value: '10', currency: 'USD' })
    await rows.order({ value: '7', currency: 'CHF' })
    await rows.order({ value: null, currency: null })
    const { shop } = await conversions()
    const counted = { orders: 4, cancelled: 1, refunded: '30.00', otherRevenue: { CHF: '7.00' } }
    expect(shop).toMatchObject({
      ...counted,
      revenue: '75.00',
      claims: { lastTouch: { orders: 1, share: 0.25 } },
    })
    expect((await conversions({ convert: 'no' })).shop).toMatchObject({
      revenue: '70.00',
      otherRevenue: { CHF: '7.00', USD: '10.00' },
    })
  })

  it('by time, has the orders of each day', async () => {
    await claimed('a')
    await rows.order({ occurred_at: at('11T23:00:00') })
    await rows.order({ occurred_at: at('12T01:00:00') })
    const { rows: found, total } = await conversions({ by: 'day', from: '2026-11-11', to: '2026-11-14' })
    expect(found).toMatchObject([
      { id: '2026-11-11', share: 0.5, shop: { orders: 2, revenue: '200.00' } },
      { id: '2026-11-12', share: 0, shop: { orders: 1 } },
      { id: '2026-11-13', share: null, shop: { orders: 0, revenue: '0.00' } },
    ])
    expect(total).toMatchObject({ share: 0.3333, shop: { orders: 3 } })
  })

  it('is not there by entry or for a further goal: those lie on other days, or are no orders', async () => {
    await claimed('a')
    await rows.version(2, { goals: { review: { event: 'review_written', within: '9d' } } })
    for (const texts of [{ basis: 'entry' }, { goal: 'review' }] as Record<string, string>[])
      expect(await conversions(texts)).toMatchObject({ shop: null, total: { share: null, shop: null } })
  })

  it('tells no share by message where some conversions are no orders, and says so', async () => {
    await claimed('a')
    expect((await conversions({ by: 'message' })).rows).toMatchObject([{ share: 1, revenueShare: 1 }])
    await rows.conversion({ value: null, currency: null }, {})
    const { rows: found, notes } = await conversions({ by: 'message' })
    expect(found).toMatchObject([{ conversions: 2, share: null }])
    expect(notes.join()).toContain('shares are of orders')
    expect((await conversions()).rows).toMatchObject([
      { id: 'browse' },
      { id: 'cart', conversions: 2, share: 1 },
    ])
  })

  it('can be followed down to each order', async () => {
    await claimed('a', { both: true })
    await claimed('b', { cancelled: true })
    await rows.order({ event_id: 'c', value: '12.5' })
    const { orders, cancelled, linear, unclaimed } = (await conversions()).shop.lists as Record<
      string,
      string
    >
    const events = async (address: string) => (await followed(database.db, address)).map(row => row.event)
    expect(await events(orders!)).toEqual(['c', 'a'])
    expect(await events(cancelled!)).toEqual(['b'])
    expect(await events(linear!)).toEqual(['a'])
    expect(await events(unclaimed!)).toEqual(['c'])
    const ofBrowse = (await conversions({ journey: 'browse' })).shop.lists as Record<string, string>
    expect(await events(ofBrowse.influenced!)).toEqual(['a'])
    expect(await events(ofBrowse.lastTouch!)).toEqual([])
    expect(await followed(database.db, ofBrowse.decay!)).toMatchObject([{ share: 0.4, credited: '40.00' }])
    expect(await followed(database.db, unclaimed!)).toMatchObject([{ net: '12.50', journey: null }])
  })
})
