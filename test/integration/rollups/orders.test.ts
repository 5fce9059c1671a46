import { beforeEach, describe, expect, it } from 'vitest'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { at, countedRows, type Rows, rowsOf } from './rows.js'

let database: TestDatabase
let rows: Rows

beforeEach(async () => {
  database = await aDatabase()
  rows = rowsOf(database.db)
  await rows.publish({ timeZone: 'Europe/Berlin' })
})

const counted = async (dimension: string, basis = 'order') =>
  (await countedRows(database.db, 'report_orders'))
    .filter(row => row.dimension === dimension && row.basis === basis)
    .map(({ dimension: _d, basis: _b, goal: _g, currency: _c, ...row }) => row)
const brief = async (dimension: string, basis = 'order') =>
  (await counted(dimension, basis)).map(({ journey_id: of, day, value, influenced, last_touch }) => [
    ...[of, day, value],
    ...[influenced ?? 0, last_touch ?? 0],
  ])

const two = [
  {
    journey_id: 'browse',
    touched_at: at('10T10:00:00'),
    last_touch: '0',
    linear: '0.5',
    decay: '0.25',
    position: '0.5',
  },
  { touched_at: at('11T10:00:00'), first_touch: '0', linear: '0.5', decay: '0.75', position: '0.5' },
] as const
const whole = { journey_id: '', day: '2026-11-11', value: '' }

describe('orders', () => {
  it('are credited by every model, with what was paid back, to each journey and to all together', async () => {
    await rows.conversion({ refunded: '20.0000' }, ...two)
    const models = { position: 0.5, position_value: 40, linear: 0.5, linear_value: 40 }
    const cart = {
      last_touch: 1,
      last_touch_value: 80,
      decay: 0.75,
      decay_value: 60,
      gross: 100,
      refunded: 20,
    }
    const influenced = { influenced: 1, influenced_value: 80 }
    expect(await counted('all')).toEqual([
      {
        ...{
          ...whole,
          ...influenced,
          ...cart,
          decay: 1,
          decay_value: 80,
          first_touch: 1,
          first_touch_value: 80,
        },
        ...{ linear: 1, linear_value: 80, position: 1, position_value: 80 },
      },
      {
        ...whole,
        journey_id: 'browse',
        ...influenced,
        ...models,
        first_touch: 1,
        first_touch_value: 80,
        decay: 0.25,
        decay_value: 20,
      },
      { ...whole, journey_id: 'cart', ...influenced, ...models, ...cart },
    ])
  })

  it('that were cancelled count as that, once, and in nothing else', async () => {
    await rows.conversion({ cancelled: true, refunded: '5' }, ...two)
    expect(await counted('all')).toEqual([
      { ...whole, cancelled: 1 },
      { ...whole, journey_id: 'browse' },
      { ...whole, journey_id: 'cart', cancelled: 1 },
    ])
  })

  it('influenced twice by one journey count once in it', async () => {
    await rows.conversion({}, { step_id: 'remind', last_touch: '0' }, { step_id: 'again', channel: 'sms' })
    expect(await brief('all')).toEqual([
      ['', '2026-11-11', '', 1, 1],
      ['cart', '2026-11-11', '', 1, 1],
    ])
    expect(await brief('message')).toEqual([
      ['cart', '2026-11-11', 'again', 1, 1],
      ['cart', '2026-11-11', 'remind', 1, 0],
    ])
    expect(await brief('channel')).toEqual([
      ['', '2026-11-11', 'email', 1, 0],
      ['', '2026-11-11', 'sms', 1, 1],
      ['cart', '2026-11-11', 'email', 1, 0],
      ['cart', '2026-11-11', 'sms', 1, 1],
    ])
  })

  it('lie on the day of entry for cohorts; an influenced one on that of its last touch in the group', async () => {
    await rows.conversion(
      {},
      { entered_at: at('03T12:00:00'), touched_at: at('10T12:00:00'), last_touch: '0', linear: '0.5' },
      { entered_at: at('05T12:00:00'), touched_at: at('10T11:00:00'), last_touch: '0', journey_id: 'browse' },
      { entered_at: at('09T23:30:00'), touched_at: at('11T11:00:00'), linear: '0.5' },
    )
    expect(await brief('all', 'entry')).toEqual([
      ['', '2026-11-03', '', 0, 0],
      ['', '2026-11-05', '', 0, 0],
      ['', '2026-11-10', '', 1, 1],
      ['browse', '2026-11-05', '', 1, 0],
      ['cart', '2026-11-03', '', 0, 0],
      ['cart', '2026-11-10', '', 1, 1],
    ])
  })

  it('keep goals and currencies apart', async () => {
    await rows.conversion({}, {})
    await rows.conversion({ goal: 'cart/signup', value: null, currency: null }, {})
    await rows.conversion({ currency: 'USD', value: '7.5000' }, {})
    const all = (await countedRows(database.db, 'report_orders')).filter(
      row => row.dimension === 'all' && row.basis === 'order' && row.journey_id === '',
    )
    expect(
      all.map(({ goal, currency, last_touch, last_touch_value }) => [
        goal,
        currency,
        last_touch,
        last_touch_value,
      ]),
    ).toEqual([
      ['cart/signup', '', 1, undefined],
      ['primary', 'EUR', 1, 100],
      ['primary', 'USD', 1, 7.5],
    ])
  })

  it('are divided among categories by their net value, and counted in each', async () => {
    await rows.conversion({ categories: JSON.stringify({ shoes: '60.0000', '': '40.0000' }) }, {})
    const categories = (await counted('category')).filter(({ journey_id }) => journey_id === 'cart')
    expect(
      categories.map(({ value, last_touch, last_touch_value, gross }) => [
        value,
        last_touch,
        last_touch_value,
        gross,
      ]),
    ).toEqual([
      ['', 1, 40, undefined],
      ['shoes', 1, 60, undefined],
    ])
  })

  it('have country and segments of the conversion, brand of the version and variants of the pass', async () => {
    await rows.version(1, { brand: 'fern' })
    const enrollment_id = await rows.pass({ variants: JSON.stringify({ test: 'A' }), country: 'DE' })
    await rows.conversion({ country: 'FR', segments: ['vip'] }, { enrollment_id })
    const values = async (dimension: string) =>
      (await counted(dimension)).map(row => [row.journey_id, row.value])
    expect(await values('country')).toEqual([
      ['', 'FR'],
      ['cart', 'FR'],
    ])
    expect(await values('segment')).toEqual([
      ['', 'vip'],
      ['cart', 'vip'],
    ])
    expect(await values('brand')).toEqual([
      ['', 'fern'],
      ['cart', 'fern'],
    ])
    expect(await values('variant')).toEqual([['cart', 'test=A']])
    expect(await values('version')).toEqual([['cart', '1']])
  })

  it('tell their hour in the shop, over the end of summer time, and how long they took', async () => {
    await rows.publish({ timeZone: 'Europe/Berlin' })
    const order = async (time: string, after: string) => {
      const message_id = await rows.message({ wire_at: new Date(after) })
      await rows.conversion({ occurred_at: new Date(time) }, { message_id })
    }
    // 25 October 2026: at three it is two again. Both belong to Sunday, 2 o'clock.
    await order('2026-10-25T00:30:00Z', '2026-10-24T23:45:00Z')
    await order('2026-10-25T01:30:00Z', '2026-10-22T01:30:00Z')
    await order('2026-10-25T23:30:00Z', '2026-09-01T00:00:00Z')
    expect((await brief('hour')).filter(([of]) => of === '')).toEqual([
      ['', '2026-10-25', '7-2', 2, 2],
      ['', '2026-10-26', '1-0', 1, 1],
    ])
    expect((await brief('delay')).filter(([of]) => of === '')).toEqual([
      ['', '2026-10-25', '<1h', 1, 1],
      ['', '2026-10-25', '<5d', 1, 1],
      ['', '2026-10-26', '30d+', 1, 1],
    ])
  })
})
