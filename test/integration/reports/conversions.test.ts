import type { Insertable } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Database, setClock } from '../../../src/db/index.js'
import { recountAll } from '../../../src/rollups/index.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { at, type Rows, rowsOf } from '../rollups/rows.js'
import { followed, report } from './asked.js'

let database: TestDatabase
let rows: Rows

beforeEach(async () => {
  database = await aDatabase()
  rows = rowsOf(database.db)
})

const journey = (id: string, status: 'active' | 'archived' = 'active') =>
  database.db.insertInto('journeys').values({ id, status, version: 1 }).execute()

/** Published, and known as a version with a goal. */
async function published(...ids: string[]): Promise<void> {
  for (const id of ids) {
    await journey(id)
    await rows.version(1, { goal: { event: 'order_completed', within: '5d' } }, id)
  }
}

async function conversions(texts: Record<string, string> = {}) {
  await recountAll(database.db)
  return await report(database.db, 'conversions', texts)
}

const half = { last_touch: '0', first_touch: '0', linear: '0.5', position: '0.5', decay: '0.3' }
const rest = { last_touch: '1', first_touch: '1', linear: '0.5', position: '0.5', decay: '0.7' }

describe('the report of conversions', () => {
  it('counts entries, messages and conversions by journey, and adds them up', async () => {
    await published('browse', 'cart')
    await rows.pass()
    await rows.pass()
    await rows.message()
    await rows.message({ journey_id: 'browse', channel: 'sms' })
    await rows.conversion({ value: '19.99' }, {})
    await rows.conversion({ value: '0.01' }, {})
    await rows.conversion({ value: '5.5', journey_id: 'browse' }, { journey_id: 'browse' })
    const { rows: found, total, currency } = await conversions()
    expect(currency).toBe('EUR')
    expect(found).toMatchObject([
      { id: 'browse', entered: 0, messages: 1, conversions: 1, revenue: '5.50', otherRevenue: {} },
      { id: 'cart', entered: 2, messages: 1, conversions: 2, revenue: '20.00', currency: 'EUR' },
    ])
    expect(total).toMatchObject({ entered: 2, messages: 2, conversions: 3, revenue: '25.50' })
  })

  it('lists active journeys in which nothing happened, and archived ones only when something did', async () => {
    await published('cart')
    await journey('quiet')
    await journey('old', 'archived')
    await journey('old-but-earning', 'archived')
    await rows.version(1, {}, 'old-but-earning')
    await rows.conversion({}, { journey_id: 'old-but-earning' })
    const { rows: found } = await conversions()
    expect(found.map(({ id, conversions }) => [id, conversions])).toEqual([
      ['cart', 0],
      ['old-but-earning', 1],
      ['quiet', 0],
    ])
  })

  it('is all zeros in an empty installation', async () => {
    const { rows: found, total } = await conversions()
    expect(found).toEqual([])
    expect(total).toMatchObject({ entered: 0, messages: 0, conversions: 0, revenue: '0.00', cancelled: 0 })
  })

  it('shows the three views side by side, and the rows by the model that is asked for', async () => {
    await published('browse', 'cart')
    await rows.conversion({}, rest, { ...half, journey_id: 'browse', touched_at: at('10T12:30:00') })
    const expected = {
      last_touch: [0, 1],
      first_touch: [0, 1],
      linear: [0.5, 0.5],
      position: [0.5, 0.5],
      decay: [0.3, 0.7],
      influenced: [1, 1],
    }
    for (const [model, [browse, cart]] of Object.entries(expected)) {
      const { rows: found, total } = await conversions({ model })
      expect([model, found]).toMatchObject([
        model,
        [
          { id: 'browse', conversions: browse, lastTouch: { conversions: 0, revenue: '0.00' } },
          { id: 'cart', conversions: cart, influenced: { conversions: 1, revenue: '100.00' } },
        ],
      ])
      // In all journeys together an order is one order, in every model.
      expect(total).toMatchObject({ conversions: 1, revenue: '100.00' })
    }
  })

  it('nets refunds, and counts a cancelled order as none', async () => {
    await published('cart')
    await rows.conversion({ value: '80', refunded: '30' }, {})
    await rows.conversion({ value: '50', cancelled: true }, {})
    const { total } = await conversions()
    expect(total).toMatchObject({ conversions: 1, revenue: '50.00', refunded: '30.00', cancelled: 1 })
  })

  it('keeps currencies apart where nobody said what they are worth', async () => {
    await rows.publish({ currency: 'CHF' })
    await published('cart')
    await rows.conversion({ value: '10.10', currency: 'CHF' }, {})
    for (const value of ['1.00', '2.50']) await rows.conversion({ value, currency: 'USD' }, {})
    await rows.conversion({ value: null, currency: null }, {})
    const { rows: found, total, currency } = await conversions()
    expect(currency).toBe('CHF')
    const counted = { conversions: 4, revenue: '10.10', otherRevenue: { USD: '3.50' } }
    expect(found).toMatchObject([counted])
    expect(total).toMatchObject(counted)
  })

  it('converts by the rates of the settings, and says so, unless told not to', async () => {
    await rows.publish({ currency: 'EUR', reports: { rates: { USD: '0.915' } } })
    await published('cart')
    await rows.conversion({ value: '10.00', currency: 'USD' }, {})
    await rows.conversion({ value: '1.00', currency: 'EUR' }, {})
    await rows.conversion({ value: '7', currency: 'GBP' }, {})
    const converted = await conversions()
    expect(converted.total).toMatchObject({ revenue: '10.15', otherRevenue: { GBP: '7.00' } })
    expect(converted.notes).toContain('Amounts in other currencies are converted: 1 USD = 0.915 EUR.')
    const apart = await conversions({ convert: 'no' })
    expect(apart.total).toMatchObject({ revenue: '1.00', otherRevenue: { GBP: '7.00', USD: '10.00' } })
    expect(apart.notes.join()).not.toContain('0.915')
  })

  it('adds up amounts that a float would get wrong', async () => {
    await published('cart')
    for (const value of ['999999999999999', '0.1', '0.2']) await rows.conversion({ value }, {})
    expect((await conversions()).total).toMatchObject({ revenue: '999999999999999.30' })
  })

  it('by message, names the journey and the step, and leaves entries to the journey', async () => {
    await published('cart')
    await rows.pass()
    await rows.message()
    await rows.message({ step_id: 'nudge', channel: 'sms' })
    await rows.conversion({}, { step_id: 'nudge' })
    const { rows: found, total } = await conversions({ by: 'message' })
    expect(found).toMatchObject([
      { id: 'cart/nudge', entered: null, messages: 1, conversions: 1 },
      { id: 'cart/remind', entered: null, messages: 1, conversions: 0, revenue: '0.00' },
    ])
    expect(total).toMatchObject({ entered: 1, messages: 2, conversions: 1 })
  })

  it('by version, variant, channel, brand, country and segment', async () => {
    await published('cart')
    await rows.version(10, { brand: 'outlet' })
    const whole = { country: 'FR', segments: ['vip'] }
    const id = await rows.pass({ ...whole, version: 10, variants: JSON.stringify({ subject: 'B' }) })
    await rows.pass()
    await rows.message({ enrollment_id: id, version: 10 })
    await rows.conversion({ ...whole }, { enrollment_id: id, version: 10 })
    const ids = async (by: string) =>
      (await conversions({ by })).rows.map(row => [row.id, row.entered, row.messages, row.conversions])
    expect(await ids('version')).toEqual([
      ['cart/1', 1, 0, 0],
      ['cart/10', 1, 1, 1],
    ])
    expect(await ids('variant')).toEqual([['cart/subject=B', 1, 1, 1]])
    expect(await ids('channel')).toEqual([['email', null, 1, 1]])
    expect(await ids('brand')).toEqual([
      ['', 1, 0, 0],
      ['outlet', 1, 1, 1],
    ])
    expect(await ids('country')).toEqual([
      ['', 1, 0, 0],
      ['FR', 1, 1, 1],
    ])
    expect(await ids('segment')).toEqual([['vip', 1, 1, 1]])
    const notes = async () => (await conversions({ by: 'segment' })).notes.join()
    expect(await notes()).toContain('No segments are told apart: name those')
    await rows.publish({ reports: { segments: ['vip'] } })
    expect(await notes()).toContain('in several segments')
  })

  it('by category, divides the value and counts the order in each', async () => {
    await published('cart')
    await rows.conversion({ categories: JSON.stringify({ shoes: '60.0000', socks: '40.0000' }) }, {})
    const { rows: found, total, notes } = await conversions({ by: 'category' })
    expect(found).toMatchObject([
      { id: 'shoes', entered: null, messages: null, conversions: 1, revenue: '60.00' },
      { id: 'socks', entered: null, messages: null, conversions: 1, revenue: '40.00' },
    ])
    expect(total).toMatchObject({ conversions: 1, revenue: '100.00' })
    expect(notes.join()).toContain('divided')
  })

  it('by day, in the time zone of the workspace, with the days on which nothing happened', async () => {
    await rows.publish({ currency: 'EUR', timeZone: 'Europe/Berlin' })
    await published('cart')
    await rows.conversion({ occurred_at: at('10T22:59:59') }, {})
    await rows.conversion({ occurred_at: at('10T23:00:00') }, {})
    const { rows: found } = await conversions({ by: 'day', from: '2026-11-10', to: '2026-11-13' })
    expect(found.map(({ id, conversions }) => [id, conversions])).toEqual([
      ['2026-11-10', 1],
      ['2026-11-11', 1],
      ['2026-11-12', 0],
    ])
  })

  it('by week and month, and by the entry that orders came of', async () => {
    await published('cart')
    await rows.pass({ entered_at: at('01T12:00:00') })
    await rows.conversion({ occurred_at: at('02T12:00:00') }, { entered_at: at('01T12:00:00') })
    const by = async (texts: Record<string, string>) =>
      (await conversions(texts)).rows.map(row => [row.id, row.entered, row.messages, row.conversions])
    // The first of November 2026 is a Sunday.
    expect(await by({ by: 'week', to: '2026-11-10' })).toEqual([
      ['2026-W44', 1, 0, 0],
      ['2026-W45', 0, 0, 1],
      ['2026-W46', 0, 0, 0],
    ])
    expect(await by({ by: 'week', basis: 'entry', to: '2026-11-02' })).toEqual([['2026-W44', 1, null, 1]])
    expect(await by({ by: 'month', from: '2026-10-01' })).toEqual([
      ['2026-10', 0, 0, 0],
      ['2026-11', 1, 0, 1],
    ])
  })

  it('of one journey only, whatever the rows are', async () => {
    await published('browse', 'cart')
    await rows.message()
    await rows.message({ journey_id: 'browse', channel: 'sms' })
    await rows.conversion({}, rest, { ...half, journey_id: 'browse', channel: 'sms' })
    const { rows: found, total } = await conversions({ by: 'channel', journey: 'browse', model: 'linear' })
    expect(found).toMatchObject([{ id: 'sms', messages: 1, conversions: 0.5, revenue: '50.00' }])
    expect(total).toMatchObject({ messages: 1, conversions: 0.5, influenced: { conversions: 1 } })
  })

  it('of a further goal, which only its journey competes for', async () => {
    await published('cart')
    await rows.version(2, { goals: { review: { event: 'review_written', within: '9d' } } })
    await rows.conversion({ goal: 'cart/review', value: null, currency: null }, {})
    expect((await conversions({ goal: 'review' })).total).toMatchObject({ conversions: 1, revenue: '0.00' })
    expect((await conversions({ goal: 'review', journey: 'cart' })).rows).toMatchObject([{ conversions: 1 }])
    expect((await conversions()).total).toMatchObject({ conversions: 0 })
  })

  it('of a further goal, also of a journey that has no such goal: its lists are empty', async () => {
    await published('browse', 'cart')
    await rows.version(2, { goals: { review: { event: 'review_written', within: '9d' } } })
    await rows.pass({ journey_id: 'browse' })
    const { rows: found } = await conversions({ goal: 'review' })
    const { lists } = found.find(({ id }) => id === 'browse') as { lists: Record<string, string> }
    expect(await followed(database.db, lists.conversions!)).toEqual([])
    expect(await followed(database.db, lists.entered!)).toHaveLength(1)
  })

  it('says of whom the window is still open', async () => {
    await published('cart')
    await setClock(database.db, { at: at('20T12:00:00'), speed: 0.000001 })
    // Five days from the end of the day on which they came: of the 15th, still open at noon of the 20th.
    for (const day of ['14', '15', '18']) await rows.pass({ entered_at: at(`${day}T08:00:00`) })
    const { rows: found, notes } = await conversions()
    expect(found).toMatchObject([{ entered: 3, immature: 2 }])
    expect(notes).toContain(
      'The windows of 2 who came in since 2026-11-15 are still open: more of them may yet convert.',
    )
    expect((await conversions({ to: '2026-11-15' })).notes).toEqual([])
  })

  it('says which days have moved since they were over, and by how much', async () => {
    await published('cart')
    const revise = (before: object, after: object, revised_at = at('25T12:00:00')) =>
      database.db
        .insertInto('report_revisions')
        .values({
          kind: 'orders',
          journey_id: '',
          day: '2026-11-10',
          revised_at,
          before: JSON.stringify(before),
          after: JSON.stringify(after),
        })
        .execute()
    await revise({ conversions: 3, revenue: { EUR: '30' } }, { conversions: 4, revenue: { EUR: '20' } })
    await revise(
      { conversions: 4, revenue: { EUR: '20' } },
      { conversions: 5, revenue: { EUR: '20', USD: '7.5' } },
      at('26T12:00:00'),
    )
    expect((await conversions()).notes).toEqual([
      'Late orders, refunds or merges have moved the numbers of one day of this period since: +2 conversions, −10.00 EUR, +7.50 USD; last on 2026-11-26.',
    ])
    expect((await conversions({ from: '2026-11-11' })).notes).toEqual([])
    expect((await conversions({ basis: 'entry' })).notes).toEqual([])
    const { notes } = await report(database.db, 'timing')
    expect(notes.join()).toContain('moved the numbers of one day')
    expect((await report(database.db, 'timing', { basis: 'entry' })).notes).toEqual([])
  })

  it('shows beside them what the holdout says, where one can be compared with', async () => {
    await published('browse')
    const goal = { event: 'order_completed', within: '5d' }
    await rows.version(1, { goal, entry: { holdout: 0.5 } })
    await recountAll(database.db)
    const arm = (arm: string, converted: number) => ({
      ...{
        journey_id: 'cart',
        day: '2026-09-10',
        version: 1,
        split: 'holdout',
        arm,
        goal: 'primary',
      },
      ...{ currency: '', entrants: 2_000, converted, value: '0', squares: '0' },
    })
    await database.db
      .insertInto('report_arms')
      .values([arm('treated', 300), arm('held_out', 100)])
      .execute()
    const zeros = ['first_touch', 'linear', 'position', 'decay', 'influenced', 'last_touch'].flatMap(
      model => [
        [model, '0'],
        [`${model}_value`, '0'],
      ],
    )
    await database.db
      .insertInto('report_orders')
      .values({
        ...(Object.fromEntries(zeros) as Insertable<Database['report_orders']>),
        ...{ basis: 'entry', day: '2026-09-10', dimension: 'version', journey_id: 'cart', value: '1' },
        ...{ goal: 'primary', currency: 'EUR', last_touch: '500', last_touch_value: '5000' },
        ...{ gross: '5000', refunded: '0', cancelled: 0 },
      })
      .execute()
    const september = { from: '2026-09-01', to: '2026-10-01' }
    const { rows: found, total, facts } = await report(database.db, 'conversions', september)
    expect(found).toMatchObject([{ id: 'browse', incremental: null }])
    expect(total).toMatchObject({ incremental: { conversions: 200, low: expect.any(Number) } })
    const { low, high } = total!.incremental as { low: number; high: number }
    expect([low > 150, high < 250]).toEqual([true, true])
    // The same sentence as in the report of lift, from the same comparison.
    const { rows: lift } = await report(database.db, 'lift', september)
    const of = { lastTouch: { conversions: 500 }, overClaim: { conversions: 300, share: 0.6 } }
    expect(facts!.overClaim).toMatchObject({ ...of, said: lift[0]!.said })
    expect(lift[0]!.said).toMatch(/^last touch claims 500, the holdout says 200 .*: 60 % too many$/)
    expect(total!.overClaim).toMatchObject(of.overClaim)
    const byChannel = await report(database.db, 'conversions', { ...september, by: 'channel' })
    expect(byChannel.total).toMatchObject({ incremental: { conversions: 200 } })
  })

  it('keeps other currencies apart there as well where they were asked for so', async () => {
    await rows.publish({ currency: 'EUR', timeZone: 'UTC', reports: { rates: { USD: '0.5' } } })
    await rows.version(1, { goal: { event: 'order_completed', within: '5d' }, entry: { holdout: 0.5 } })
    await recountAll(database.db)
    const cell = {
      journey_id: 'cart',
      day: '2026-09-10',
      version: 1,
      split: 'holdout',
      goal: 'primary',
    }
    const arm = (arm: string, converted: number) => [
      { ...cell, arm, currency: '', entrants: 2_000, converted, value: '0', squares: '0' },
      {
        ...{ ...cell, arm, currency: 'USD', entrants: 0, converted: 0 },
        ...{ value: String(converted * 10), squares: String(converted * 101) },
      },
    ]
    await database.db
      .insertInto('report_arms')
      .values([...arm('treated', 500), ...arm('held_out', 300)])
      .execute()
    const asked = { from: '2026-09-01', to: '2026-10-01' }
    const together = await report(database.db, 'conversions', asked)
    expect(together.total).toMatchObject({ incremental: { revenue: '1000.00' } })
    const apart = await report(database.db, 'conversions', { ...asked, convert: 'no' })
    expect(apart.total).toMatchObject({ incremental: { revenue: null } })
    expect(apart.notes).toContain('Revenue in USD is not in incremental: convert=no keeps it apart.')
  })
})
