import { beforeEach, describe, expect, it } from 'vitest'
import { parseReportRequest } from '../../../src/reports/conversion-request.js'
import { conversionsAsCsv, reportConversions } from '../../../src/reports/conversions.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { aConversion, aMessage, anEnrollment, at } from './rows.js'

const november = { from: at('01T00:00:00'), to: at('30T00:00:00') }
let database: TestDatabase

beforeEach(async () => {
  database = await aDatabase()
})

const publish = (settings: object) =>
  database.db
    .insertInto('workspace')
    .values({ revision: 1, settings: JSON.stringify(settings), published_at: at('01T00:00:00') })
    .execute()
const journey = (id: string, status: 'active' | 'archived' = 'active') =>
  database.db.insertInto('journeys').values({ id, status, version: 1 }).execute()
const enter = (...rows: Parameters<typeof anEnrollment>[0][]) =>
  database.db.insertInto('enrollments').values(rows.map(anEnrollment)).execute()
const send = (...rows: Parameters<typeof aMessage>[0][]) =>
  database.db.insertInto('messages').values(rows.map(aMessage)).execute()
const convert = (...rows: Parameters<typeof aConversion>[0][]) =>
  database.db.insertInto('conversions').values(rows.map(aConversion)).execute()
const report = (by: 'journey' | 'message' | 'channel' | 'day', period = november) =>
  reportConversions(database.db, { by, ...period })

describe('the conversion report', () => {
  it('counts entries, messages and conversions by journey, and adds them up', async () => {
    await enter({}, {}, { journey_id: 'browse' })
    await send({}, { journey_id: 'browse', channel: 'sms' })
    await convert({ value: '19.99' }, { value: '0.01' }, { journey_id: 'browse', value: '5.5' })
    const { rows, total, model, currency } = await report('journey')
    expect({ model, currency }).toEqual({ model: 'last_touch', currency: 'EUR' })
    const common = { currency: 'EUR', otherRevenue: {} }
    expect(rows).toEqual([
      { id: 'browse', entered: 1, messages: 1, conversions: 1, revenue: '5.50', ...common },
      { id: 'cart-recovery', entered: 2, messages: 1, conversions: 2, revenue: '20.00', ...common },
    ])
    expect(total).toEqual({ entered: 3, messages: 2, conversions: 3, revenue: '25.50', ...common })
  })

  it('lists active journeys in which nothing happened, and archived ones only when something did', async () => {
    await journey('quiet')
    await journey('old', 'archived')
    await journey('old-but-earning', 'archived')
    await convert({ journey_id: 'old-but-earning' })
    const { rows } = await report('journey')
    expect(rows.map(({ id, conversions }) => [id, conversions])).toEqual([
      ['old-but-earning', 1],
      ['quiet', 0],
    ])
  })

  it('is all zeros in an empty installation', async () => {
    const { rows, total } = await report('journey')
    expect(rows).toEqual([])
    expect(total).toMatchObject({ entered: 0, messages: 0, conversions: 0, revenue: '0.00' })
  })

  it('counts from the first moment of the period to just before its end', async () => {
    const [first, last, after] = [at('10T00:00:00'), at('10T23:59:59.999'), at('11T00:00:00')]
    const before = at('09T23:59:59.999')
    const times = [before, first, last, after]
    await enter(...times.map(entered_at => ({ entered_at })))
    await send(...times.map(wire_at => ({ wire_at })))
    await convert(...times.map(occurred_at => ({ occurred_at })))
    const { total } = await report('journey', { from: first, to: after })
    expect(total).toMatchObject({ entered: 2, messages: 2, conversions: 2, revenue: '20.00' })
  })

  it('counts messages that were handed over, or may have been, and no others', async () => {
    await send({ status: 'sent' }, { status: 'unknown' }, { status: 'on_wire' }, { status: 'failed' })
    await send({ status: 'queued', wire_at: null }, { status: 'withdrawn', wire_at: null })
    expect((await report('journey')).total.messages).toBe(3)
  })

  it('keeps currencies apart and never converts them', async () => {
    await publish({ currency: 'CHF' })
    await convert(
      { value: '10.10', currency: 'CHF' },
      { value: '1.00', currency: 'USD' },
      { value: '2.50', currency: 'USD' },
      { value: '7', currency: 'EUR' },
      { value: null, currency: null },
    )
    const { rows, total, currency } = await report('journey')
    const otherRevenue = { EUR: '7.00', USD: '3.50' }
    expect(currency).toBe('CHF')
    expect(rows).toMatchObject([{ conversions: 5, revenue: '10.10', otherRevenue }])
    expect(total).toMatchObject({ conversions: 5, revenue: '10.10', otherRevenue })
  })

  it('adds up amounts that a float would get wrong', async () => {
    await convert({ value: '999999999999999.9999' }, { value: '0.1' }, { value: '0.2' })
    expect((await report('journey')).total.revenue).toBe('1000000000000000.2999')
  })

  it('by message, names the journey and the step, and leaves entries to the journey', async () => {
    await enter({})
    await send({}, { step_id: 'nudge', channel: 'sms' })
    await convert({ step_id: 'nudge' })
    const { rows, total } = await report('message')
    expect(rows).toMatchObject([
      { id: 'cart-recovery/nudge', entered: null, messages: 1, conversions: 1 },
      { id: 'cart-recovery/remind', entered: null, messages: 1, conversions: 0, revenue: '0.00' },
    ])
    expect(total).toMatchObject({ entered: 1, messages: 2, conversions: 1 })
  })

  it('by channel', async () => {
    await send({}, {}, { channel: 'sms' })
    await convert({ channel: 'sms' })
    expect((await report('channel')).rows).toMatchObject([
      { id: 'email', messages: 2, conversions: 0 },
      { id: 'sms', messages: 1, conversions: 1 },
    ])
  })

  it('by day, in the time zone of the workspace, with the days on which nothing happened', async () => {
    await publish({ currency: 'EUR', timeZone: 'Europe/Berlin' })
    await convert({ occurred_at: at('10T22:59:59') }, { occurred_at: at('10T23:00:00') })
    const { rows } = await report('day', { from: at('09T23:00:00'), to: at('12T23:00:00') })
    expect(rows.map(({ id, conversions }) => [id, conversions])).toEqual([
      ['2026-11-10', 1],
      ['2026-11-11', 1],
      ['2026-11-12', 0],
    ])
  })

  it('makes a CSV that no spreadsheet runs', async () => {
    await journey('=cmd()')
    await convert({ value: '12.5' }, { value: '1', currency: 'USD' }, { value: '2', currency: 'CHF' })
    expect(conversionsAsCsv(await report('journey'))).toBe(
      'journey,entered,messages,conversions,revenue,currency,other_revenue\r\n' +
        "'=cmd(),0,0,0,0.00,EUR,\r\n" +
        'cart-recovery,0,0,3,12.50,EUR,CHF 2.00; USD 1.00\r\n',
    )
  })
})

describe('what the report can be asked for', () => {
  const parse = (parameters: object) => parseReportRequest(database.db, parameters)

  it('is by default the last 30 days by journey', async () => {
    const parsed = await parse({})
    if ('faults' in parsed) throw new Error('refused')
    const { from, to, by } = parsed.request
    expect({ by, format: parsed.format }).toEqual({ by: 'journey', format: 'json' })
    expect(to.getTime() - from.getTime()).toBe(30 * 86_400_000)
  })

  it('begins days at midnight in the workspace’s time zone', async () => {
    await publish({ currency: 'EUR', timeZone: 'America/New_York' })
    expect(await parse({ from: '2026-11-01', to: '2026-11-02T00:00:00+01:00' })).toMatchObject({
      request: { from: new Date('2026-11-01T04:00:00Z'), to: new Date('2026-11-01T23:00:00Z') },
    })
  })

  it('names every fault', async () => {
    expect(await parse({ from: 'yesterday', by: 'moon', colour: 'red' })).toEqual({
      faults: [
        { path: 'from', message: expect.stringContaining('2026-11-20') },
        { path: 'by', message: 'must be one of journey, message, channel, day' },
        { path: 'colour', message: 'is not a parameter of this report' },
      ],
    })
  })

  it.each([
    { from: '2026-11-20', to: '2026-11-20' },
    { from: '2020-01-01', to: '2026-11-20', by: 'day' },
    { from: '2026-02-30' },
  ])('refuses a period that makes no sense: %j', async parameters => {
    expect(await parse(parameters)).toMatchObject({ faults: [{ path: 'from' }] })
  })
})
