// Suppressions as they are written: which of several words on one address is left, and that a repetition changes nothing.
import { describe, expect, it } from 'vitest'
import { changeSuppressions, type SuppressionChange } from '../../../src/customers/index.js'
import type { Db } from '../../../src/db/tables.js'
import { aDatabase } from '../../support/database.js'
import { at, aWorld, posted } from '../../support/pipeline-world.js'

const phone = '+4915112345678'
const sms = (reason: SuppressionChange['reason'], address = phone): SuppressionChange => ({
  channel: 'sms',
  address,
  reason,
})
const kept = async (db: Db) =>
  (await db.selectFrom('suppressions').select(['address', 'reason']).orderBy('address').execute()).map(
    ({ address, reason }) => `${address} ${reason}`,
  )

describe('of the words on one address', () => {
  it.each([
    ['an opt-out is kept', [[sms('opt_out')]], 'opt_out'],
    ['START lifts an opt-out', [[sms('opt_out')], [sms(null)]], null],
    ['START lifts it within one batch too', [[sms('opt_out'), sms(null)]], null],
    ['STOP after START counts', [[sms('opt_out')], [sms(null), sms('opt_out')]], 'opt_out'],
    ['START lifts no bounce', [[sms('hard_bounce')], [sms(null)]], 'hard_bounce'],
    [
      'a bounce takes the place of an opt-out',
      [[sms('opt_out')], [sms('hard_bounce')], [sms(null)]],
      'hard_bounce',
    ],
    ['and within one batch', [[sms('opt_out'), sms('hard_bounce'), sms(null)]], 'hard_bounce'],
    [
      'an opt-out does not take the place of a bounce',
      [[sms('hard_bounce')], [sms('opt_out')], [sms(null)]],
      'hard_bounce',
    ],
    ['two bounces are one', [[sms('hard_bounce'), sms('hard_bounce')]], 'hard_bounce'],
    ['nothing is nothing', [[]], null],
  ] as [string, SuppressionChange[][], string | null][])('%s', async (_, batches, left) => {
    const { db } = await aDatabase()
    for (const batch of batches) {
      await changeSuppressions(db, batch, at(0))
      await changeSuppressions(db, batch, at(1))
    }
    expect(await kept(db)).toEqual(left === null ? [] : [`${phone} ${left}`])
  })

  it('what is set by hand stays', async () => {
    const { db } = await aDatabase()
    await db
      .insertInto('suppressions')
      .values({ channel: 'sms', address: phone, reason: 'manual', created_at: at(0) })
      .execute()
    await changeSuppressions(db, [sms('opt_out'), sms(null)], at(1))
    expect(await kept(db)).toEqual([`${phone} manual`])
  })

  it('other numbers, and the same text as an email address, are left alone', async () => {
    const { db } = await aDatabase()
    await changeSuppressions(db, [sms('opt_out'), sms('opt_out', '+4915100000000')], at(0))
    await changeSuppressions(db, [{ channel: 'email', address: phone, reason: null }, sms(null)], at(1))
    expect(await kept(db)).toEqual(['+4915100000000 opt_out'])
  })
})

describe('a STOP that comes in', () => {
  const word = (type: string, minute: number, properties = {}) =>
    posted(
      type,
      { address: phone, ...properties },
      {
        source: 'triggerfish',
        customer: { phone },
        occurredAt: at(minute).toISOString(),
        receivedAt: at(minute).toISOString(),
      },
    )
  const start = (minute: number) =>
    word('consent_changed', minute, { channel: 'sms', status: 'subscribed', method: 'double' })

  it('suppresses the number in the transaction of its event, and START lifts it', async () => {
    const world = await aWorld()
    const stop = word('sms_unsubscribed', 0)
    await world.post(stop)
    expect(await kept(world.db)).toEqual([`${phone} opt_out`])
    await world.post(start(1))
    expect(await kept(world.db)).toEqual([])
    await world.post(stop)
    expect(await kept(world.db)).toEqual([])
  })

  it('of a number nobody knows is kept for whoever gets it', async () => {
    const world = await aWorld()
    await world.post(word('sms_unsubscribed', 0))
    await world.post(posted('customer_updated', {}, { customer: { id: 'ann', phone } }))
    const customer = await world.db.selectFrom('customers').select('sms_consent').executeTakeFirstOrThrow()
    expect(customer.sms_consent).toBe('unsubscribed')
    expect(await kept(world.db)).toEqual([`${phone} opt_out`])
  })

  it('and a START in one batch end as the later', async () => {
    const world = await aWorld()
    await world.post(word('sms_unsubscribed', 0), start(1), word('sms_unsubscribed', 2))
    expect(await kept(world.db)).toEqual([`${phone} opt_out`])
    await world.post(word('sms_unsubscribed', 3), start(4))
    expect(await kept(world.db)).toEqual([])
  })
})
