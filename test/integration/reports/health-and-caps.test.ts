// health and caps, on hand-made rollups.
import type { Insertable } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/db/index.js'
import { newId } from '../../../src/platform/new-id.js'
import { caps } from '../../../src/reports/caps/caps.js'
import { health } from '../../../src/reports/health/health.js'
import { listAddress } from '../../../src/reports/list-address.js'
import type { ReportRow } from '../../../src/reports/report-kind.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { follow } from './follow.js'
import { aMessage, at } from './rows.js'

let database: TestDatabase
const settings = { currency: 'EUR', timeZone: 'UTC', rates: { USD: '0.5' } }
const november = { from: '2026-11-01', to: '2026-12-01', journey: null }

beforeEach(async () => {
  database = await aDatabase()
})

describe('health', () => {
  type Row = Insertable<Database['report_health']>
  const nothing = { opened: 0, clicked: 0, bounced: 0, complained: 0, unsubscribed: 0, failed: 0, unknown: 0 }
  const send = (...rows: Partial<Row>[]) =>
    database.db
      .insertInto('report_health')
      .values(
        rows.map(row => ({
          journey_id: 'cart',
          day: '2026-11-10',
          channel: 'email' as const,
          sender: 'main',
          domain: 'gmail.com',
          handed_over: 1000,
          delivered: 990,
          ...nothing,
          ...row,
        })),
      )
      .execute()
  const report = (
    parameters: Partial<Parameters<typeof health.make>[1]['parameters']> = {},
    journey = null as string | null,
  ) =>
    health.make(
      database.db,
      { ...november, journey, parameters: { by: 'domain', channel: 'email', ...parameters } },
      settings,
    )

  it('has rates with their intervals by recipient domain, and a verdict', async () => {
    await send(
      { complained: 20, unsubscribed: 33, opened: 500, clicked: 99 },
      { domain: 'other', bounced: 10 },
      { domain: 'other', day: '2026-11-11', bounced: 10 },
    )
    const { rows, total, notes } = await report()
    expect(rows).toMatchObject([
      {
        id: 'gmail.com',
        handedOver: 1000,
        delivery: { rate: 0.99 },
        complaint: { rate: 20 / 990 },
        unsubscribe: { rate: 33 / 990 },
        click: { rate: 0.1 },
        bounce: { rate: 0 },
        verdict: 'bad',
      },
      {
        id: 'other',
        handedOver: 2000,
        bounce: { rate: 0.01 },
        complaint: { rate: 0, low: 0 },
        verdict: 'good',
      },
    ])
    expect(total).toMatchObject({ handedOver: 3000, complained: 20, bounced: 20 })
    expect(notes).toEqual([expect.stringMatching(/^Gmail reports no single complaints/)])
  })

  it('leaves a sender that reports no deliveries out of the rates that need them, and says so', async () => {
    await send({ complained: 1 }, { sender: 'relay', delivered: 3, opened: 3, bounced: 100 })
    const { rows, total, notes, facts } = await report({ by: 'sender' })
    expect(rows).toMatchObject([
      { id: 'main', complaint: { rate: 1 / 990 }, verdict: 'watch' },
      { id: 'relay', delivery: null, complaint: null, bounce: { rate: 0.1 }, verdict: 'bad' },
    ])
    expect(total).toMatchObject({
      delivery: { rate: 0.99 },
      complaint: { rate: 1 / 990 },
      bounce: { rate: 0.05 },
    })
    expect(notes).toEqual([
      'No deliveries are reported by "relay": delivery and complaint rates leave it out.',
    ])
    expect(facts).toEqual({ sendersWithoutReports: ['relay'] })
    await send({ sender: 'second', delivered: 0, opened: 0, clicked: 0, complained: 0 })
    expect((await report({ by: 'sender' })).notes).toEqual([
      'No deliveries are reported by "relay", "second": delivery and complaint rates leave them out.',
    ])
  })

  it('goes by day and by week', async () => {
    await send({}, { day: '2026-11-15' }, { day: '2026-11-16' })
    const ids = async (by: 'day' | 'week') =>
      (await report({ by })).rows.map(({ id, handedOver }) => [id, handedOver])
    const days = await ids('day')
    expect(days).toHaveLength(30)
    expect(days.filter(([, handedOver]) => handedOver !== 0)).toEqual([
      ['2026-11-10', 1000],
      ['2026-11-15', 1000],
      ['2026-11-16', 1000],
    ])
    expect((await report({ by: 'day' })).rows[0]).toMatchObject({
      ...{ id: '2026-11-01', bounce: null, delivery: null, verdict: 'nothing sent' },
    })
    expect(await ids('week')).toEqual([
      ['2026-W44', 0],
      ['2026-W45', 0],
      ['2026-W46', 2000],
      ['2026-W47', 1000],
      ['2026-W48', 0],
      ['2026-W49', 0],
    ])
  })

  it('can be narrowed to a journey, a channel, a sender, a domain and a period', async () => {
    await send(
      {},
      { journey_id: 'browse' },
      { channel: 'sms', domain: '' },
      { sender: 'relay' },
      { domain: 'other' },
      { day: '2026-10-31' },
      { day: '2026-12-01' },
    )
    const handedOver = async (...asked: Parameters<typeof report>) =>
      (await report(...asked)).total?.handedOver
    expect(await handedOver()).toBe(4000)
    expect(await handedOver({}, 'browse')).toBe(1000)
    expect(await handedOver({ channel: 'sms' })).toBe(1000)
    expect(await handedOver({ sender: 'relay' })).toBe(1000)
    expect(await handedOver({ domain: 'other' })).toBe(1000)
  })

  it('is empty where nothing was sent', async () => {
    expect(await report()).toMatchObject({ rows: [], total: null, notes: [] })
  })
})

describe('caps', () => {
  type Row = Insertable<Database['report_holds']>
  const hold = (...rows: Partial<Row>[]) =>
    database.db
      .insertInto('report_holds')
      .values(
        rows.map(row => ({
          journey_id: 'cart',
          day: '2026-11-10',
          version: 1,
          step_id: 'remind',
          channel: 'email' as const,
          stage: 'decision' as const,
          action: 'skipped' as const,
          reason: 'capped',
          rule: 'global',
          times: 10,
          ...row,
        })),
      )
      .execute()
  const send = (step_id: string, handed_over: number) =>
    database.db
      .insertInto('report_messages')
      .values({
        journey_id: 'cart',
        day: '2026-11-10',
        version: 1,
        step_id,
        channel: 'email',
        dimension: 'all',
        value: '',
        handed_over,
        held_out: 0,
        delivered: 0,
        opened: 0,
        clicked: 0,
        bounced: 0,
        complained: 0,
        unsubscribed: 0,
        failed: 0,
        unknown: 0,
        skipped: 0,
        withdrawn: 0,
      })
      .execute()
  const earn = (value: string, amount: string, currency = 'EUR') =>
    database.db
      .insertInto('report_orders')
      .values({
        basis: 'order',
        day: '2026-11-10',
        dimension: 'message',
        journey_id: 'cart',
        value,
        goal: 'primary',
        currency,
        influenced: 0,
        influenced_value: '0',
        last_touch: '1',
        last_touch_value: amount,
        first_touch: '0',
        first_touch_value: '0',
        linear: '0',
        linear_value: '0',
        position: '0',
        position_value: '0',
        decay: '0',
        decay_value: '0',
        gross: '0',
        refunded: '0',
        cancelled: 0,
      })
      .execute()
  const report = (by: 'step' | 'journey' | 'rule' | 'channel' = 'step') =>
    caps.make(database.db, { ...november, parameters: { by } }, settings)

  it('counts by step and rule who was left out and put off, and what it cost at most', async () => {
    await hold(
      {},
      { action: 'waited', reason: 'quiet_hours', rule: '', times: 7 },
      { stage: 'hand_over', rule: '', times: 2 },
      { reason: 'room_kept', rule: 'email', times: 3 },
      { day: '2026-12-01' },
    )
    await send('remind', 200)
    await earn('remind', '380')
    await earn('remind', '40', 'USD')
    await earn('remind', '999', 'CHF')
    const { rows, total, notes } = await report()
    expect(notes.join()).toContain('Revenue in CHF is not in the cost')
    expect(notes.join()).not.toContain('nobody knows')
    expect(rows).toMatchObject([
      {
        id: 'cart/remind email cap "global"',
        rule: 'cap "global"',
        skipped: 10,
        valuePerMessage: '2.00',
        atMost: '20.00',
      },
      { id: 'cart/remind email quiet hours', skipped: 0, waited: 7, atMost: '0.00' },
      { id: 'cart/remind email cap "email", room kept', skipped: 3, atMost: '6.00' },
      { id: 'cart/remind email a cap', skippedAtHandOver: 2, skipped: 0, waited: 0, atMost: '4.00' },
    ])
    expect(total).toMatchObject({ skipped: 13, skippedAtHandOver: 2, waited: 7, atMost: '30.00' })
  })

  it('tells channels of a step apart, which another version may have changed', async () => {
    await hold({}, { channel: 'sms', times: 1 })
    expect((await report()).rows).toMatchObject([
      { id: 'cart/remind email cap "global"', channel: 'email', skipped: 10 },
      { id: 'cart/remind sms cap "global"', channel: 'sms', skipped: 1 },
    ])
  })

  it('gives no cost for a step that sent nothing', async () => {
    await hold({})
    expect((await report()).rows).toMatchObject([{ valuePerMessage: null, atMost: null }])
  })

  it('adds up by journey, rule and channel', async () => {
    await hold({}, { step_id: 'last' }, { step_id: 'add', channel: 'audience' as never, rule: 'audience' })
    expect((await report('journey')).rows).toMatchObject([{ id: 'cart', skipped: 30 }])
    expect((await report('rule')).rows.map(({ id, skipped }) => [id, skipped])).toEqual([
      ['cap "global"', 20],
      ['cap "audience"', 10],
    ])
    expect((await report('channel')).rows.map(({ id, skipped }) => [id, skipped])).toEqual([
      ['email', 20],
      ['audience', 10],
    ])
  })

  it('leads to a list of those who were kept back', async () => {
    await database.db.insertInto('journeys').values({ id: 'cart', status: 'active', version: 1 }).execute()
    await database.db
      .insertInto('journey_versions')
      .values({
        journey_id: 'cart',
        version: 1,
        hash: 'x',
        definition: '{}',
        published_at: at('01T00:00:00'),
      })
      .execute()
    const decision = (n: number, kind: string, reason: string, detail: object) => ({
      customer_id: newId(),
      part: 1,
      enrollment_id: newId(),
      journey_id: 'cart',
      version: 1,
      n,
      step_id: 'remind',
      kind,
      reason,
      detail: JSON.stringify({ channel: 'email', ...detail }),
      decided_at: at('10T12:00:00'),
    })
    const capped = decision(1, 'skipped', 'capped', { because: { cap: 'global' } })
    await database.db
      .insertInto('decisions')
      .values([
        capped,
        decision(2, 'skipped', 'capped', { because: { cap: 'email' } }),
        decision(3, 'waited', 'quiet_hours', {}),
        decision(4, 'skipped', 'no_consent', {}),
      ])
      .execute()
    await database.db
      .insertInto('messages')
      .values([
        // Which cap it was, was not always written down.
        ...['capped', 'capped: global', 'capped: global', 'no_consent'].map(reason =>
          aMessage({ journey_id: 'cart', status: 'skipped', reason, wire_at: null }),
        ),
      ])
      .execute()
    await hold(
      { times: 1 },
      { stage: 'hand_over', rule: '', times: 1 },
      { stage: 'hand_over', rule: 'global', times: 2 },
    )
    const { rows, total } = await report()
    const listed = async (row: ReportRow, name: string) => {
      const found = await follow(database.db, (row.lists as Record<string, string>)[name]!, settings)
      return found.map(({ customer }) => customer)
    }
    const [global, unnamed] = [rows[0]!, rows[1]!]
    expect(global).toMatchObject({ rule: 'cap "global"', skipped: 1, skippedAtHandOver: 2 })
    expect(await listed(global, 'skipped')).toEqual([capped.customer_id])
    expect(await listed(global, 'skippedAtHandOver')).toHaveLength(2)
    expect(await listed(unnamed, 'skippedAtHandOver')).toHaveLength(1)
    expect(await listed(total!, 'skipped')).toHaveLength(2)
    expect(await listed(total!, 'waited')).toHaveLength(1)
    const messages = (reason: string) =>
      follow(database.db, listAddress('messages', { from: november.from, to: november.to, reason }), settings)
    expect(await messages('capped')).toHaveLength(3)
    expect(await messages('capped: global')).toHaveLength(2)
    expect(await messages('capped: glob')).toHaveLength(0)
  })

  it('explains the cost, and says nothing where nothing was held', async () => {
    expect(await report()).toEqual({ rows: [], total: null, notes: [] })
    await hold({})
    expect((await report()).notes[0]).toMatch(/^The cost is an upper estimate/)
  })

  it('says how many are left out of steps that nobody knows the worth of', async () => {
    await hold({}, { step_id: 'never-sent', times: 6 })
    await send('remind', 200)
    await earn('remind', '400')
    const { rows, notes } = await report('journey')
    expect(rows).toMatchObject([{ skipped: 16, atMost: '20.00' }])
    expect(notes.join()).toContain('6 left out at steps of which no message went out')
  })
})
