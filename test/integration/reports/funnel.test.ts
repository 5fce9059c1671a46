// The funnel, on hand-made rollups: what is known of those whose deliveries nobody reports.
import { beforeEach, describe, expect, it } from 'vitest'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { report } from './asked.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
})

const day = '2026-11-10'
const enter = (journey_id: string, delivered: number) =>
  database.db
    .insertInto('report_entries')
    .values({
      ...{ journey_id, day, version: 1, dimension: 'all', value: '', held_by: '' },
      ...{ entered: 1000, messaged: 1000, delivered, clicked: 50, converted: 20 },
    })
    .execute()
const send = (journey_id: string, sender: string, delivered: number) =>
  database.db
    .insertInto('report_health')
    .values({
      ...{
        journey_id,
        day,
        channel: 'email' as const,
        sender,
        domain: 'other',
        handed_over: 1000,
        delivered,
      },
      ...{ opened: 200, clicked: 50, bounced: 0, complained: 0, unsubscribed: 0, failed: 0, unknown: 0 },
    })
    .execute()

describe('the funnel', () => {
  it('has rates of those whose deliveries are reported', async () => {
    await enter('cart', 990)
    await send('cart', 'main', 990)
    const { rows, notes } = await report(database.db, 'funnel')
    expect(rows).toMatchObject([{ delivered: 990, rates: { delivered: 0.99, clicked: 50 / 990 } }])
    expect(notes.join()).not.toContain('deliveries')
  })

  it('takes nobody who opened for all who got the message, where nobody reports deliveries', async () => {
    await enter('cart', 250)
    await send('cart', 'smtp', 250 - 50)
    await enter('welcome', 990)
    await send('welcome', 'main', 990)
    const { rows, total, notes } = await report(database.db, 'funnel')
    expect(rows).toMatchObject([
      { id: 'cart', delivered: 250, rates: { delivered: null, clicked: 0.05 } },
      { id: 'welcome', rates: { delivered: 0.99 } },
    ])
    // Of both together nobody can say it.
    expect(total).toMatchObject({ delivered: 1240, rates: { delivered: null, clicked: 0.05 } })
    expect(notes).toContain(
      'No deliveries are reported by "smtp": of its messages, "delivered" counts those that were opened or clicked.',
    )
    const one = await report(database.db, 'funnel', { by: 'version' })
    expect(one.rows[0]).toMatchObject({ id: 'cart/1', rates: { delivered: null } })
  })
})
