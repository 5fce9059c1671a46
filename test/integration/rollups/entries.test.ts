import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../src/platform/new-id.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { at, countedRows, type Rows, rowsOf } from './rows.js'

let database: TestDatabase
let rows: Rows

beforeEach(async () => {
  database = await aDatabase()
  rows = rowsOf(database.db)
  await rows.publish({ timeZone: 'Europe/Berlin' })
})

const entries = async (dimension?: string) =>
  (await countedRows(database.db, 'report_entries'))
    .filter(row => dimension === undefined || row.dimension === dimension)
    .map(({ journey_id: _j, dimension: _d, version: _v, ...row }) => row)
const arms = async (split: string) =>
  (await countedRows(database.db, 'report_arms'))
    .filter(row => row.split === split)
    .map(({ split: _s, version: _v, goal: _g, ...row }) => row)

describe('passes', () => {
  it('count on the day of the shop on which they began, with what became of them', async () => {
    const pass = await rows.pass({ entered_at: at('10T23:30:00') })
    await rows.pass({ entered_at: at('10T22:30:00'), held_by: 'journey', holdout: true })
    await rows.message({ enrollment_id: pass, delivery: 'clicked' })
    await rows.message({ enrollment_id: pass, step_id: 'again', delivery: 'bounced' })
    await rows.outcome(pass)
    expect(await entries('all')).toEqual([
      { day: '2026-11-10', value: '', held_by: 'journey', entered: 1 },
      {
        day: '2026-11-11',
        value: '',
        held_by: '',
        entered: 1,
        messaged: 1,
        delivered: 1,
        clicked: 1,
        converted: 1,
      },
    ])
  })

  it('are neither messaged by what was held out, withdrawn or only queued, nor converted by another goal', async () => {
    const pass = await rows.pass()
    for (const status of ['held_out', 'withdrawn', 'queued', 'failed'] as const)
      await rows.message({ enrollment_id: pass, status, step_id: status, wire_at: null })
    await rows.outcome(pass, { goal: 'newsletter' })
    expect(await entries('all')).toEqual([{ day: '2026-11-10', value: '', held_by: '', entered: 1 }])
  })

  it('count in each variant and segment, in one country, and where they wait or how they ended', async () => {
    await rows.pass({
      variants: JSON.stringify({ test: 'A', tone: 'warm' }),
      segments: ['vip', 'new'],
      country: 'FR',
    })
    await rows.pass({ status: 'active', step_id: 'settle' })
    await rows.pass({ status: 'exited', ended_by: 'order_completed' })
    const values = async (dimension: string) =>
      (await entries(dimension)).map(({ value, entered }) => [value, entered])
    expect(await values('variant')).toEqual([
      ['test=A', 1],
      ['tone=warm', 1],
    ])
    expect(await values('segment')).toEqual([
      ['new', 1],
      ['vip', 1],
    ])
    expect(await values('country')).toEqual([
      ['', 2],
      ['FR', 1],
    ])
    expect(await values('waiting')).toEqual([['settle', 1]])
    expect(await values('ended')).toEqual([
      ['completed', 1],
      ['exited:order_completed', 1],
    ])
  })
})

describe('arms', () => {
  const goal = { goal: { event: 'order_completed', within: '5d' } }
  const common = { journey_id: 'cart', day: '2026-11-10', arm: 'treated', currency: '' }

  it('have customers by the first entry of the day, with what they brought in', async () => {
    await rows.version(1, goal)
    const first = await rows.pass()
    const again = await rows.pass({ entered_at: at('10T14:00:00') })
    await rows.outcome(first, { amounts: JSON.stringify({ EUR: '10.00', USD: '3.00' }), conversions: 2 })
    await rows.outcome(again)
    await rows.pass({ held_by: 'journey', holdout: true, customer_id: newId() })
    await rows.pass({ held_by: 'global', holdout: true, customer_id: newId() })
    expect(await arms('holdout')).toEqual([
      { ...common, arm: 'held_out', entrants: 1 },
      { ...common, entrants: 1, converted: 1 },
      { ...common, currency: 'EUR', value: 10, squares: 100 },
      // One customer, not two: 10 times 3.
      { ...common, currency: 'EUR/USD', squares: 30 },
      { ...common, currency: 'USD', value: 3, squares: 9 },
    ])
  })

  it('tell by the gap whether a customer was there before, in days of the shop', async () => {
    await rows.version(1, goal)
    await rows.pass({ entered_at: at('07T23:30:00') })
    await rows.pass({ entered_at: at('10T22:00:00') })
    await rows.pass({ entered_at: at('10T22:10:00'), journey_id: 'browse' })
    const gaps = (await arms('holdout')).map(({ day, gap }) => [day, gap])
    expect(gaps).toEqual([
      ['2026-11-08', undefined],
      ['2026-11-10', 2],
    ])
  })

  it('are there for each goal, and not without one', async () => {
    await rows.version(1, { ...goal, goals: { signup: { event: 'signed_up', within: '1d' } } })
    await rows.version(2, {})
    await rows.pass()
    await rows.pass({ version: 2, customer_id: newId() })
    const counted = (await countedRows(database.db, 'report_arms')).map(({ goal, entrants }) => [
      goal,
      entrants,
    ])
    expect(counted).toEqual([
      ['primary', 1],
      ['signup', 1],
    ])
  })

  it('of a split are its variants, of whom nobody is held out', async () => {
    await rows.version(1, goal)
    await rows.pass({ variants: JSON.stringify({ test: 'A' }) })
    await rows.pass({ variants: JSON.stringify({ test: 'B' }), customer_id: newId() })
    await rows.pass({ variants: JSON.stringify({ test: 'B' }), customer_id: newId(), held_by: 'journey' })
    expect((await arms('test')).map(({ arm, entrants }) => [arm, entrants])).toEqual([
      ['A', 1],
      ['B', 1],
    ])
  })

  it('of the global holdout are those who entered any journey with marketing, once', async () => {
    const send = { id: 's', send: 'email', template: 't' }
    await rows.publish({ timeZone: 'Europe/Berlin', holdout: { share: 0.1 } })
    await rows.version(1, { ...goal, steps: [{ id: 'b', branch: [{ if: {}, then: [send] }], else: [] }] })
    await rows.version(1, { ...goal, steps: [{ ...send, category: 'transactional' }] }, 'receipt')
    await rows.version(1, { ...goal, steps: [{ id: 'a', audience: { add: 'list' } }] }, 'ads')
    const pass = await rows.pass({ entered_at: at('10T11:00:00') })
    await rows.outcome(pass, { goal: 'global' })
    await rows.pass({ journey_id: 'ads', entered_at: at('10T12:00:00') })
    await rows.pass({ journey_id: 'ads', entered_at: at('12T12:00:00') })
    await rows.pass({ customer_id: newId(), held_by: 'journey' })
    await rows.pass({ customer_id: newId(), held_by: 'global' })
    await rows.pass({ journey_id: 'receipt', customer_id: newId() })
    const all = { ...common, journey_id: '' }
    expect(await arms('global')).toEqual([
      { ...all, arm: 'held_out', entrants: 1 },
      { ...all, entrants: 2, converted: 1 },
      { ...all, currency: 'EUR', value: 10, squares: 100 },
      { ...all, day: '2026-11-12', gap: 2, entrants: 1 },
    ])
  })

  it('of a global holdout are not counted where the settings have none', async () => {
    await rows.version(1, { ...goal, steps: [{ id: 's', send: 'email', template: 't' }] })
    await rows.pass()
    expect(await arms('global')).toEqual([])
  })
})
