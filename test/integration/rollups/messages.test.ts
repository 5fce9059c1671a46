import { beforeEach, describe, expect, it } from 'vitest'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { at, countedRows, type Rows, rowsOf } from './rows.js'

let database: TestDatabase
let rows: Rows

beforeEach(async () => {
  database = await aDatabase()
  rows = rowsOf(database.db)
  await rows.publish({ timeZone: 'America/New_York' })
})

const counted = async (table: string) =>
  (await countedRows(database.db, table)).map(({ journey_id: _j, version: _v, ...row }) => row)

const day = '2026-11-10'

describe('messages', () => {
  it('count by what became of them, those that wait in nothing', async () => {
    for (const delivery of [
      'delivered',
      'opened',
      'clicked',
      'bounced',
      'complained',
      'accepted',
      null,
    ] as const)
      await rows.message({ delivery, step_id: 'all' })
    await rows.message({ step_id: 'all', unsubscribed: true })
    for (const status of [
      'unknown',
      'failed',
      'skipped',
      'withdrawn',
      'held_out',
      'queued',
      'claimed',
    ] as const)
      await rows.message({ step_id: 'all', status, wire_at: status === 'unknown' ? at('10T12:00:00') : null })
    const messages = (await counted('report_messages')).filter(({ dimension }) => dimension === 'all')
    const counts = { delivered: 4, opened: 2, clicked: 1, bounced: 1, complained: 1, unsubscribed: 1 }
    expect(messages).toEqual([
      {
        ...{ day, step_id: 'all', channel: 'email', dimension: 'all', value: '' },
        ...{ ...counts, handed_over: 9, held_out: 1, failed: 1, unknown: 1, skipped: 1, withdrawn: 1 },
      },
    ])
    const health = {
      channel: 'email',
      sender: '',
      domain: '',
      ...counts,
      handed_over: 9,
      failed: 1,
      unknown: 1,
    }
    expect(await counted('report_health')).toEqual([{ day, ...health }])
  })

  it('lie on the day of their hand-over, else of the decision', async () => {
    await rows.message({ created_at: at('10T12:00:00'), wire_at: at('12T04:30:00') })
    await rows.message({ created_at: at('13T04:30:00'), wire_at: null, status: 'held_out' })
    const messages = (await counted('report_messages')).filter(({ dimension }) => dimension === 'all')
    expect(messages.map(one => [one.day, one.handed_over, one.held_out])).toEqual([
      ['2026-11-11', 1, undefined],
      ['2026-11-12', undefined, 1],
    ])
  })

  it('have country, segments and variants from their pass', async () => {
    const enrollment_id = await rows.pass({
      country: 'FR',
      segments: ['vip', 'new'],
      variants: JSON.stringify({ test: 'A' }),
    })
    await rows.message({ enrollment_id })
    await rows.message()
    const messages = (await counted('report_messages')).map(one => [
      one.dimension,
      one.value,
      one.handed_over,
    ])
    expect(messages).toEqual([
      ['all', '', 2],
      ['country', '', 1],
      ['country', 'FR', 1],
      ['segment', 'new', 1],
      ['segment', 'vip', 1],
      ['variant', 'test=A', 1],
    ])
  })

  it('show by sender and domain how they are received, except on the site', async () => {
    await rows.message({ sender: 'ses', domain: 'gmail.com', delivery: 'bounced' })
    await rows.message({ sender: 'ses', domain: 'other' })
    await rows.message({ channel: 'sms', sender: 'twilio' })
    await rows.message({ channel: 'onsite' })
    expect(await counted('report_health')).toEqual([
      { day, channel: 'email', sender: 'ses', domain: 'gmail.com', handed_over: 1, bounced: 1 },
      { day, channel: 'email', sender: 'ses', domain: 'other', handed_over: 1 },
      { day, channel: 'sms', sender: 'twilio', domain: '', handed_over: 1 },
    ])
  })
})

describe('holds', () => {
  const decide = async (
    n: number,
    row: { kind?: string; reason: string; detail?: object; step_id?: string },
  ) =>
    database.db
      .insertInto('decisions')
      .values({
        customer_id: pass,
        part: 1,
        enrollment_id: pass,
        journey_id: 'cart',
        version: 1,
        n,
        decided_at: at('10T12:00:00'),
        step_id: 'remind',
        kind: 'skipped',
        ...row,
        detail: JSON.stringify(row.detail ?? {}),
      })
      .execute()
  let pass: string

  beforeEach(async () => {
    pass = await rows.pass()
  })

  it('count each time a message was kept back, by the cap that did it', async () => {
    const capped = { reason: 'capped', detail: { channel: 'email', because: { cap: 'global', max: 1 } } }
    await decide(1, capped)
    await decide(2, capped)
    await decide(3, {
      kind: 'waited',
      reason: 'quiet_hours',
      detail: { channel: 'sms', because: { until: 'x' } },
    })
    await decide(4, { kind: 'waited', reason: 'no_consent' })
    await decide(5, { reason: 'capped', detail: { audience: 'vip', because: { cap: 'audience' } } })
    const of = { day, step_id: 'remind', stage: 'decision' }
    expect(await counted('report_holds')).toEqual([
      { ...of, channel: 'audience', action: 'skipped', reason: 'capped', rule: 'audience', times: 1 },
      { ...of, channel: 'email', action: 'skipped', reason: 'capped', rule: 'global', times: 2 },
      { ...of, channel: 'sms', action: 'waited', reason: 'quiet_hours', rule: '', times: 1 },
    ])
  })

  it('count what a cap skipped at the hand-over, and nothing else that was skipped', async () => {
    await rows.message({ status: 'skipped', reason: 'capped', wire_at: null })
    await rows.message({ status: 'skipped', reason: 'no_consent', wire_at: null })
    for (const _ of [1, 2]) await rows.message({ status: 'skipped', reason: 'capped: global', wire_at: null })
    const hold = { day, step_id: 'remind', channel: 'email', stage: 'hand_over', action: 'skipped' }
    expect(await counted('report_holds')).toEqual([
      { ...hold, reason: 'capped', rule: '', times: 1 },
      { ...hold, reason: 'capped', rule: 'global', times: 2 },
    ])
  })
})
